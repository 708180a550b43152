# METADATA
# title: The patient has consented to the procedure in writing
# description: >-
#   Before an operation, special examination or special treatment, risks and alternatives are explained and written consent is had, from the patient or, where
#   the patient cannot, from the close relatives. Where a life is in danger and nobody's opinion can be had, the head's approval stands for it: it must be on
#   record. Holds for every restricted technology. Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot, not software that advises.
# scope: package
# custom:
#   id: cn/restricted_tech/informed_consent
#   stage: request
#   title_zh: 实施前须取得书面同意
#   description_zh: >-
#     实施手术、特殊检查、特殊治疗前，应说明医疗风险和替代医疗方案，并取得患者（不能或不宜向患者说明的，其近亲属）的书面同意；因抢救生命垂危的患者等紧急情况不能取得意见的，
#     须有医疗机构负责人或者授权的负责人批准的记录。适用于各项限制类技术。
#     目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术，不包括仅提供建议的软件；是否属于 G10 以有无手术机器人为准，不以代码为准。
#   law: 《医疗纠纷预防和处理条例》（国务院令第701号）；《中华人民共和国医师法》；《中华人民共和国民法典》
#   law_en: Regulations on the Prevention and Handling of Medical Disputes; Law on Physicians; Civil Code
#   article: 条例 第十三条; 医师法 第二十五条、第二十七条; 民法典 第一千二百一十九条、第一千二百二十条 (Articles 13; 25 and 27; 1219 and 1220)
#   strength: binding
#   verified: false
#   effective_from: "2018-10-01"
#   default_level: deny
#   not_checked: What was explained, whether the relatives were the right ones, and whether the emergency was one.
#   not_checked_zh: 告知的内容、签署的近亲属是否适格，以及是否确属紧急情况。
#   reasons:
#     consent_unknown: ["Whether the patient has consented to the procedure is not known.", "未知患者是否已同意该项操作。"]
#     consent_missing: ["There is no written consent to the procedure.", "没有对该项操作的书面同意。"]
#     emergency_approved: ["An emergency, approved by the head of the institution.", "紧急情况，已经医疗机构负责人批准。"]
#   remedy: Obtain written consent and import it into patient.consent; in an emergency record the head's approval in patient.consent.procedure_emergency_ref.
#   remedy_zh: 请取得书面同意并导入 patient.consent；紧急情况下，请在 patient.consent.procedure_emergency_ref 中登记负责人的批准。
#   source: 医师法 第二十五条 and 条例 第十三条, statute text read; 医师法 第二十七条 and 民法典 第一千二百一十九、一千二百二十条 from memory
package medguard.rules.cn.restricted_tech.informed_consent

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "consent_unknown"}

verdict := cn.not_restricted if {
	cn.not_restricted
} else := {"status": "pass", "why": ""} if {
	input.patient.consent.procedure_written == true
} else := {"status": "not_applicable", "why": "emergency_approved"} if {
	cn.given(input.patient.consent.procedure_emergency_ref)
} else := {"status": "fail", "why": "consent_missing"} if {
	input.patient.consent.procedure_written == false
}
