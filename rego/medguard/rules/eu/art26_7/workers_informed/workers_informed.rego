# METADATA
# title: Workers are informed before a high-risk system is used at their workplace
# description: >-
#   An employer informs the workers' representatives and the affected workers before it puts a high-risk system into service or uses it at the workplace:
#   both, where there are representatives. For a system in use when the duty begins, the duty's first day counts. On the same day is not shown
#   to be before.
# scope: package
# custom:
#   id: eu/art26_7/workers_informed
#   stage: deployment
#   title_zh: 在工作场所使用高风险系统前告知劳动者
#   description_zh: >-
#     雇主在工作场所投入或使用高风险系统之前，须告知劳动者代表与受影响的劳动者；有代表的，二者均须告知。义务生效时已在使用的系统，以义务生效日为准。
#     同日告知不能证明在使用之前。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 26(7)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: What they were told, whether everybody affected was reached, and what national law on works councils asks beyond that.
#   not_checked_zh: 告知的内容、是否覆盖所有受影响者，以及成员国有关职工参与的法律的进一步要求。
#   reasons:
#     no_employer: ["The deployer is no employer.", "部署者并非雇主。"]
#     no_workplace: ["Not used at the workplace.", "不在工作场所使用。"]
#     workplace_unknown: ["Whether an employer uses it at the workplace is not stated.", "未说明雇主是否在工作场所使用。"]
#     not_informed: ["Workers or their representatives were not informed.", "未告知劳动者或其代表。"]
#     informed_late: ["Workers or their representatives were informed only after the first use.", "首次使用之后才告知劳动者或其代表。"]
#     information_unknown: ["When workers and their representatives were informed is not stated, or not shown to be before the first use.", "未说明告知时间，或不能证明在首次使用之前。"]
#   remedy: Inform both, and write the days into deployment.representatives_informed_on and workers_informed_on.
#   remedy_zh: 请告知劳动者及其代表，并将日期填入 deployment.representatives_informed_on 与 workers_informed_on。
#   source: Regulation (EU) 2024/1689, Art. 26(7); dates Regulation (EU) 2026/1744; that the duty's first day counts for systems already in use is our reading
package medguard.rules.eu.art26_7.workers_informed

import data.medguard.lib.days
import data.medguard.lib.eu

verdict := eu.not_high_risk({"deployer"}) if {
	eu.not_high_risk({"deployer"})
} else := {"status": "not_applicable", "why": "no_employer"} if {
	input.operator.is_employer == false
} else := {"status": "not_applicable", "why": "no_workplace"} if {
	input.deployment.workplace == false
} else := {"status": "undetermined", "why": "workplace_unknown"} if {
	not at_work
} else := {"status": "fail", "why": "not_informed"} if {
	some day in informed
	day == "never"
} else := {"status": "fail", "why": "informed_late"} if {
	some day in informed
	days.valid(day)
	day > latest
} else := {"status": "pass", "why": ""} if {
	every day in informed {
		eu.before(day, latest)
	}
} else := {"status": "undetermined", "why": "information_unknown"}

at_work if {
	input.operator.is_employer == true
	input.deployment.workplace == true
}

informed := [day | some name in to_inform; day := object.get(input.deployment, name, null)]

to_inform := ["workers_informed_on"] if {
	input.deployment.worker_representatives == false
} else := ["workers_informed_on", "representatives_informed_on"]

latest := max([input.deployment.first_use_on, eu.high_risk_from]) if days.valid(input.deployment.first_use_on)

starts := eu.high_risk_from
