# METADATA
# title: Fundamental rights are assessed before the first use
# description: >-
#   Bodies governed by public law and private entities that provide public services, health care among them (Recital 96), and every deployer of Annex III
#   points 5(b) and 5(c), assess the impact on fundamental rights before the first use, in six elements, and notify the market surveillance authority.
#   Not for point 2, nor for devices that are high-risk by Annex I alone. Only an authorisation under Art. 46(1) may excuse from notifying.
# scope: package
# custom:
#   id: eu/art27/fria
#   stage: deployment
#   title_zh: 首次使用前进行基本权利影响评估
#   description_zh: >-
#     受公法管辖的机构、提供公共服务（含医疗，序言第96条）的私营实体，以及附件三第5(b)、5(c)点系统的所有部署者，须在首次使用前就六项要素评估对基本权利的影响，
#     并通知市场监督机构。第2点及仅依附件一属于高风险的器械除外。仅第46条第1款的授权可免于通知。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 27(1) and (3)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Whether the assessment is good and was made before the first use, and whether it still describes the use (Art. 27(2)).
#   not_checked_zh: 评估质量、是否在首次使用前完成，以及是否仍符合实际使用（第27条第2款）。
#   reasons:
#     no_public_service: ["A private deployer without a public service, and neither point 5(b) nor 5(c).", "不提供公共服务的私营部署者，且不属于第5(b)、5(c)点。"]
#     kind_unknown: ["Whether the deployer provides a public service is not stated.", "未说明部署者是否提供公共服务。"]
#     element_missing: ["One of the six elements of the assessment is missing.", "评估缺少六项要素之一。"]
#     not_notified: ["The market surveillance authority was not notified.", "未通知市场监督机构。"]
#     assessment_unknown: ["Whether the assessment is complete and was notified is not stated.", "未说明评估是否完整、是否已通知。"]
#   remedy: Complete the six elements, notify the authority, and fill in deployment.fria.
#   remedy_zh: 请补全六项要素、通知主管机构，并填写 deployment.fria。
#   source: Regulation (EU) 2024/1689, Art. 27, Recital 96; dates Regulation (EU) 2026/1744
package medguard.rules.eu.art27.fria

import data.medguard.lib.days
import data.medguard.lib.eu

verdict := eu.not_annex_iii({"deployer"}) if {
	eu.not_annex_iii({"deployer"})
} else := {"status": "not_applicable", "why": "no_public_service"} if {
	input.operator.kind == "private"
	not insurer_or_lender
} else := {"status": "pass", "why": ""} if {
	complete
	notified
} else := {"status": "undetermined", "why": "kind_unknown"} if {
	not bound
} else := {"status": "fail", "why": "element_missing"} if {
	some name in elements
	input.deployment.fria[name] == false
} else := {"status": "fail", "why": "not_notified"} if {
	input.deployment.fria.authority_notified_on == "never"
	not excused
} else := {"status": "undetermined", "why": "assessment_unknown"}

bound if input.operator.kind in {"public_authority", "body_governed_by_public_law", "private_public_service"}

bound if insurer_or_lender

insurer_or_lender if {
	some point in input.system.annex_iii_points
	point in {"5(b)", "5(c)"}
}

complete if {
	every name in elements {
		input.deployment.fria[name] == true
	}
}

notified if excused

notified if {
	days.valid(input.deployment.fria.authority_notified_on)
	not still_to_come
}

still_to_come if input.deployment.fria.authority_notified_on > days.of(input.now)

excused if input.deployment.fria.notification_exempt == true

elements := [
	"processes",
	"period_and_frequency",
	"persons_affected",
	"specific_risks",
	"oversight_measures",
	"measures_if_risks_materialise",
]
