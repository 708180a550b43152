# METADATA
# title: No intimate content without consent, no child abuse material
# description: >-
#   From 2 December 2026 a system is forbidden that generates or manipulates realistic intimate material of an identifiable person without
#   consent, or child sexual abuse material: if it is made for that, or if that is foreseeable and reproducible and adequate
#   safeguards are missing. In practice this concerns systems that generate images, sound or video; a text-only system is outside.
# scope: package
# custom:
#   id: eu/art5_1ba_bb/intimate_csam
#   stage: deployment
#   title_zh: 禁止生成未经同意的私密内容及儿童性虐待材料
#   description_zh: >-
#     自2026年12月2日起，禁止系统未经同意生成或篡改可识别个人的逼真私密内容，或者生成儿童性虐待材料：系统专为此而设，或者此种生成可预见且可重现而缺乏充分防护的，均属之。
#     实践中涉及生成图像、音频、视频的系统；仅生成文本的系统不在此列。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 5(1)(ba) and (bb), (1a), (1b)
#   strength: binding
#   verified: false
#   effective_from: "2026-12-02"
#   default_level: deny
#   not_checked: Whether the safeguards are adequate; and criminal law, which applies to text as well.
#   not_checked_zh: 防护措施是否充分；以及同样适用于文本的刑事法律。
#   reasons:
#     generates_no_pictures: ["Generates neither images nor sound nor video.", "不生成图像、音频或视频。"]
#     made_for_it: ["The system is made for such content.", "系统专为生成此类内容而设。"]
#     no_safeguards: ["Adequate safeguards against such content are missing.", "缺乏防止此类内容的充分防护措施。"]
#     safeguards_unknown: ["What the system generates, whether it is made for such content, or whether it has safeguards, is not stated.", "未说明系统生成何种内容、是否专为此类内容而设，或者是否设有防护措施。"]
#   remedy: Add safeguards on prompts and outputs, test them, and state system.intimate_content_intended and intimate_content_safeguards; else do not offer it.
#   remedy_zh: 请对输入和输出设置防护并加以测试，填写 system.intimate_content_intended 与 intimate_content_safeguards；否则不得提供。
#   source: Regulation (EU) 2026/1744, as an amendment list gives it, second-hand; the wording itself was not read
package medguard.rules.eu.art5_1ba_bb.intimate_csam

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "safeguards_unknown"}

verdict := eu.outside_act if {
	eu.outside_act
} else := {"status": "not_applicable", "why": "generates_no_pictures"} if {
	is_array(input.system.generates)
	every modality in input.system.generates {
		modality == "text"
	}
} else := {"status": "fail", "why": "made_for_it"} if {
	input.system.intimate_content_intended == true
} else := {"status": "fail", "why": "no_safeguards"} if {
	pictures
	input.system.intimate_content_safeguards == false
} else := {"status": "pass", "why": ""} if {
	input.system.intimate_content_intended == false
	input.system.intimate_content_safeguards == true
}

pictures if {
	some modality in input.system.generates
	modality in {"image", "audio", "video"}
}
