# METADATA
# title: A high-risk system can log what Art. 12 wants traced
# description: >-
#   The provider builds a high-risk system so that events are logged automatically over its lifetime: those relevant to risk situations
#   and substantial modifications, to post-market monitoring, and to the deployer's monitoring of operation. Remote biometric
#   identification (Annex III point 1(a)) logs four things more. Events are asked for, not transcripts.
# scope: package
# custom:
#   id: eu/art12/logging_ready
#   stage: deployment
#   title_zh: 高风险系统能够记录第12条要求可追溯的事件
#   description_zh: >-
#     提供者须使高风险系统在其整个生命周期内自动记录事件：与风险情形及重大修改有关的、与上市后监测有关的、与部署者运行监测有关的。
#     远程生物识别（附件三第1点a项）另须记录四项内容。法律要求记录事件，而非全文。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 12(1) to (3)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Whether the events recorded are enough to trace a fault, and whether clocks are right.
#   not_checked_zh: 所记事件是否足以追溯故障，以及时钟是否准确。
#   reasons:
#     logging_missing: ["Logging is off, or one of its purposes is not covered.", "未启用日志，或者有一项目的未被覆盖。"]
#     logging_unknown: ["Whether logging is on and covers every purpose is not stated.", "未说明是否启用日志以及是否覆盖全部目的。"]
#   remedy: Switch logging on for the purpose that is missing and state it in deployment.logging.
#   remedy_zh: 请就所缺目的启用日志，并在 deployment.logging 中说明。
#   source: Regulation (EU) 2024/1689, Art. 12; dates Regulation (EU) 2026/1744
package medguard.rules.eu.art12.logging_ready

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "logging_unknown"}

verdict := eu.not_high_risk({"provider"}) if {
	eu.not_high_risk({"provider"})
} else := {"status": "fail", "why": "logging_missing"} if {
	some name in needed
	input.deployment.logging[name] == false
} else := {"status": "pass", "why": ""} if {
	every name in needed {
		input.deployment.logging[name] == true
	}
}

needed contains name if some name in purposes

needed contains "biometric_identification" if "1(a)" in input.system.annex_iii_points

purposes := [
	"enabled",
	"risk_situations",
	"post_market_monitoring",
	"operation_monitoring",
]

starts := eu.high_risk_from
