# METADATA
# title: Chats, sound and pictures of internet diagnosis are kept for three years
# description: >-
#   What was said, heard and seen in the process of internet diagnosis (图文对话、音视频资料) is kept for at least three years. The record that comes
#   of it is kept for fifteen (cn/retention/emr). Other channels are outside this rule.
# scope: package
# custom:
#   id: cn/retention/process_records
#   stage: deployment
#   title_zh: 互联网诊疗过程资料保存不少于三年
#   description_zh: >-
#     互联网诊疗过程中的图文对话、音视频资料等，保存时间不得少于三年。由此形成的病历保存十五年（cn/retention/emr）。其他渠道不适用本规则。
#   law: 《互联网诊疗监管细则（试行）》（国卫办医发〔2022〕2号）
#   law_en: Detailed Rules for the Supervision of Internet Diagnosis and Treatment (Trial)
#   article: 过程资料保存条款，条文号待核 (clause on process records; number not seen)
#   strength: binding
#   verified: false
#   effective_from: "2022-02-08"
#   default_level: deny
#   not_checked: Whether they are really kept, and whole enough to show what happened.
#   not_checked_zh: 资料是否实际保存、是否完整可追溯。
#   reasons:
#     process_too_short: ["Process records of internet diagnosis are kept for less than three years.", "互联网诊疗过程资料保存不足三年。"]
#   remedy: Keep them for three years, and set deployment.keep.process_years.
#   remedy_zh: 请保存不少于三年，并填写 deployment.keep.process_years。
#   source: >-
#     监管细则, content seen in public sources, article number not seen
package medguard.rules.cn.retention.process_records

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "keep_time_unknown"}

verdict := cn.not_internet_dx if {
	cn.not_internet_dx
} else := {"status": "fail", "why": "process_too_short"} if {
	is_number(input.deployment.keep.process_years)
	input.deployment.keep.process_years < data.law.cn.keep.process_years
} else := {"status": "pass", "why": ""} if {
	is_number(input.deployment.keep.process_years)
	input.deployment.keep.process_years >= data.law.cn.keep.process_years
}
