# METADATA
# title: Robot-assisted surgery is declared as G10
# description: >-
#   Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot. A system that drives or plans a surgical robot is part of it and is declared as
#   such. A system without a surgical robot is not G10. A procedure that is G10 and another entry at once (say, an autotransplant by robot) may
#   bear the other's code: it is declared as restricted, and filing, staff and consent are asked about for both, because the robot counts.
# scope: package
# custom:
#   id: cn/restricted_tech/g10/robot_needs_code
#   stage: deployment
#   title_zh: 手术机器人须按 G10 申报
#   description_zh: >-
#     目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术。驱动或规划手术机器人的系统属于该技术的一部分，应如实标明；
#     未使用手术机器人的系统不属于 G10。同时属于 G10 与其他条目的（如机器人自体器官移植），可填其他条目的代码：既已申报为限制类技术，备案、人员与知情同意均按两项核查。
#   law: 《人工智能辅助治疗技术临床应用管理规范（2022年版）》（国卫办医发〔2022〕6号）
#   law_en: Norm for the Clinical Application of Artificial Intelligence Assisted Treatment (2022)
#   article: 定义 (Definition)
#   strength: binding
#   verified: false
#   effective_from: "2022-04-20"
#   default_level: deny
#   not_checked: Whether a system reaches a surgical robot by a way that the profile does not mention; positioning robots.
#   not_checked_zh: 系统是否以配置中未说明的方式接入手术机器人；定位机器人的归类。
#   reasons:
#     robot_without_code: ["A surgical robot is driven or planned, but no restricted technology is declared.", "驱动或规划手术机器人，但未申报为限制类技术。"]
#   remedy: Write G10 into deployment.technology_code.
#   remedy_zh: 请在 deployment.technology_code 中填写 G10。
#   source: definition of 2009 read in a reprint; trade press and a report on Shanghai's examinations for 2022; text of 2022 not read
package medguard.rules.cn.restricted_tech.g10.robot_needs_code

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "technology_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "no_surgical_robot"} if {
	cn.not_robot_surgery.why == "no_surgical_robot"
} else := {"status": "pass", "why": ""} if {
	input.deployment.technology_code == "G10"
} else := {"status": "pass", "why": ""} if {
	cn.robot_surgery
	cn.code_says == "listed"
} else := {"status": "undetermined", "why": "robot_unknown"} if {
	not cn.robot_surgery
} else := {"status": "fail", "why": "robot_without_code"} if {
	cn.written(input.deployment.technology_code)
}
