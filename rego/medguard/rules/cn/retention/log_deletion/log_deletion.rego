# METADATA
# title: No log is deleted before six months are over
# description: >-
#   A network log is deleted when six calendar months are over; the day on which it was written is not counted, and the same date of the sixth
#   month is the last day (民法典 第二百零一至二百零三条): at the earliest on the day after. Reasons of storage or thrift do not shorten
#   that; a request by a person to have their information deleted does not either as long as the time that the law sets runs (PIPL
#   Article 47, second paragraph).
# scope: package
# custom:
#   id: cn/retention/log_deletion
#   stage: retention
#   title_zh: 日志满六个月前不得删除
#   description_zh: >-
#     网络日志自产生之日起满六个自然月方可删除：首日不计入，到期月对应日为期间最后一日，至早于次日删除（民法典第二百零一条至第二百零三条）；不因存储或者成本原因缩短；法定保存期限未届满的，个人的删除请求亦不缩短该期限（《个人信息保护法》第四十七条第二款）。
#   law: 《中华人民共和国网络安全法》
#   law_en: Cybersecurity Law
#   article: 第二十一条第三项（2016），2026年1月1日起为第二十三条第三项 (Article 21(3) of 2016, since 2026-01-01 Article 23(3))
#   strength: binding
#   verified: false
#   effective_from: "2017-06-01"
#   default_level: deny
#   not_checked: Longer times that the house, a contract or an investigation asks for.
#   not_checked_zh: 机构制度、合同或者调查所要求的更长保存期限。
#   reasons:
#     too_early: ["Six months have not passed since the log was written.", "日志产生未满六个月。"]
#     deletion_unknown: ["The kind of record, its day or the day of the request is not known.", "记录种类、产生日期或者申请删除日期未知。"]
#   remedy: Wait until six months have passed.
#   remedy_zh: 请待满六个月后再行删除。
#   source: >-
#     the citation depends on the day: 网络安全法 (2016) 第二十一条第三项 to 2025-12-31, (2025 修正) 第二十三条第三项 from 2026-01-01; PIPL read in full
#     text
package medguard.rules.cn.retention.log_deletion

import data.medguard.lib.cn
import data.medguard.lib.days

default verdict := {"status": "undetermined", "why": "deletion_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "other_record"} if {
	cn.written(input.retention.record_kind)
	input.retention.record_kind != "log"
} else := {"status": "fail", "why": "too_early"} if {
	input.retention.record_kind == "log"
	days.valid(input.retention.delete_requested_on)
	input.retention.delete_requested_on <= last_day
} else := {"status": "pass", "why": ""} if {
	input.retention.record_kind == "log"
	days.valid(input.retention.delete_requested_on)
	input.retention.delete_requested_on > last_day
}

# The last day on which it is kept.
last_day := days.plus_months(input.retention.created_on, data.law.cn.keep.log_months)
