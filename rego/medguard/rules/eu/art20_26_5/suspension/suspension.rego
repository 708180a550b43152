# METADATA
# title: A high-risk system that may be a risk, or does not conform, is not used
# description: >-
#   A provider with reason to consider its system not in conformity corrects, withdraws, disables or recalls it at once (Art. 20(1)). A
#   deployer with reason to consider that use as instructed may present a risk (Art. 79(1)) suspends the use (26(5)). So every call is
#   refused while the risk is flagged or the system does not conform, is withdrawn, disabled or recalled.
# scope: package
# custom:
#   id: eu/art20_26_5/suspension
#   stage: request
#   title_zh: 可能构成风险或不合规的高风险系统停止使用
#   description_zh: >-
#     提供者有理由认为系统不合规的，须立即纠正、撤回、停用或召回（第20条第1款）。部署者有理由认为依说明使用可能构成第79条第1款的风险的，须暂停使用（第26条第5款）。
#     故在风险标记存续期间，或者系统不合规、已撤回、停用、召回时，一切调用均予拒绝。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 20(1) and (2), 26(5), 79(1)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Whether provider, distributor, importer and authorities were informed without undue delay, and who lifted a suspension; the profile's history shows when.
#   not_checked_zh: 是否已及时告知提供者、分销商、进口商和主管机关，以及由谁解除暂停；解除时间见配置历史。
#   reasons:
#     risk_flagged: ["Use as instructed may present a risk: the use is suspended.", "依说明使用可能构成风险：暂停使用。"]
#     not_conforming: ["The system does not conform, or was withdrawn, disabled or recalled.", "系统不合规，或者已被撤回、停用或召回。"]
#     status_unknown: ["Whether the system conforms, or may present a risk, is not stated.", "未说明系统是否合规或者是否可能构成风险。"]
#   remedy: Inform provider and authorities, have it corrected, and only then set deployment.risk_79 to false or system.conformity_status to conforming.
#   remedy_zh: 请告知提供者和主管机关，待纠正后方可将 deployment.risk_79 设为 false，或将 system.conformity_status 设为 conforming。
#   source: Regulation (EU) 2024/1689, Art. 20, 26(5); dates Regulation (EU) 2026/1744
package medguard.rules.eu.art20_26_5.suspension

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "status_unknown"}

verdict := eu.not_high_risk({"provider", "deployer"}) if {
	eu.not_high_risk({"provider", "deployer"})
} else := {"status": "fail", "why": "risk_flagged"} if {
	input.deployment.risk_79 == true
} else := {"status": "fail", "why": "not_conforming"} if {
	input.system.conformity_status in {"non_conforming", "withdrawn", "disabled", "recalled"}
} else := {"status": "pass", "why": ""} if {
	input.deployment.risk_79 == false
	input.system.conformity_status == "conforming"
}

starts := eu.high_risk_from
