# METADATA
# title: The specialty is registered for the institution
# description: >-
#   A restricted technology is used only in a specialty (诊疗科目) for which the institution is registered; so each of the twelve norms, part one.
#   Names are compared with and without 专业. Where only the wider specialty is registered (外科 for 泌尿外科) a person decides.
#   Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot, not software that advises; for G10 the robot counts and not the code.
# scope: package
# custom:
#   id: cn/restricted_tech/department
#   stage: deployment
#   title_zh: 须有核准登记的诊疗科目
#   description_zh: >-
#     限制类技术仅可在医疗机构已核准登记的相应诊疗科目内开展（各规范“一、医疗机构基本要求”）。科目名称带与不带“专业”视为相同；仅登记上级科目的
#     （如以“外科”开展泌尿外科），由人工判断。目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术，
#     不包括仅提供建议的软件；是否属于 G10 以有无手术机器人为准，不以代码为准。
#   law: 《国家限制类技术目录和临床应用管理规范（2022年版）》（国卫办医发〔2022〕6号）；《医疗机构管理条例》
#   law_en: Norms for the Clinical Application of Restricted Technologies (2022); Regulations on the Administration of Medical Institutions
#   article: 各规范 一、医疗机构基本要求 (each norm, part one)
#   strength: binding
#   verified: false
#   effective_from: "2022-04-20"
#   default_level: deny
#   not_checked: Whether the specialty suits the technology; beds, yearly operations, rooms, equipment and supporting departments that the norms ask for.
#   not_checked_zh: 科目与技术是否相适应；规范要求的床位、年手术量、场地、设备和支撑科室。
#   reasons:
#     departments_unknown: ["The specialty used, or those registered, are not known.", "未知所用专业或已登记的诊疗科目。"]
#     department_not_registered: ["The specialty is not among those registered.", "所用专业不在已登记的诊疗科目之内。"]
#     only_wider_registered: ["Only the wider specialty is registered.", "仅登记了上级诊疗科目。"]
#   remedy: Use it in a registered specialty, or correct deployment.specialty; the registration is institution.registered_departments.
#   remedy_zh: 请在已登记的诊疗科目内使用，或更正 deployment.specialty；登记情况见 institution.registered_departments。
#   source: norm of 2009 read in a reprint, norms of 2022 from memory; names of specialties from memory
package medguard.rules.cn.restricted_tech.department

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "departments_unknown"}

verdict := cn.not_restricted if {
	cn.not_restricted
} else := {"status": "pass", "why": ""} if {
	some name in input.institution.registered_departments
	cn.same_field(name, input.deployment.specialty)
} else := {"status": "undetermined", "why": "only_wider_registered", "at_most": "require_human_review"} if {
	some name in input.institution.registered_departments
	cn.within_field(input.deployment.specialty, name)
} else := {"status": "fail", "why": "department_not_registered"} if {
	is_array(input.institution.registered_departments)
	cn.written(input.deployment.specialty)
}
