# METADATA
# title: Serious incidents are reported in time
# description: >-
#   The provider reports a serious incident immediately, and at the latest 15 days after it became aware; 10 if a person died; 2 for critical infrastructure or a
#   widespread infringement. Until the authority is informed the system is not altered. Of MDR and IVDR devices, and where equivalent Union law asks
#   for reports, only infringements of fundamental rights are reported here. A deployer at
#   once informs first the provider and then the authority (Art. 26(5)): later than the provider's own deadline is not at once, a person looks at it; if it
#   cannot reach the provider, it reports in the provider's place.
# scope: package
# custom:
#   id: eu/art73/incident_clock
#   stage: deployment
#   title_zh: 严重事件须按期报告
#   description_zh: >-
#     提供者须立即报告严重事件，至迟自知悉起15日；有人死亡的10日；涉及关键基础设施或大范围侵权的2日。通知主管机构前不得改动系统。
#     MDR 与 IVDR 器械，以及已受等效欧盟法报告义务约束的系统，仅就侵犯基本权利的事件依本法报告。部署者须立即先告知提供者，再告知主管机构（第26条第5款）：迟于提供者期限的不属立即，由人判断；无法联系提供者的，代其报告。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 73(2) to (4), (6), (9) and (10), 26(5)
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: deny
#   not_checked: Whether it was reported immediately, and whether a deployer told provider, importer and distributor first; reports that the MDR and IVDR ask for; a weekend or holiday on the last day (Regulation 1182/71), which may put it off and is not counted here.
#   not_checked_zh: 是否“立即”报告，部署者是否先行告知提供者、进口商和经销商；MDR 与 IVDR 要求的报告；期限末日逢周末或假日的顺延（第1182/71号条例），此处不予计入。
#   reasons:
#     incidents_unknown: ["Whether there were serious incidents is not stated.", "未说明是否发生严重事件。"]
#     report_overdue: ["A serious incident was not reported in time.", "严重事件未按期报告。"]
#     system_altered: ["The system was altered before the authorities were informed of an incident.", "在通知主管机构之前改动了系统。"]
#     authority_not_informed: ["The deployer has not informed the authority at once (Art. 26(5)).", "部署者未立即告知主管机构（第26条第5款）。"]
#     incident_unclear: ["What kind of incident it was, when one became aware, or who reports it is not stated.", "未说明事件种类、知悉日期或由谁报告。"]
#     reported_elsewhere: ["Not reported under this Act by this operator: MDR or IVDR vigilance (Art. 87 MDR, Art. 82 IVDR), or equivalent Union law.", "不由本经营者依本法报告：适用 MDR（第87条）或 IVDR（第82条）警戒制度或等效的欧盟法。"]
#     report_running: ["A serious incident is still to be reported, immediately.", "严重事件尚待立即报告。"]
#   remedy: Report the incident now and fill in its kind, death, aware_on, reported_on and version_frozen; take it off the list when the authority has closed it.
#   remedy_zh: 请立即报告，并填写事件的 kind、death、aware_on、reported_on 与 version_frozen；主管机构结案后再从清单中移除。
#   source: Regulation (EU) 2024/1689, Art. 73; the Commission's guidance was not found final; which day applies is disputed
package medguard.rules.eu.art73.incident_clock

import data.medguard.lib.days
import data.medguard.lib.eu

verdict := eu.disputed(eu.not_high_risk({"provider", "deployer"})) if {
	eu.not_high_risk({"provider", "deployer"})
} else := eu.disputed({"status": "undetermined", "why": "incidents_unknown"}) if {
	not listed
} else := eu.disputed({"status": "fail", "why": "report_overdue"}) if {
	some incident in input.incidents
	owed(incident) == "yes"
	elapsed(incident) > longest(incident)
} else := eu.disputed({"status": "fail", "why": "system_altered"}) if {
	some incident in input.incidents
	owed(incident) == "yes"
	incident.version_frozen == false
} else := eu.disputed({"status": "fail", "why": "authority_not_informed", "at_most": "require_human_review"}) if {
	some incident in input.incidents
	owed(incident) == "informs"
	elapsed(incident) > longest(incident)
} else := eu.disputed({"status": "undetermined", "why": "incident_unclear"}) if {
	some incident in input.incidents
	owed(incident) != "no"
	not settled(incident)
	not running(incident)
} else := eu.disputed({"status": "undetermined", "why": "incident_unclear"}) if {
	some incident in input.incidents
	owed(incident) != "no"
	days.valid(incident.reported_on)
	incident.reported_on > days.of(input.now)
} else := {"status": "undetermined", "why": "report_running", "at_most": "warn"} if {
	some incident in input.incidents
	owed(incident) != "no"
	running(incident)
} else := {"status": "not_applicable", "why": "reported_elsewhere"} if {
	some _ in input.incidents
	every incident in input.incidents {
		owed(incident) == "no"
	}
} else := {"status": "pass", "why": ""}

listed if is_array(input.incidents)

# Whether it is reported under this Act, and by us. A deployer who reaches the provider informs the authority too (Art. 26(5)), but under no clock.
owed(incident) := "no" if {
	only_rights == "yes"
	incident.kind in {"a", "b", "d"}
} else := "unknown" if {
	only_rights != "no"
	not incident.kind == "c"
} else := "informs" if {
	eu.only_deploys
	incident.provider_unreachable == false
} else := "unknown" if {
	eu.only_deploys
	not incident.provider_unreachable == true
} else := "yes"

# Art. 73(9) and (10); a high-risk system that is no device is an Annex III system.
default only_rights := "unknown"

only_rights := "yes" if {
	input.system.annex_i.act in {"MDR", "IVDR"}
} else := "yes" if {
	input.system.equivalent_incident_reporting == true
} else := "no" if {
	input.system.annex_i.act == "none"
}

settled(incident) if {
	days.valid(incident.reported_on)
	elapsed(incident) >= 0
	elapsed(incident) <= shortest(incident)
	incident.version_frozen == true
}

# What the deployer alters is not what Art. 73(6) speaks of.
settled(incident) if {
	owed(incident) == "informs"
	days.valid(incident.reported_on)
	elapsed(incident) >= 0
	elapsed(incident) <= longest(incident)
}

running(incident) if {
	not days.valid(incident.reported_on)
	elapsed(incident) >= 0
	elapsed(incident) <= shortest(incident)
}

# Days from awareness to the report, or to today if the record holds none.
elapsed(incident) := days.between(incident.aware_on, incident.reported_on) if {
	days.valid(incident.reported_on)
} else := days.between(incident.aware_on, days.of(input.now)) if {
	incident.reported_on in {null, "never"}
}

# The strictest deadline that may apply, and the most generous.
shortest(incident) := data.law.eu.incident_days.critical_or_widespread if {
	critical_or_widespread(incident)
} else := data.law.eu.incident_days.critical_or_widespread if {
	not incident.kind in {"a", "c", "d"}
} else := data.law.eu.incident_days.death if {
	not incident.death == false
} else := data.law.eu.incident_days.any

longest(incident) := data.law.eu.incident_days.critical_or_widespread if {
	critical_or_widespread(incident)
} else := data.law.eu.incident_days.death if {
	incident.death == true
} else := data.law.eu.incident_days.any

critical_or_widespread(incident) if incident.kind == "b"

critical_or_widespread(incident) if incident.widespread == true

starts := eu.disputed_from(eu.high_risk_from)
