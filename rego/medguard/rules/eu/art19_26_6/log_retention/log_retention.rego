# METADATA
# title: No log of a high-risk system is deleted within six months
# description: >-
#   Provider and deployer keep the automatic logs that are under their control for a period appropriate to the intended purpose, at
#   least six calendar months, unless Union or national law provides otherwise, data protection law above all. So a log may go
#   on the day after the same date of the sixth month (Regulation 1182/71, Art. 3: the last day counts whole), later where sector law or the
#   purpose asks for more, and earlier only under a law that is named. Financial institutions keep them under their own law.
# scope: package
# custom:
#   id: eu/art19_26_6/log_retention
#   stage: retention
#   title_zh: 高风险系统日志六个月内不得删除
#   description_zh: >-
#     提供者和部署者对其控制下的自动日志，须按与预期用途相称的期限保存，至少六个日历月，但欧盟或成员国法律（尤其是数据保护法）另有规定的除外。
#     故日志自第六个月同日的次日起方可删除（第1182/71号条例第3条：最后一日计满）；行业法律或用途要求更长的从其规定，仅在指明法律依据时可以提前。金融机构依其本行业法律保存。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 19(1) and (2), 26(6)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Whether the law named for an earlier deletion really orders it, and what period the purpose calls for.
#   not_checked_zh: 所指法律是否确实要求提前删除，以及与用途相称的期限为何。
#   reasons:
#     other_record: ["Not a log.", "不是日志。"]
#     not_under_control: ["The logs are not under the operator's control.", "日志不在经营者控制之下。"]
#     too_early: ["The log has not been kept long enough.", "日志保存时间不足。"]
#     log_unknown: ["The kind of record, its days, or whether logs are under control is not known.", "未知记录种类、日期，或者日志是否在控制之下。"]
#   remedy: Keep the log; if a law orders its deletion, name it in deployment.keep.legal_override_ref.
#   remedy_zh: 请继续保存日志；如有法律要求删除，请在 deployment.keep.legal_override_ref 中注明。
#   source: Regulation (EU) 2024/1689, Arts 19 and 26(6), unchanged by 2026/1744; Regulation (EEC, Euratom) No 1182/71, Art. 3, from memory
package medguard.rules.eu.art19_26_6.log_retention

import data.medguard.lib.days
import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "log_unknown"}

verdict := eu.not_high_risk({"provider", "deployer"}) if {
	eu.not_high_risk({"provider", "deployer"})
} else := {"status": "not_applicable", "why": "other_record"} if {
	input.retention.record_kind in others
} else := {"status": "not_applicable", "why": "not_under_control"} if {
	input.deployment.keep.logs_under_control == false
} else := {"status": "not_applicable", "why": "financial_institution"} if {
	input.operator.financial_institution == true
} else := {"status": "pass", "why": ""} if {
	a_log
	eu.written(input.deployment.keep.legal_override_ref)
} else := {"status": "fail", "why": "too_early"} if {
	a_log
	input.deployment.keep.logs_under_control == true
	too_early
} else := {"status": "pass", "why": ""} if {
	a_log
	input.deployment.keep.logs_under_control == true
	six_months_over
	days.between(input.retention.created_on, input.retention.delete_requested_on) > eu.log_floor
}

a_log if {
	input.retention.record_kind == "log"
}

too_early if {
	days.valid(input.retention.delete_requested_on)
	input.retention.delete_requested_on <= last_day
}

too_early if {
	days.between(input.retention.created_on, input.retention.delete_requested_on) <= eu.log_floor
}

six_months_over if {
	days.valid(input.retention.delete_requested_on)
	input.retention.delete_requested_on > last_day
}

# The last day on which it is kept.
last_day := days.plus_months(input.retention.created_on, data.law.eu.keep.logs_months)

others := {
	"technical_documentation",
	"quality_documentation",
	"notified_body",
	"declaration",
	"emr",
	"other",
}

starts := eu.high_risk_from
