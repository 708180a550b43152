# METADATA
# title: Marks have the layers of the Code of Practice
# description: >-
#   The Code of Practice asks for two layers, metadata that are signed and time-stamped and an imperceptible watermark, on audio, images, video and
#   text in a container (PDF, DOCX, HTML, an exported file). Free text has a watermark alone; text under 200 tokens has none. Who has not signed
#   the Code is only warned: it is voluntary, but a gap from it has to be explained. For FHIR and JSON it is our inference that they are containers.
# scope: package
# custom:
#   id: eu/art50_2/cop_layers
#   stage: reply
#   title_zh: 标记符合《行为准则》的分层要求
#   description_zh: >-
#     《行为准则》要求音频、图像、视频及载体文本（PDF、DOCX、HTML、导出文件）具备两层标记：经签名并带时间戳的元数据，以及不可感知的水印。
#     自由文本仅需水印；少于200个词元的文本无须水印。未签署者仅予警示：准则属自愿性质，但偏离须能说明理由。将 FHIR 与 JSON 视为载体系我方推断。
#   law: Code of Practice on Transparency of AI-Generated Content
#   law_en: Code of Practice on Transparency of AI-Generated Content
#   article: Measures 1.1, 1.1.1, 1.1.2
#   strength: code
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: deny
#   not_checked: How robust the watermark is; whether a video carries marks on sound and picture both.
#   not_checked_zh: 水印的稳健程度；视频的声音与画面是否均有标记。
#   reasons:
#     very_short: ["Text of fewer than 200 tokens needs no watermark.", "少于200个词元的文本无须水印。"]
#     metadata_missing: ["Metadata that are signed and time-stamped are missing.", "缺少经签名并带时间戳的元数据。"]
#     watermark_missing: ["The watermark is missing.", "缺少水印。"]
#     container_unknown: ["In what the reply is contained was not measured.", "未测量回复的载体。"]
#     length_unknown: ["How long the text is was not measured.", "未测量文本长度。"]
#   remedy: Use a model that watermarks its text; sign and time-stamp the metadata of exported files; state deployment.cop_signatory.
#   remedy_zh: 请使用带文本水印的模型；对导出文件的元数据签名并加盖时间戳；并填写 deployment.cop_signatory。
#   source: Code of Practice, 10 June 2026, from digests and notes that quote it; the text itself was not read
package medguard.rules.eu.art50_2.cop_layers

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "reply_not_measured"}

verdict := eu.no_mark_needed if {
	eu.no_mark_needed
} else := {"status": "undetermined", "why": "container_unknown"} if {
	not eu.contained
	not free
} else := {"status": "pass", "why": ""} if {
	metadata_as_needed
	watermarked
} else := {"status": "pass", "why": ""} if {
	eu.contained
	signed_metadata
	eu.very_short
} else := {"status": "not_applicable", "why": "very_short"} if {
	not eu.contained
	eu.very_short
} else := {"status": "undetermined", "why": "transformation_unknown"} if {
	measured
	not eu.generated
} else := doubtful("metadata_missing") if {
	measured
	eu.contained
	not signed_metadata
} else := {"status": "undetermined", "why": "length_unknown"} if {
	measured
	input.reply.modality == "text"
	not counted
} else := eu.against_code("watermark_missing") if {
	measured
	not watermarked
}

measured if is_array(input.reply.marks)

free if input.reply.container == "free_text"

metadata_as_needed if not eu.contained

metadata_as_needed if signed_metadata

signed_metadata if {
	some mark in input.reply.marks
	mark.layer == "metadata"
	mark.signed == true
	mark.timestamped == true
}

watermarked if {
	some mark in input.reply.marks
	mark.layer == "watermark"
}

watermarked if eu.watermarked_by_model

counted if is_number(input.reply.tokens)

doubtful(why) := {"status": "fail", "why": why, "at_most": "warn"} if {
	input.reply.container in data.law.eu.doubtful_containers
	not eu.exported
} else := eu.against_code(why)

starts := eu.marking_from
