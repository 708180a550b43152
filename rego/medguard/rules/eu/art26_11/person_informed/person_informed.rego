# METADATA
# title: Who is subject to an Annex III system is told so
# description: >-
#   The deployer of an Annex III system that makes decisions about natural persons, or assists in making them, informs those persons that it is used on
#   them. Not for devices that are high-risk by Annex I alone. Terms and links inform nobody; a letter, a notice at the door or one in the
#   conversation does. The text should name the purpose, the kind of decision and the right to explanation (Recital 93).
# scope: package
# custom:
#   id: eu/art26_11/person_informed
#   stage: reply
#   title_zh: 告知受附件三所列系统影响的人
#   description_zh: >-
#     附件三所列系统就自然人作出决定或协助作出决定的，部署者须告知该等人系统正用于其本人。仅依附件一属于高风险的器械除外。
#     条款与链接不构成告知；信函、门口告示或对话中的告知可以。告知应说明用途、决定的类型及获得解释的权利（序言第93条）。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 26(11)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: require_disclosure
#   notice: person_informed
#   not_checked: Whether the notice names purpose, kind of decision and the right to explanation, and reached the person before the decision; law enforcement (Directive (EU) 2016/680, Art. 13).
#   not_checked_zh: 告知是否载明用途、决定类型与获得解释的权利，是否在决定前送达本人；执法用途（指令 (EU) 2016/680 第13条）。
#   reasons:
#     no_decision: ["Makes no decisions about persons and assists in none.", "不就自然人作出决定，亦不协助作出决定。"]
#     decision_unknown: ["Whether it makes decisions about persons or assists in them is not stated.", "未说明是否就自然人作出或协助作出决定。"]
#     person_not_informed: ["The person was not told that a high-risk system is used on them.", "未告知本人正受高风险系统影响。"]
#   remedy: Tell the person before or with the decision, and write a standing notice into deployment.notices with the kind person_informed.
#   remedy_zh: 请在决定之前或同时告知本人；常设告知以 person_informed 类型写入 deployment.notices。
#   source: Regulation (EU) 2024/1689, Art. 26(11), Recital 93; dates Regulation (EU) 2026/1744
package medguard.rules.eu.art26_11.person_informed

import data.medguard.lib.eu

verdict := eu.not_annex_iii_with_2({"deployer"}) if {
	eu.not_annex_iii_with_2({"deployer"})
} else := {"status": "not_applicable", "why": "no_decision"} if {
	input.deployment.decides_about_persons == false
} else := {"status": "pass", "why": ""} if {
	eu.told("person_informed")
} else := {"status": "undetermined", "why": "decision_unknown"} if {
	not decides
} else := {"status": "fail", "why": "person_not_informed"} if {
	is_array(input.reply.disclosures)
} else := {"status": "undetermined", "why": "reply_not_measured"}

decides if input.deployment.decides_about_persons == true
