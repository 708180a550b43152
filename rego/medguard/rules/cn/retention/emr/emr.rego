# METADATA
# title: Records of internet diagnosis are kept for fifteen years
# description: >-
#   Records of internet diagnosis and treatment are outpatient records (门诊电子病历) and are kept for at least fifteen years. Chats, sound and
#   pictures of the process have a time of their own (cn/retention/process_records). Other channels are outside this rule.
# scope: package
# custom:
#   id: cn/retention/emr
#   stage: deployment
#   title_zh: 互联网诊疗病历保存不少于十五年
#   description_zh: >-
#     互联网诊疗病历记录按照门诊电子病历管理，保存时间不得少于十五年。诊疗过程中的图文对话、音视频资料另有期限（cn/retention/process_records）。其他渠道不适用本规则。
#   law: 《互联网诊疗监管细则（试行）》（国卫办医发〔2022〕2号）
#   law_en: Detailed Rules for the Supervision of Internet Diagnosis and Treatment (Trial)
#   article: 病历保存条款，条文号待核 (clause on records; number not seen)
#   strength: binding
#   verified: false
#   effective_from: "2022-02-08"
#   default_level: deny
#   not_checked: Whether the records are really kept, and inpatient records, which are kept for thirty years under other rules (cn/retention/emr_deletion).
#   not_checked_zh: 病历是否实际保存；住院病历依其他规定保存三十年，不在此列（删除见 cn/retention/emr_deletion）。
#   reasons:
#     emr_too_short: ["Records of internet diagnosis are kept for less than fifteen years.", "互联网诊疗病历保存不足十五年。"]
#   remedy: Keep them for fifteen years, and set deployment.keep.emr_years.
#   remedy_zh: 请保存不少于十五年，并填写 deployment.keep.emr_years。
#   source: >-
#     监管细则, content seen in public sources, article number not seen
package medguard.rules.cn.retention.emr

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "keep_time_unknown"}

verdict := cn.not_internet_dx if {
	cn.not_internet_dx
} else := {"status": "fail", "why": "emr_too_short"} if {
	is_number(input.deployment.keep.emr_years)
	input.deployment.keep.emr_years < data.law.cn.keep.emr_years
} else := {"status": "pass", "why": ""} if {
	is_number(input.deployment.keep.emr_years)
	input.deployment.keep.emr_years >= data.law.cn.keep.emr_years
}
