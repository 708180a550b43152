# METADATA
# title: A decision can be explained to whom it affects
# description: >-
#   Whoever is affected by a decision that the deployer bases on an Annex III system, with legal or similarly significant effects, may ask what role the system
#   played and what the main elements of the decision were. Both are kept with the decision. Not for point 2, nor for devices that are high-risk by
#   Annex I alone, nor where Union or national law restricts or already grants the explanation. Read literally, the rule warns from 2026-08-02.
# scope: package
# custom:
#   id: eu/art86/explanation_record
#   stage: reply
#   title_zh: 能够向受影响者解释决定
#   description_zh: >-
#     部署者依据附件三所列系统作出具有法律效力或类似重大影响的决定的，受影响者有权得知系统所起的作用及决定的主要要素，二者均须随决定留存。
#     第2点、仅依附件一属于高风险的器械，以及欧盟或国内法另有限制或已赋予该权利的除外。按字面解释，自2026年8月2日起予以警示。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 86
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: require_human_review
#   not_checked: Whether the explanation is clear and meaningful, and whether it was given when asked for.
#   not_checked_zh: 解释是否清晰、有意义，以及是否应请求提供。
#   reasons:
#     no_decision: ["No decision about a person rests on the output.", "没有针对个人的决定依据该输出。"]
#     no_significant_effect: ["The decisions have no legal or similarly significant effects.", "决定不具有法律效力或类似重大影响。"]
#     other_law: ["Union or national law restricts the explanation, or already grants it (Art. 86(2), (3)).", "欧盟或国内法限制或已赋予该解释权（第86条第2、3款）。"]
#     decision_unknown: ["Whether decisions with significant effects rest on the output is not stated.", "未说明是否有重大影响的决定依据该输出。"]
#     explanation_missing: ["The role of the system or the main elements of the decision were not recorded.", "未记录系统的作用或决定的主要要素。"]
#     explanation_unknown: ["Whether the role of the system and the main elements were recorded is not known.", "未知是否记录了系统的作用与主要要素。"]
#   remedy: Let the person who decides record the role of the system and the main elements of the decision.
#   remedy_zh: 请由作出决定的人员记录系统的作用与决定的主要要素。
#   source: Regulation (EU) 2024/1689, Art. 86; which day applies is disputed
package medguard.rules.eu.art86.explanation_record

import data.medguard.lib.eu

verdict := eu.disputed(eu.not_annex_iii({"deployer"})) if {
	eu.not_annex_iii({"deployer"})
} else := {"status": "not_applicable", "why": "no_decision"} if {
	input.deployment.decides_about_persons == false
} else := {"status": "not_applicable", "why": "no_significant_effect"} if {
	input.deployment.significant_effect == false
} else := {"status": "not_applicable", "why": "other_law"} if {
	eu.written(input.deployment.explanation_law_ref)
} else := {"status": "pass", "why": ""} if {
	input.reply.explanation.role_of_ai == true
	input.reply.explanation.main_elements == true
} else := eu.disputed({"status": "undetermined", "why": "decision_unknown"}) if {
	not decides
} else := eu.disputed({"status": "fail", "why": "explanation_missing"}) if {
	some part in {"role_of_ai", "main_elements"}
	input.reply.explanation[part] == false
} else := eu.disputed({"status": "undetermined", "why": "explanation_unknown", "at_most": "require_human_review"})

decides if {
	input.deployment.decides_about_persons == true
	input.deployment.significant_effect == true
}

starts := eu.disputed_from(eu.high_risk_from)
