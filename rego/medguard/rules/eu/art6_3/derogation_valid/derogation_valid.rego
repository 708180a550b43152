# METADATA
# title: A claim that an Annex III system is not high-risk holds
# description: >-
#   Art. 6(3) takes an Annex III system out of high risk if it poses no significant risk, also by not materially influencing the outcome
#   of decisions, and one of four conditions is met; never if it performs profiling. The provider writes the assessment down before
#   placing it on the market and registers it (Art. 6(4), 49(2)). A void claim leaves the system high-risk for everybody; missing papers are
#   the provider's breach, so a mere deployer is sent to a person. No device leaves Art. 6(1) this way. For emergency triage
#   (5(d)) a claim can hardly hold: a person decides.
# scope: package
# custom:
#   id: eu/art6_3/derogation_valid
#   stage: deployment
#   title_zh: 主张附件三系统不属于高风险须能成立
#   description_zh: >-
#     附件三系统不构成重大风险（包括不实质影响决策结果），且符合四种情形之一的，依第6条第3款不属于高风险；对自然人进行画像的，一律属于高风险。
#     提供者须在投放市场前记录评估并登记（第6条第4款、第49条第2款）。主张无效的，系统对任何人均为高风险；缺少文件属提供者违规，故仅为部署者的，交由人判断。
#     第6条第1款的器械不能援引本款。急诊分诊（5(d)）的主张通常难以成立，由人判断。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 6(3) and (4), 49(2)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Whether the assessment is right and was made before the system was placed on the market; the provider answers for it.
#   not_checked_zh: 评估是否正确、是否在投放市场前作出，由提供者负责。
#   reasons:
#     no_claim: ["Nobody claims the derogation of Art. 6(3).", "无人主张第6条第3款的例外。"]
#     claim_outside_annex_iii: ["The derogation is claimed for a device, which it cannot reach.", "对器械主张该例外，而该例外不适用于器械。"]
#     claim_void: ["Profiling, a significant risk or no condition met: the claim is void and the system is high-risk.", "存在画像、重大风险或者不符合任一情形：主张无效，系统属于高风险。"]
#     claim_not_documented: ["The assessment was not written down or not registered.", "评估未作记录或者未登记。"]
#     claim_doubtful: ["For emergency triage the claim can hardly hold.", "就急诊分诊而言，该主张难以成立。"]
#     claim_unknown: ["Whether the derogation is claimed, or what it rests on, is not stated.", "未说明是否主张该例外或其依据。"]
#   remedy: Complete system.art6_3 and system.profiling, with the references of assessment and registration; else treat the system as high-risk and set claimed to false.
#   remedy_zh: 请补全 system.art6_3 与 system.profiling，包括评估和登记编号；否则按高风险系统处理，并将 claimed 设为 false。
#   source: Regulation (EU) 2024/1689, Art. 6(3), (4), unchanged by 2026/1744; Commission guidelines under Art. 6(5) are a draft; the doubt about emergency triage is an inference
package medguard.rules.eu.art6_3.derogation_valid

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "claim_unknown"}

verdict := eu.outside({"provider", "deployer"}) if {
	eu.outside({"provider", "deployer"})
} else := {"status": "not_applicable", "why": "no_claim"} if {
	input.system.art6_3.claimed == false
} else := {"status": "not_applicable", "why": "no_claim"} if {
	not claimed
	in_no_point
} else := {"status": "undetermined", "why": "claim_unknown"} if {
	not claimed
} else := {"status": "fail", "why": "claim_outside_annex_iii"} if {
	in_no_point
	eu.annex_i == "yes"
} else := {"status": "not_applicable", "why": "not_annex_iii"} if {
	in_no_point
	eu.annex_i == "no"
} else := {"status": "undetermined", "why": "high_risk_unknown"} if {
	in_no_point
} else := {"status": "not_applicable", "why": "legacy_system"} if {
	eu.legacy_on(eu.dates.hr_annex_iii)
} else := {"status": "fail", "why": "claim_void"} if {
	eu.derogation == "void"
} else := {"status": "fail", "why": "claim_not_documented", "at_most": "require_human_review"} if {
	not_documented
	eu.only_deploys
} else := {"status": "fail", "why": "claim_not_documented"} if {
	not_documented
} else := {"status": "fail", "why": "claim_doubtful", "at_most": "require_human_review"} if {
	eu.derogation == "valid"
	"5(d)" in input.system.annex_iii_points
} else := {"status": "pass", "why": ""} if {
	eu.derogation == "valid"
	some _ in input.system.annex_iii_points
}

claimed if {
	input.system.art6_3.claimed == true
}

in_no_point if {
	input.system.annex_iii_points == []
}

not_documented if {
	eu.absent(input.system.art6_3.assessment_ref)
}

not_documented if {
	eu.absent(input.system.art6_3.registration_ref)
}
