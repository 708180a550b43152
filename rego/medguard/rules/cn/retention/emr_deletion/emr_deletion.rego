# METADATA
# title: No medical record is deleted before its time is over
# description: >-
#   Records of outpatients, of internet diagnosis too, are kept for fifteen years, those of inpatients for thirty: deleted at the earliest on the day
#   after the same date of that year (民法典 第二百零一至二百零三条). Whose records they are the profile says (deployment.care); where it says both or nothing, a record of
#   ward and outpatient clinic (in_person) may be an inpatient's, and between fifteen and thirty years a person decides. Reasons of storage or thrift do not shorten the time.
# scope: package
# custom:
#   id: cn/retention/emr_deletion
#   stage: retention
#   title_zh: 病历保存期满前不得删除
#   description_zh: >-
#     门（急）诊病历（含互联网诊疗病历）保存不少于十五年，住院病历不少于三十年，期满次日方可删除（首日不计入，对应日为期间最后一日）。门诊还是住院由配置载明（deployment.care）；载明二者兼有或者未载明的线下病历（in_person），
#     满十五年未满三十年的，由人工决定。不因存储或者成本原因缩短。
#   law: 《互联网诊疗监管细则（试行）》（国卫办医发〔2022〕2号）；《医疗机构病历管理规定（2013年版）》（国卫医发〔2013〕31号）
#   law_en: >-
#     Detailed Rules for the Supervision of Internet Diagnosis and Treatment (Trial); Provisions on the Administration of Medical Records in
#     Medical Institutions (2013)
#   article: 监管细则 病历保存条款，条文号待核; 病历管理规定 第二十九条 (clause on records, number not seen; Provisions, Article 29)
#   strength: binding
#   verified: false
#   effective_from: "2014-01-01"
#   default_level: deny
#   not_checked: >-
#     Whether a patient's own request prevails (PIPL Article 47 reserves times set by a law or an administrative regulation; these rules are neither);
#     whether the patient was seen again later, or was discharged on another day, from which the time counts; and records in a dispute.
#   not_checked_zh: >-
#     患者本人的删除请求是否优先（《个人信息保护法》第四十七条所保留者为法律、行政法规规定的保存期限，上述规定并非其类）；患者此后是否再次就诊或者何日出院
#     （期限自末次就诊或者出院起算）；涉及争议的病历。
#   reasons:
#     too_early: ["Fifteen years have not passed since the record.", "病历形成未满十五年。"]
#     too_early_for_inpatients: ["Thirty years have not passed since the record, and it is an inpatient's.", "住院病历形成未满三十年。"]
#     perhaps_an_inpatients: ["Fifteen years have passed and thirty have not: an inpatient's record is still kept.", "已满十五年未满三十年：如为住院病历，尚不得删除。"]
#     no_institutions_record: ["No medical institution treats anybody here.", "无医疗机构开展诊疗。"]
#     deletion_unknown: ["The kind of record, its day or the day of the request is not known.", "记录种类、形成日期或者申请删除日期未知。"]
#   remedy: Wait until the time is over; where only outpatients or only inpatients are treated, say so in deployment.care; else, between fifteen and thirty years let the records office say whether it is an inpatient's.
#   remedy_zh: 请待保存期满后再行删除；仅涉门诊或者仅涉住院的，请填写 deployment.care；否则满十五年未满三十年的，请病案管理部门确认是否为住院病历。
#   source: "监管细则, content seen in public sources, article number not seen; 病历管理规定 第二十九条 and its first day from memory"
package medguard.rules.cn.retention.emr_deletion

import data.medguard.lib.cn
import data.medguard.lib.days

default verdict := {"status": "undetermined", "why": "deletion_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "other_record"} if {
	cn.written(input.retention.record_kind)
	input.retention.record_kind != "emr"
} else := {"status": "not_applicable", "why": "no_institutions_record"} if {
	input.deployment.channel in {"consumer", "research"}
} else := {"status": "fail", "why": "too_early"} if {
	asked
	input.retention.delete_requested_on <= last_day(data.law.cn.keep.emr_years)
} else := {"status": "fail", "why": "too_early_for_inpatients"} if {
	asked
	inpatients_only
	input.retention.delete_requested_on <= last_day(data.law.cn.keep.inpatient_years)
} else := {"status": "pass", "why": ""} if {
	asked
	outpatients_only
	input.retention.delete_requested_on > last_day(data.law.cn.keep.emr_years)
} else := {"status": "pass", "why": ""} if {
	asked
	input.retention.delete_requested_on > last_day(data.law.cn.keep.inpatient_years)
} else := {"status": "undetermined", "why": "perhaps_an_inpatients", "at_most": "require_human_review"} if {
	asked
	input.deployment.channel == "in_person"
	input.retention.delete_requested_on > last_day(data.law.cn.keep.emr_years)
} else := {"status": "undetermined", "why": "channel_unknown"} if {
	asked
	not cn.channel_known
}

asked if {
	input.retention.record_kind == "emr"
	days.valid(input.retention.delete_requested_on)
}

inpatients_only if {
	input.deployment.channel == "in_person"
	input.deployment.care == "inpatient"
}

# 互联网诊疗 has outpatients alone.
outpatients_only if input.deployment.channel == "internet_dx"

outpatients_only if {
	input.deployment.channel == "in_person"
	input.deployment.care == "outpatient"
}

# The last day on which it is kept.
last_day(years) := days.plus_months(input.retention.created_on, 12 * years)

default starts := "2014-01-01"

starts := "2022-02-08" if input.deployment.channel == "internet_dx"
