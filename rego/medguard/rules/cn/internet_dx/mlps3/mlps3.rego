# METADATA
# title: A platform for internet diagnosis is protected at level three
# description: >-
#   The information system of internet diagnosis is graded and protected at the third level or higher of 网络安全等级保护.
# scope: package
# custom:
#   id: cn/internet_dx/mlps3
#   stage: deployment
#   title_zh: 互联网诊疗平台须达到第三级以上等级保护
#   description_zh: >-
#     开展互联网诊疗的信息系统，须按网络安全等级保护第三级或者以上实施保护。
#   law: 《互联网诊疗监管细则（试行）》（国卫办医发〔2022〕2号）
#   law_en: Detailed Rules for the Supervision of Internet Diagnosis and Treatment (Trial)
#   article: 条号未核 (number of the article not verified)
#   strength: binding
#   verified: false
#   effective_from: "2022-02-08"
#   default_level: deny
#   not_checked: Whether the grading was filed with the police and the yearly test was passed.
#   not_checked_zh: 定级是否已向公安机关备案、年度测评是否通过。
#   reasons:
#     level_unknown: ["At which level the system is protected is not known.", "未知系统的等级保护级别。"]
#     level_too_low: ["Protected below the third level.", "等级保护级别低于第三级。"]
#   remedy: Have the system graded and tested at level three, and write it into deployment.mlps_level.
#   remedy_zh: 请完成第三级定级备案与测评，并填写 deployment.mlps_level。
#   source: second-hand; 互联网诊疗管理办法（试行） 第十三条 has asked for the same since 2018-07-17, from memory
package medguard.rules.cn.internet_dx.mlps3

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "level_unknown"}

verdict := cn.not_internet_dx if {
	cn.not_internet_dx
} else := {"status": "fail", "why": "level_too_low"} if {
	is_number(input.deployment.mlps_level)
	input.deployment.mlps_level < data.law.cn.internet_dx.mlps_level
} else := {"status": "pass", "why": ""} if {
	is_number(input.deployment.mlps_level)
	input.deployment.mlps_level <= 5
}
