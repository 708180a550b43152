# METADATA
# title: The institution has authorised the physician for the technology
# description: >-
#   Institutions authorise physicians for each technology, and keep the authorisations current; a physician without one does not use the restricted
#   technology. Holds for all twelve entries and the province's. Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot, not software that
#   advises; for G10 the robot counts and not the code.
# scope: package
# custom:
#   id: cn/restricted_tech/staff_authorisation
#   stage: request
#   title_zh: 医师须经本机构授权开展该技术
#   description_zh: >-
#     医疗机构应对医师开展医疗技术逐项授权并动态管理，未获授权的医师不得开展该限制类技术。适用于目录全部十二项及省级增补项目。
#     目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术，不包括仅提供建议的软件；是否属于 G10 以有无手术机器人为准，不以代码为准。
#   law: 《医疗技术临床应用管理办法》（国家卫生健康委员会令第1号）
#   law_en: Measures for the Clinical Application of Medical Technologies
#   article: 第三章 (Chapter III; number of the article not verified)
#   strength: binding
#   verified: false
#   effective_from: "2018-11-01"
#   default_level: deny
#   not_checked: Whether the authorisation was rightly given and is kept current; grades of operations.
#   not_checked_zh: 授权是否恰当、是否动态调整；手术分级。
#   reasons:
#     authorisation_unknown: ["For which technologies the person is authorised is not known.", "未知使用者获得哪些技术授权。"]
#     not_authorised: ["The institution has not authorised the person for this technology.", "本机构未授权使用者开展该技术。"]
#   remedy: Let an authorised physician ask, or authorise this one and import it into actor.authorised_technologies.
#   remedy_zh: 请由已获授权的医师使用，或办理授权并导入 actor.authorised_technologies。
#   source: 令第1号 第三章, from memory
package medguard.rules.cn.restricted_tech.staff_authorisation

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "authorisation_unknown"}

verdict := cn.not_restricted if {
	cn.not_restricted
} else := {"status": "fail", "why": "not_authorised"} if {
	is_array(input.actor.authorised_technologies)
	some code in cn.technologies
	not code in input.actor.authorised_technologies
} else := {"status": "pass", "why": ""} if {
	is_array(input.actor.authorised_technologies)
}
