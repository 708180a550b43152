# METADATA
# title: Each case of a restricted technology is reported
# description: >-
#   Institutions report restricted technologies case by case (逐例报送) to the national or provincial platform, in time, accurately and completely. Holds for all
#   twelve entries and the province's. Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot, not software that advises; for G10 the robot
#   counts and not the code. A call to a model is no case.
# scope: package
# custom:
#   id: cn/restricted_tech/case_report
#   stage: retention
#   title_zh: 限制类技术须逐例报送
#   description_zh: >-
#     医疗机构应向国家或省级信息平台逐例报送限制类技术的开展情况，做到及时、准确、完整。适用于目录全部十二项及省级增补项目。
#     目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术，不包括仅提供建议的软件；是否属于 G10 以有无手术机器人为准，不以代码为准。
#     一次模型调用并非一例。
#   law: 《医疗技术临床应用管理办法》（国家卫生健康委员会令第1号）
#   law_en: Measures for the Clinical Application of Medical Technologies
#   article: 第五章 (Chapter V; number of the article not verified)
#   strength: binding
#   verified: false
#   effective_from: "2018-11-01"
#   default_level: warn
#   not_checked: Within how many working days a case was reported (the norms differ, and were not read), and whether the report is right.
#   not_checked_zh: 报送的时限（各规范不一，尚未查阅）及报送内容是否属实。
#   reasons:
#     reports_unknown: ["Whether each case was reported is not known.", "未知是否逐例报送。"]
#     cases_not_reported: ["Not every case was reported.", "未做到逐例报送。"]
#   remedy: Report the missing cases to the platform, then state it in deployment.keep.cases_reported.
#   remedy_zh: 请向平台补报缺报病例，并在 deployment.keep.cases_reported 中如实填写。
#   source: 令第1号 第五章, from memory
package medguard.rules.cn.restricted_tech.case_report

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "reports_unknown"}

verdict := cn.not_restricted if {
	cn.not_restricted
} else := {"status": "fail", "why": "cases_not_reported"} if {
	input.deployment.keep.cases_reported == false
} else := {"status": "pass", "why": ""} if {
	input.deployment.keep.cases_reported == true
}
