# METADATA
# title: G10 is robot-assisted surgery, and nothing else
# description: >-
#   Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot (2009: 专指 robot surgical systems; the trade press reads 2022 the same way).
#   A system that writes, summarises, advises or diagnoses is not G10, however intelligent, and no duty of G10 follows from the name. Such a
#   code is a mistake that hides what really applies: the rules on devices, internet diagnosis, labels and personal information.
# scope: package
# custom:
#   id: cn/restricted_tech/g10/scope_mislabel
#   stage: request
#   title_zh: G10 仅指手术机器人辅助的手术
#   description_zh: >-
#     目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术（2009年规范用语为“专指”，业界对2022年版的理解相同）。
#     书写、摘要、建议或诊断类系统，无论如何智能，均不属于 G10，亦不因其名称而产生 G10 项下的义务。误填该代码，会掩盖真正适用的规则：医疗器械、互联网诊疗、标识及个人信息保护。
#   law: 《人工智能辅助治疗技术临床应用管理规范（2022年版）》（国卫办医发〔2022〕6号）
#   law_en: Norm for the Clinical Application of Artificial Intelligence Assisted Treatment (2022)
#   article: 定义 (Definition)
#   strength: binding
#   verified: false
#   effective_from: "2022-04-20"
#   default_level: warn
#   not_checked: Whether robots that only position, in orthopaedics and neurosurgery, are within the wording of 2022.
#   not_checked_zh: 骨科、神经外科的定位机器人是否属于2022年版规范的范围。
#   reasons:
#     other_code: ["Another code than G10, or none.", "所填代码不是 G10。"]
#     no_robot_but_g10: ["The code says G10, yet no surgical robot is driven or planned.", "代码为 G10，但并未驱动或规划手术机器人。"]
#   remedy: Write none (or the right code) into deployment.technology_code; if there is a surgical robot, say so in deployment.robot_assisted.
#   remedy_zh: 请将 deployment.technology_code 改为 none（或正确代码）；确有手术机器人的，请在 deployment.robot_assisted 中说明。
#   source: definition of 2009 read in a reprint; trade press and a report on Shanghai's examinations for 2022; text of 2022 not read
package medguard.rules.cn.restricted_tech.g10.scope_mislabel

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "technology_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "other_code"} if {
	cn.written(input.deployment.technology_code)
	input.deployment.technology_code != "G10"
} else := {"status": "pass", "why": ""} if {
	input.deployment.technology_code == "G10"
	cn.robot_surgery
} else := {"status": "fail", "why": "no_robot_but_g10"} if {
	input.deployment.technology_code == "G10"
	cn.not_robot_surgery.why == "no_surgical_robot"
} else := {"status": "undetermined", "why": "robot_unknown"} if {
	input.deployment.technology_code == "G10"
}
