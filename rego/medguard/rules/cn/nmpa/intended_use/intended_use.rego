# METADATA
# title: A registered device is used for what it is registered for
# description: >-
#   Software that is registered as a medical device is used within its registered scope (适用范围): the use case, or the purpose as the profile
#   words it, stands among deployment.device.intended_uses. A list without it, or an empty one, is a breach. Software that is no device, or
#   is not registered, is judged by cn/nmpa/registration.
# scope: package
# custom:
#   id: cn/nmpa/intended_use
#   stage: request
#   title_zh: 已注册医疗器械按适用范围使用
#   description_zh: >-
#     作为医疗器械注册的软件，应在注册的适用范围内使用：使用场景（use_case）或者配置所写用途（purpose）须列于 deployment.device.intended_uses；
#     未列入或者列表为空即为违反。不属于医疗器械或者未注册的软件，由 cn/nmpa/registration 判断。
#   law: 《医疗器械监督管理条例》（国务院令第739号）；《中华人民共和国医师法》
#   law_en: Regulations on the Supervision and Administration of Medical Devices; Physicians Law
#   article: 条例 第五十五条；医师法 第二十八条 (Regulations, Article 55; Physicians Law, Article 28)
#   strength: binding
#   verified: false
#   effective_from: "2021-06-01"
#   default_level: deny
#   not_checked: Whether the list says what the certificate says, and whether the question at hand keeps to it.
#   not_checked_zh: 所列用途是否与注册证载明的适用范围一致，以及具体提问是否在该范围内。
#   reasons:
#     not_registered_device: ["Not a registered device.", "不属于已注册的医疗器械。"]
#     outside_intended_use: ["Used for something that it is not registered for.", "超出注册的适用范围使用。"]
#     intended_use_unknown: ["What it is registered for, or used for, is not stated.", "未说明注册的适用范围或者实际用途。"]
#   remedy: Use it within its scope, or write the registered uses into deployment.device.intended_uses as the certificate has them.
#   remedy_zh: 请在适用范围内使用；或者按注册证将适用范围如实写入 deployment.device.intended_uses。
#   source: "条例 第五十五条, 医师法 第二十八条 read in full text; that they bind to the registered scope is our reading, confidence medium"
package medguard.rules.cn.nmpa.intended_use

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "intended_use_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "not_registered_device"} if {
	cn.absent(input.deployment.device.registration_no)
} else := {"status": "not_applicable", "why": "not_registered_device"} if {
	is_null(input.deployment.device.registration_no)
	no_device
} else := {"status": "pass", "why": ""} if {
	cn.given(input.deployment.device.registration_no)
	within
} else := {"status": "fail", "why": "outside_intended_use"} if {
	cn.given(input.deployment.device.registration_no)
	is_array(input.deployment.device.intended_uses)
	use_stated
}

no_device if input.deployment.device.processes_device_data == false

no_device if input.deployment.device.function == "none"

within if {
	some use in input.deployment.device.intended_uses
	cn.written(use)
	use == input.deployment.use_case
}

within if {
	some use in input.deployment.device.intended_uses
	cn.written(use)
	use == input.deployment.purpose
}

use_stated if cn.written(input.deployment.use_case)

use_stated if cn.written(input.deployment.purpose)
