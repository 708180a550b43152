# METADATA
# title: Special categories of data serve bias work only with all six safeguards
# description: >-
#   Health and other special categories of personal data may be processed to detect and correct bias, exceptionally, and only if no other
#   data would do, re-use is limited and the data are secured and pseudonymised, access is controlled, nobody else gets them, they are
#   deleted when done, and the records say why it was strictly necessary. A permission, no duty to look for bias. Art. 4a(1) is
#   for providers of high-risk systems, (2) extends it to deployers and to other systems.
# scope: package
# custom:
#   id: eu/art4a/special_category_bias
#   stage: deployment
#   title_zh: 为纠正偏差处理特殊类别数据须具备全部六项保障
#   description_zh: >-
#     为检测和纠正偏差，可例外处理健康等特殊类别个人数据，但须同时满足：其他数据不足以达到目的；限制再利用并采取安全与假名化措施；访问受控；不向他人传输或提供；
#     目的达成即删除；记录说明绝对必要的理由。这是许可而非检测偏差的义务。第4a条第1款适用于高风险系统提供者，第2款扩及部署者和其他系统。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 4a(1) and (2), formerly 10(5)(a) to (f)
#   strength: binding
#   verified: false
#   effective_from: "2026-07-27"
#   default_level: deny
#   not_checked: Whether each safeguard works, and the legal basis under GDPR Art. 6 and 9, which stays necessary.
#   not_checked_zh: 各项保障是否有效，以及仍须具备的《通用数据保护条例》第6条、第9条规定的合法性基础。
#   reasons:
#     no_bias_processing: ["No special categories of data are processed against bias.", "未为纠正偏差处理特殊类别数据。"]
#     safeguard_missing: ["One of the six safeguards is missing.", "六项保障中缺少一项。"]
#     safeguard_unknown: ["Whether such data are processed, or one of the six safeguards, is not stated.", "未说明是否处理此类数据，或者六项保障中某一项的情况。"]
#   remedy: Put the missing safeguard in place and state it in system.bias_processing, or stop the processing.
#   remedy_zh: 请落实所缺保障并在 system.bias_processing 中说明，否则停止处理。
#   source: Regulation (EU) 2024/1689, Art. 4a as inserted by Regulation (EU) 2026/1744, from an amendment list and notes, second-hand; safeguards as in the old Art. 10(5)
package medguard.rules.eu.art4a.special_category_bias

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "safeguard_unknown"}

verdict := eu.outside({"provider", "deployer"}) if {
	eu.outside({"provider", "deployer"})
} else := {"status": "not_applicable", "why": "no_bias_processing"} if {
	input.system.bias_processing.active == false
} else := {"status": "fail", "why": "safeguard_missing"} if {
	input.system.bias_processing.active == true
	some name in safeguards
	input.system.bias_processing[name] == false
} else := {"status": "pass", "why": ""} if {
	every name in safeguards {
		input.system.bias_processing[name] == true
	}
}

safeguards := [
	"no_other_data_would_do",
	"secured_and_pseudonymised",
	"access_controlled",
	"not_transferred",
	"deleted_when_done",
	"necessity_recorded",
]
