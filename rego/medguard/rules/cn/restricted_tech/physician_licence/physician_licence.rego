# METADATA
# title: A restricted technology is used by a physician licensed for it and registered here
# description: >-
#   The person at the system is a practising physician with a licence, whose scope of practice holds the specialty and whose place of practice is this
#   institution; so each of the twelve norms, part two, and 医师法 第十四条. An assistant physician, a nurse or a researcher is not enough.
#   Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot, not software that advises; for G10 the robot counts and not the code.
# scope: package
# custom:
#   id: cn/restricted_tech/physician_licence
#   stage: request
#   title_zh: 使用限制类技术的医师须具备相应执业资质
#   description_zh: >-
#     使用者须为持有《医师执业证书》的执业医师，执业范围与所用专业相应，执业地点为本机构（各规范“二、人员基本要求”；医师法第十四条）；
#     执业助理医师、护士、研究人员均不符合。目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术，
#     不包括仅提供建议的软件；是否属于 G10 以有无手术机器人为准，不以代码为准。
#   law: 《国家限制类技术目录和临床应用管理规范（2022年版）》（国卫办医发〔2022〕6号）；《中华人民共和国医师法》
#   law_en: Norms for the Clinical Application of Restricted Technologies (2022); Law on Physicians
#   article: 各规范 二、人员基本要求; 医师法 第十四条 (each norm, part two; Article 14)
#   strength: binding
#   verified: false
#   effective_from: "2022-04-20"
#   default_level: deny
#   not_checked: The exceptions for emergencies and consultations outside the scope; whether the licence is suspended; other staff who assist.
#   not_checked_zh: 紧急救治、会诊等超范围执业的例外；执业证书是否被暂停；配合的其他人员。
#   reasons:
#     licence_unknown: ["The person's role, licence, scope or place of practice is not known.", "未知使用者的身份、执业证书、执业范围或执业地点。"]
#     not_a_physician: ["The person is not a practising physician.", "使用者不是执业医师。"]
#     no_licence: ["The physician holds no licence to practise.", "该医师未持有《医师执业证书》。"]
#     not_registered_here: ["The physician's place of practice is another institution.", "该医师的执业地点不是本机构。"]
#     out_of_scope: ["The specialty is outside the physician's scope of practice.", "所用专业超出该医师的执业范围。"]
#   remedy: Let a physician ask who is registered here for the specialty; import the licence into the registry.
#   remedy_zh: 请由在本机构注册且执业范围相应的执业医师使用，并将执业证书导入登记库。
#   source: 医师法 第十四条, statute text read; norms of 2022 from memory; scopes of practice from memory
package medguard.rules.cn.restricted_tech.physician_licence

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "licence_unknown"}

verdict := cn.not_restricted if {
	cn.not_restricted
} else := {"status": "fail", "why": "not_a_physician"} if {
	is_string(input.actor.role)
	input.actor.role != "physician"
} else := {"status": "fail", "why": "no_licence"} if {
	cn.absent(input.actor.licence_no)
} else := {"status": "fail", "why": "not_registered_here"} if {
	input.actor.registered_here == false
} else := {"status": "fail", "why": "out_of_scope"} if {
	some _ in scopes
	cn.written(input.deployment.specialty)
	not in_scope
} else := {"status": "pass", "why": ""} if {
	input.actor.role == "physician"
	cn.written(input.actor.licence_no)
	input.actor.registered_here == true
	in_scope
}

# 外科、妇产科 are two scopes.
scopes := split(input.actor.practice_scope, "、") if cn.written(input.actor.practice_scope)

in_scope if {
	some scope in scopes
	cn.same_field(scope, input.deployment.specialty)
}

# 外科 holds 泌尿外科.
in_scope if {
	some scope in scopes
	cn.within_field(input.deployment.specialty, scope)
}
