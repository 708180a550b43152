# METADATA
# title: No prescription by machine in internet diagnosis
# description: >-
#   In internet diagnosis and treatment the attending physician writes the prescription; generating one automatically, by artificial
#   intelligence or otherwise, is strictly forbidden. A reply that reads like a prescription is one, whatever it is called.
# scope: package
# custom:
#   id: cn/internet_dx/no_auto_prescription
#   stage: reply
#   title_zh: 互联网诊疗严禁自动生成处方
#   description_zh: >-
#     互联网诊疗活动中，处方应由接诊医师本人开具，严禁使用人工智能等自动生成处方。读来即为处方的回复视为处方，不论其名称。
#   law: 《互联网诊疗监管细则（试行）》（国卫办医发〔2022〕2号）
#   law_en: Detailed Rules for the Supervision of Internet Diagnosis and Treatment (Trial)
#   article: 第二十一条 (Article 21)
#   strength: binding
#   verified: false
#   effective_from: "2022-02-08"
#   default_level: deny
#   not_checked: Whether a physician copies the reply into a prescription of their own.
#   not_checked_zh: 医师是否将回复照抄为自己的处方。
#   reasons:
#     generated_prescription: ["The reply reads like a prescription.", "回复内容为处方。"]
#     output_type_unknown: ["What the reply is was not classified.", "未对回复的类型进行判定。"]
#   remedy: Let the attending physician write the prescription; ask the model for information only.
#   remedy_zh: 请由接诊医师本人开具处方；模型仅可用于提供信息。
#   source: 监管细则 第二十一条, quoted in public sources; Hunan repeated it for pharmacies in February 2025
package medguard.rules.cn.internet_dx.no_auto_prescription

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "output_type_unknown"}

verdict := cn.not_internet_dx if {
	cn.not_internet_dx
} else := {"status": "fail", "why": "generated_prescription"} if {
	"prescription" in input.reply.output_types
} else := {"status": "pass", "why": ""} if {
	is_array(input.reply.output_types)
}
