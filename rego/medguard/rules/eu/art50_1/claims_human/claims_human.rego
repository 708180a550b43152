# METADATA
# title: The system never says that it is human
# description: >-
#   A reply that claims to come from a person, or denies coming from an AI, undoes the information that Art. 50(1) asks for: it is
#   held back. That it would be obvious to professionals helps no system that says the opposite. A draft that a clinician reviews
#   and sends as their own is not the system speaking. Only who is authorised by law against criminal offences is excepted.
# scope: package
# custom:
#   id: eu/art50_1/claims_human
#   stage: reply
#   title_zh: 系统不得自称真人
#   description_zh: >-
#     回复自称出自真人或否认为人工智能的，即抵消第50条第1款所要求的告知，不予放行。系统自称真人时，不得援引“显而易见”之例外。
#     经临床人员审核并以其名义发送的草稿，不视为系统发言。仅依法用于打击刑事犯罪者例外。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 50(1)
#   strength: guideline
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: deny
#   not_checked: A name, a photograph or a voice that seems human without saying so; and claims in words that the measurement does not know.
#   not_checked_zh: 未明言但易被误认为真人的姓名、照片或声音；以及测量未能识别的表述。
#   reasons:
#     claims_to_be_human: ["The reply says that it comes from a person, or that it is no AI.", "回复自称出自真人，或否认为人工智能。"]
#   remedy: Ask the model again, and instruct it never to claim to be a person.
#   remedy_zh: 请重新生成回复，并指示模型不得自称真人。
#   source: Regulation (EU) 2024/1689, Art. 50(1); Commission Guidelines C(2026) 5054, par. 38 and 40, from a digest
package medguard.rules.eu.art50_1.claims_human

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "reply_not_measured"}

verdict := eu.outside({"provider"}) if {
	eu.outside({"provider"})
} else := eu.no_interaction if {
	eu.no_interaction
} else := {"status": "fail", "why": "claims_to_be_human"} if {
	input.reply.claims_to_be_human == true
} else := {"status": "pass", "why": ""} if {
	input.reply.claims_to_be_human == false
}
