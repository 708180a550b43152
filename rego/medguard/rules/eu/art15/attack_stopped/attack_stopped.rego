# METADATA
# title: A request made to mislead a high-risk system is stopped
# description: >-
#   A high-risk system resists attempts by third parties to alter its use, output or performance, among them inputs made to cause a mistake
#   (Art. 15(5)). A request that the detector takes for an injection or evasion is not sent. The duty to build it so is the provider's; the
#   Act asks for appropriate measures, and stopping the call is ours.
# scope: package
# custom:
#   id: eu/art15/attack_stopped
#   stage: request
#   title_zh: 阻止旨在误导高风险系统的请求
#   description_zh: >-
#     高风险系统须能抵御第三方改变其用途、输出或性能的企图，包括旨在使其出错的输入（第15条第5款）。检测器判为注入或规避的请求不予发送。
#     如此设计的义务由提供者承担；法律要求采取适当措施，阻止调用是我们的做法。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 15(5)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Attacks that the detector does not see; poisoning of data and models; the cyber security of the house.
#   not_checked_zh: 检测器未能发现的攻击、数据与模型投毒，以及机构自身的网络安全。
#   reasons:
#     attack: ["The request reads like an attack on the model.", "请求疑似对模型的攻击。"]
#     attack_unknown: ["The request was not examined for attacks.", "未检查请求是否含攻击。"]
#   remedy: Remove what tries to steer the model from the request, or have a person look at where it comes from.
#   remedy_zh: 请删除请求中试图操控模型的内容，或者由人查明其来源。
#   source: Regulation (EU) 2024/1689, Art. 15(5); dates Regulation (EU) 2026/1744
package medguard.rules.eu.art15.attack_stopped

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "attack_unknown"}

verdict := eu.not_high_risk({"provider"}) if {
	eu.not_high_risk({"provider"})
} else := {"status": "fail", "why": "attack"} if {
	input.request.input_checks.attack == true
} else := {"status": "pass", "why": ""} if {
	input.request.input_checks.attack == false
}

starts := eu.high_risk_from
