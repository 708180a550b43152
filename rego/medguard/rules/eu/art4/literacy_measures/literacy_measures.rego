# METADATA
# title: Measures support the AI literacy of those who work with the system
# description: >-
#   Providers and deployers of any AI system take measures to support the development of AI literacy of their staff and of others who
#   operate or use it on their behalf. We look for a dated programme that covers every role at work with the system. Nobody has to
#   reach a level: Art. 4(1), as amended, guarantees none of any individual, so no test result is asked for.
# scope: package
# custom:
#   id: eu/art4/literacy_measures
#   stage: deployment
#   title_zh: 采取措施支持系统使用人员的人工智能素养
#   description_zh: >-
#     任何人工智能系统的提供者和部署者均须采取措施，支持其员工及代其操作、使用系统的其他人员提升人工智能素养。本规则检查是否有注明日期且覆盖所有相关岗位的方案。
#     修订后的第4条第1款不要求保证任何个人达到特定水平，故不检查考核成绩。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 4(1)
#   strength: binding
#   verified: false
#   effective_from: "2025-02-02"
#   default_level: warn
#   not_checked: Whether the measures fit the knowledge and experience of the staff, the context, and the persons on whom the system is used.
#   not_checked_zh: 措施是否与人员的知识经验、使用场景以及系统所针对的人群相适应。
#   reasons:
#     nobody_operates: ["Nobody operates or uses the system on the operator's behalf.", "无人代经营者操作或使用该系统。"]
#     no_measures: ["There is no literacy programme.", "未制定人工智能素养方案。"]
#     role_not_covered: ["A role that works with the system is not covered by the programme.", "方案未覆盖与系统打交道的某一岗位。"]
#     not_yet_taken: ["The programme is dated in the future.", "方案所注日期晚于今日。"]
#     measures_unknown: ["Programme, roles or date are not stated.", "未说明方案、岗位或日期。"]
#   remedy: Set up a programme and fill in deployment.literacy with its reference, the roles needed and covered, and its date.
#   remedy_zh: 请制定方案，并在 deployment.literacy 中填写其编号、所需及已覆盖的岗位和日期。
#   source: Regulation (EU) 2024/1689, Art. 4 as replaced by Regulation (EU) 2026/1744 from 27 July 2026 (machine diff of the consolidated text); evidence from a Commission Q&A, second-hand
package medguard.rules.eu.art4.literacy_measures

import data.medguard.lib.days
import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "measures_unknown"}

verdict := eu.outside({"provider", "deployer"}) if {
	eu.outside({"provider", "deployer"})
} else := {"status": "not_applicable", "why": "nobody_operates"} if {
	input.deployment.literacy.roles_needed == []
} else := {"status": "fail", "why": "no_measures"} if {
	eu.absent(input.deployment.literacy.ref)
} else := {"status": "fail", "why": "role_not_covered"} if {
	is_array(input.deployment.literacy.roles_covered)
	some role in input.deployment.literacy.roles_needed
	not role in input.deployment.literacy.roles_covered
} else := {"status": "fail", "why": "not_yet_taken"} if {
	days.valid(input.deployment.literacy.updated_on)
	input.deployment.literacy.updated_on > days.of(input.now)
} else := {"status": "pass", "why": ""} if {
	eu.written(input.deployment.literacy.ref)
	days.valid(input.deployment.literacy.updated_on)
	is_array(input.deployment.literacy.roles_needed)
	is_array(input.deployment.literacy.roles_covered)
}
