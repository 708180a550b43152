# METADATA
# title: A decision about a person waits for a competent reviewer
# description: >-
#   The deployer gives oversight to persons with the necessary competence, training and authority (Art. 26(2)), valid on the day. Output of a
#   high-risk system that makes or helps to make a decision about a person is held until such a person has accepted, edited or
#   overridden it; what they rejected stays back. The Act does not ask for a review of every output: holding it is our way to
#   oversight that is commensurate with the risks (Art. 14(3)).
# scope: package
# custom:
#   id: eu/art14_26_2/reviewer_gate
#   stage: reply
#   title_zh: 涉及个人的决定须经胜任的复核人员
#   description_zh: >-
#     部署者须将监督交由具备必要能力、培训和权限者负责（第26条第2款），且当日有效。高风险系统作出或辅助作出涉及个人之决定的输出，在其接受、修改或推翻之前予以暂扣；
#     被驳回的不予放行。法律并未要求逐条复核输出：暂扣是我们实现与风险相称之监督的方式（第14条第3款）。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 14(3) and (4), 26(2)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: require_human_review
#   not_checked: How carefully the reviewer looked, and whether two persons verified a biometric identification (Art. 14(5)).
#   not_checked_zh: 复核是否认真，以及生物识别结果是否经两人核实（第14条第5款）。
#   reasons:
#     no_decision_about_persons: ["No decision about a person is made or assisted.", "不作出也不辅助作出涉及个人的决定。"]
#     decision_unknown: ["Whether decisions about persons are made or assisted is not stated.", "未说明是否作出或辅助作出涉及个人的决定。"]
#     not_reviewed: ["Nobody has reviewed the reply.", "回复尚未经人复核。"]
#     reviewer_not_competent: ["The reviewer lacks the competence, training or authority, or it has expired.", "复核人员缺乏能力、培训或权限，或者其已失效。"]
#     rejected: ["The reviewer rejected the reply.", "复核人员驳回了该回复。"]
#     review_unknown: ["The review, its outcome or the reviewer's competence is not on record.", "没有复核、其结论或者复核人员能力的记录。"]
#   remedy: Have a person with competence, training and authority review the reply and record the outcome.
#   remedy_zh: 请由具备能力、培训和权限的人员复核回复，并记录结论。
#   source: Regulation (EU) 2024/1689, Art. 14, 26(2); that output is held is a house choice
package medguard.rules.eu.art14_26_2.reviewer_gate

import data.medguard.lib.eu

# Whatever of the review is not known, a review mends it.
default verdict := {"status": "undetermined", "why": "review_unknown", "at_most": "require_human_review"}

verdict := eu.not_high_risk({"deployer"}) if {
	eu.not_high_risk({"deployer"})
} else := {"status": "not_applicable", "why": "no_decision_about_persons"} if {
	input.deployment.decides_about_persons == false
} else := {"status": "undetermined", "why": "decision_unknown"} if {
	not decides
} else := {"status": "fail", "why": "not_reviewed"} if {
	input.review.done == false
} else := {"status": "fail", "why": "rejected"} if {
	input.review.outcome == "rejected"
} else := {"status": "fail", "why": "reviewer_not_competent"} if {
	input.review.competent == false
} else := {"status": "pass", "why": ""} if {
	input.review.done == true
	input.review.competent == true
	input.review.outcome in {"accepted", "edited", "overridden"}
	eu.written(input.review.ref)
}

decides if {
	input.deployment.decides_about_persons == true
}

starts := eu.high_risk_from
