# METADATA
# title: No record of internet diagnosis is deleted before fifteen years are over
# description: >-
#   A record of internet diagnosis and treatment is deleted when fifteen years are over: at the earliest on the day after the same date of the
#   fifteenth year (民法典 第二百零一至二百零三条). Reasons of storage or thrift do not shorten
#   that.
# scope: package
# custom:
#   id: cn/retention/emr_deletion
#   stage: retention
#   title_zh: 互联网诊疗病历满十五年前不得删除
#   description_zh: >-
#     互联网诊疗病历自形成之日起满十五年方可删除（首日不计入，对应日为期间最后一日，至早于次日删除），不因存储或者成本原因缩短。
#   law: 《互联网诊疗监管细则（试行）》（国卫办医发〔2022〕2号）
#   law_en: Detailed Rules for the Supervision of Internet Diagnosis and Treatment (Trial)
#   article: 病历保存条款，条文号待核 (clause on records; number not seen)
#   strength: binding
#   verified: false
#   effective_from: "2022-02-08"
#   default_level: deny
#   not_checked: >-
#     Whether a patient's own request prevails (PIPL Article 47 reserves times set by a law or an administrative regulation; these rules are neither);
#     whether the patient was seen again later, from which day other rules count; records of other channels (outpatients fifteen years, inpatients
#     thirty); and records in a dispute.
#   not_checked_zh: >-
#     患者本人的删除请求是否优先（《个人信息保护法》第四十七条所保留者为法律、行政法规规定的保存期限，本细则并非其类）；患者此后是否再次就诊（其他规定自末次就诊起算）；
#     其他渠道的病历（门急诊十五年、住院三十年）；涉及争议的病历。
#   reasons:
#     too_early: ["Fifteen years have not passed since the record.", "病历形成未满十五年。"]
#     deletion_unknown: ["The kind of record, its day or the day of the request is not known.", "记录种类、形成日期或者申请删除日期未知。"]
#   remedy: Wait until fifteen years have passed.
#   remedy_zh: 请待满十五年后再行删除。
#   source: "监管细则, content seen in public sources, article number not seen; the days of other rules from memory"
package medguard.rules.cn.retention.emr_deletion

import data.medguard.lib.cn
import data.medguard.lib.days

default verdict := {"status": "undetermined", "why": "deletion_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "other_record"} if {
	cn.written(input.retention.record_kind)
	input.retention.record_kind != "emr"
} else := cn.not_internet_dx if {
	cn.not_internet_dx
} else := {"status": "fail", "why": "too_early"} if {
	input.retention.record_kind == "emr"
	days.valid(input.retention.delete_requested_on)
	input.retention.delete_requested_on <= last_day
} else := {"status": "pass", "why": ""} if {
	input.retention.record_kind == "emr"
	days.valid(input.retention.delete_requested_on)
	input.retention.delete_requested_on > last_day
}

# The last day on which it is kept.
last_day := days.plus_months(input.retention.created_on, 12 * data.law.cn.keep.emr_years)
