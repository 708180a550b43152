# METADATA
# title: Generated content is marked for machines and can be detected
# description: >-
#   The provider of the system marks what it generates in a machine-readable format, and makes it detectable as generated: both. The mark of the
#   model behind it may serve, if it is still there; a fingerprint or a log alone does not, nor does a label for readers. No mark: standard
#   editing, transcripts, translations as text, annotations, extracts, code, single words; what no person perceives; strictly technical output
#   that stays inside; free text under 200 tokens, too short to carry a mark (Code, Measure 1.1.2). Systems placed on the market before 2026-08-02 have until 2026-12-02; if not known when, the earlier day counts.
# scope: package
# custom:
#   id: eu/art50_2/mark_and_detect
#   stage: reply
#   title_zh: 生成内容须有机器可读标记并可被检测
#   description_zh: >-
#     系统提供者须以机器可读格式标记其生成的内容，并使其可被检测为人工生成，二者缺一不可。可依靠上游模型的标记，但该标记须仍然存在；
#     仅有指纹、日志或供人阅读的标识均不足够。无须标记的有：标准编辑、逐字转录、文本翻译、标注、信息提取、代码、单个词语；无人感知的内容；
#     仅留内部的严格技术性输出；少于200个词元、过短而无法承载标记的自由文本（《行为准则》措施1.1.2）。2026年8月2日前投放市场的系统，宽限至2026年12月2日；投放日期不明的，从较早日期起算。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 50(2), Art. 111(4)
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: deny
#   not_checked: Whether mark and detection are effective, interoperable, robust and reliable as far as technically feasible, and whether the detection works.
#   not_checked_zh: 标记与检测在技术可行范围内是否有效、互通、稳健、可靠，以及检测是否实际可用。
#   reasons:
#     very_short: ["Free text of fewer than 200 tokens is too short to carry a mark.", "少于200个词元的自由文本过短，无法承载标记。"]
#     not_marked: ["The reply carries no machine-readable mark.", "回复没有机器可读标记。"]
#     not_detectable: ["The reply is marked, but nobody is told where it can be detected.", "回复有标记，但未说明可在何处检测。"]
#   remedy: Mark the reply (profile section marks) or use a model that watermarks its text, and say in marks.detection_ref where anybody can have a text looked at.
#   remedy_zh: 请为回复添加标记（配置 marks 部分）或使用带文本水印的模型，并在 marks.detection_ref 中说明他人可在何处检测。
#   source: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744; Commission Guidelines C(2026) 5054, par. 60-98, from two digests; very short text from the Code of Practice, which binds no court; that a significant change makes a system new is our inference
package medguard.rules.eu.art50_2.mark_and_detect

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "reply_not_measured"}

verdict := eu.no_mark_needed if {
	eu.no_mark_needed
} else := {"status": "pass", "why": ""} if {
	marked
	eu.written(input.reply.detection_ref)
} else := {"status": "not_applicable", "why": "very_short"} if {
	eu.free_text
	eu.very_short
} else := {"status": "undetermined", "why": "transformation_unknown"} if {
	measured
	not eu.generated
} else := softened("not_marked") if {
	measured
	not marked
} else := softened("not_detectable") if {
	measured
	nothing_named
}

measured if is_array(input.reply.marks)

marked if {
	some mark in input.reply.marks
	mark.layer in {"metadata", "watermark"}
}

# Par. 74: the provider may rely on the mark of the model.
marked if eu.watermarked_by_model

nothing_named if is_null(input.reply.detection_ref)

nothing_named if eu.absent(input.reply.detection_ref)

softened(why) := {"status": "fail", "why": why, "at_most": "require_human_review"} if {
	eu.on_inference
} else := {"status": "fail", "why": why}

starts := eu.marking_from
