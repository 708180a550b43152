# METADATA
# title: A high-risk system is monitored after it is on the market
# description: >-
#   The provider of a high-risk system has a post-market monitoring system and a plan for it; a maker of medical devices may work it into the plan that the MDR
#   asks for. The Article stands outside the Chapter that was put off: read literally, the rule warns from 2026-08-02.
# scope: package
# custom:
#   id: eu/art72/monitoring_plan
#   stage: deployment
#   title_zh: 高风险系统上市后监测
#   description_zh: >-
#     高风险系统的提供者须建立上市后监测体系并制定计划；医疗器械制造商可并入 MDR 所要求的计划。该条不在延期章节之内：按字面解释，自2026年8月2日起予以警示。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 72(1), (3) and (4)
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: deny
#   not_checked: Whether the plan is followed and covers what the Commission's guidance asks (due 2027-09-02).
#   not_checked_zh: 计划是否得到执行，以及是否符合欧盟委员会指南（应于2027年9月2日前发布）。
#   reasons:
#     no_plan: ["There is no post-market monitoring plan.", "没有上市后监测计划。"]
#     plan_unknown: ["Whether there is a post-market monitoring plan is not stated.", "未说明是否有上市后监测计划。"]
#   remedy: Write the plan and name it in deployment.monitoring_plan_ref.
#   remedy_zh: 请制定计划并填入 deployment.monitoring_plan_ref。
#   source: Regulation (EU) 2024/1689, Art. 72, as amended by (EU) 2026/1744; which day applies is disputed
package medguard.rules.eu.art72.monitoring_plan

import data.medguard.lib.eu

verdict := eu.disputed(eu.not_high_risk({"provider"})) if {
	eu.not_high_risk({"provider"})
} else := {"status": "pass", "why": ""} if {
	eu.written(input.deployment.monitoring_plan_ref)
} else := eu.disputed({"status": "fail", "why": "no_plan"}) if {
	eu.absent(input.deployment.monitoring_plan_ref)
} else := eu.disputed({"status": "undetermined", "why": "plan_unknown"})

starts := eu.disputed_from(eu.high_risk_from)
