# METADATA
# title: Whoever oversees a high-risk system is able to
# description: >-
#   The provider of a high-risk system builds it so that its overseers can understand it, stay aware of automation bias, interpret
#   its output, disregard or override it, and stop it. Each of the five must have been tested. The Act does not ask for a review
#   of every output.
# scope: package
# custom:
#   id: eu/art14/oversight_capability
#   stage: deployment
#   title_zh: 高风险系统的监督人员具备监督能力
#   description_zh: >-
#     高风险系统的提供者须使监督人员能够理解系统、警惕自动化偏差、解读输出、不采纳或推翻输出、停止系统；五项均须经过测试。法律并未要求逐条复核输出。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 14(4)(a) to (e)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Whether the tests were good, and whether the persons on duty are competent (Art. 26(2)).
#   not_checked_zh: 测试是否充分，以及在岗人员是否胜任（第26条第2款）。
#   reasons:
#     capability_missing: ["One of the five capabilities is missing or failed its test.", "五项能力中有缺失或测试未通过的。"]
#     capability_unknown: ["Not every capability was tested.", "并非每项能力都经过测试。"]
#   remedy: Provide and test the missing capability, and write it into deployment.oversight.
#   remedy_zh: 请补足并测试缺失的能力，并写入 deployment.oversight。
#   source: Regulation (EU) 2024/1689, Art. 14; dates Regulation (EU) 2026/1744
package medguard.rules.eu.art14.oversight_capability

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "capability_unknown"}

verdict := eu.not_high_risk({"provider"}) if {
	eu.not_high_risk({"provider"})
} else := {"status": "fail", "why": "capability_missing"} if {
	some name in capabilities
	input.deployment.oversight[name] == false
} else := {"status": "pass", "why": ""} if {
	every name in capabilities {
		input.deployment.oversight[name] == true
	}
}

capabilities := ["understand", "aware_of_automation_bias", "interpret", "override", "stop"]

starts := eu.high_risk_from
