# METADATA
# title: The data protection impact assessment uses the provider's information
# description: >-
#   Where the GDPR asks for a data protection impact assessment, the deployer of a high-risk system rests it on the instructions for use that are in
#   force (Art. 13). That an assessment is owed follows from the GDPR already.
# scope: package
# custom:
#   id: eu/art26_9/dpia
#   stage: deployment
#   title_zh: 数据保护影响评估依据提供者的信息
#   description_zh: >-
#     依 GDPR 须进行数据保护影响评估的，高风险系统的部署者应以现行使用说明（第13条）为依据。评估义务本身已由 GDPR 规定。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 26(9)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: warn
#   not_checked: Whether the assessment is required and good (GDPR Art. 35).
#   not_checked_zh: 是否须进行评估及其质量（GDPR 第35条）。
#   reasons:
#     not_required: ["No data protection impact assessment is required.", "无须进行数据保护影响评估。"]
#     no_assessment: ["The required assessment does not exist.", "尚未进行所需的评估。"]
#     other_instructions: ["The assessment does not rest on the instructions for use in force.", "评估并非依据现行使用说明。"]
#     assessment_unknown: ["Whether an assessment is required, or on which instructions it rests, is not stated.", "未说明是否须评估或评估所依据的使用说明。"]
#   remedy: Renew the assessment with the instructions in force and fill in deployment.dpia.
#   remedy_zh: 请依据现行使用说明更新评估，并填写 deployment.dpia。
#   source: Regulation (EU) 2024/1689, Art. 26(9); dates Regulation (EU) 2026/1744
package medguard.rules.eu.art26_9.dpia

import data.medguard.lib.eu

verdict := eu.not_high_risk({"deployer"}) if {
	eu.not_high_risk({"deployer"})
} else := {"status": "not_applicable", "why": "not_required"} if {
	input.deployment.dpia.required == false
} else := {"status": "pass", "why": ""} if {
	eu.written(input.deployment.dpia.ref)
	eu.written(input.deployment.dpia.instructions_ref)
	input.deployment.dpia.instructions_ref == input.deployment.instructions.ref
} else := {"status": "fail", "why": "no_assessment"} if {
	required
	eu.absent(input.deployment.dpia.ref)
} else := {"status": "fail", "why": "other_instructions"} if {
	required
	eu.written(input.deployment.dpia.ref)
	eu.written(input.deployment.instructions.ref)
	is_string(input.deployment.dpia.instructions_ref)
} else := {"status": "undetermined", "why": "assessment_unknown"}

required if input.deployment.dpia.required == true

starts := eu.high_risk_from
