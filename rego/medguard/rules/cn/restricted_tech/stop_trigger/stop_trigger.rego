# METADATA
# title: A restricted technology stops at once where the law says so
# description: >-
#   Use stops when the technology is listed as banned, when key staff or equipment has changed so that the norm is no longer met, when a serious event of
#   quality, safety or ethics has happened, or when its effect turns out uncertain. Any of these on record denies. Holds for all twelve entries and the
#   province's. Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot, not software that advises; for G10 the robot counts and not the code.
# scope: package
# custom:
#   id: cn/restricted_tech/stop_trigger
#   stage: deployment
#   title_zh: 出现法定情形须立即停止该限制类技术
#   description_zh: >-
#     该技术被列为禁止类技术、主要专业技术人员或关键设备等发生变化以致不再符合规范、出现严重医疗质量、医疗安全或伦理问题、或者临床应用效果不确切的，
#     应当立即停止；有其一即予拦截。适用于目录全部十二项及省级增补项目。
#     目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术，不包括仅提供建议的软件；是否属于 G10 以有无手术机器人为准，不以代码为准。
#   law: 《医疗技术临床应用管理办法》（国家卫生健康委员会令第1号）
#   law_en: Measures for the Clinical Application of Medical Technologies
#   article: 第三章 (Chapter III; number of the article not verified)
#   strength: binding
#   verified: false
#   effective_from: "2018-11-01"
#   default_level: deny
#   not_checked: Whether the filing authority was told; the same duty for technologies on no list; whether an event was serious enough.
#   not_checked_zh: 是否已向备案部门报告；未列入目录的技术的同类义务；事件是否达到应当停止的程度。
#   reasons:
#     triggers_unknown: ["Whether anything has happened that orders a stop is not known.", "未知是否出现应当立即停止的情形。"]
#     stop_ordered: ["Something has happened that orders an immediate stop.", "已出现应当立即停止的情形。"]
#   remedy: Stop, tell the filing authority, and clear institution.stop_triggers only once the norm is met again.
#   remedy_zh: 请立即停止并报告备案部门；重新符合规范后方可清除 institution.stop_triggers。
#   source: 令第1号 第三章, from memory
package medguard.rules.cn.restricted_tech.stop_trigger

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "triggers_unknown"}

verdict := cn.not_restricted if {
	cn.not_restricted
} else := {"status": "fail", "why": "stop_ordered"} if {
	some _ in input.institution.stop_triggers
} else := {"status": "pass", "why": ""} if {
	input.institution.stop_triggers == []
}
