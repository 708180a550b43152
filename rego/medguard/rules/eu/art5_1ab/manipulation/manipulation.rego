# METADATA
# title: Nobody is manipulated or exploited to their harm
# description: >-
#   Forbidden is a system that uses subliminal, manipulative or deceptive techniques, or exploits vulnerabilities (age, disability, social or
#   economic situation), so that behaviour is materially distorted and significant harm is caused or reasonably likely. All limbs must be met.
#   Medical treatment under applicable law and medical standards is not affected (Recital 29). Explicit consent is that recital's
#   example: where law and standards are kept without it, a person decides. An exception that nobody claims is none.
# scope: package
# custom:
#   id: eu/art5_1ab/manipulation
#   stage: deployment
#   title_zh: 禁止操纵或利用他人弱点造成损害
#   description_zh: >-
#     禁止系统使用潜意识、操纵或欺骗技术，或者利用弱点（年龄、残疾、社会或经济处境），实质性扭曲行为，并造成或合理可能造成重大损害；各要件须同时满足。
#     依适用法律和医疗标准进行的医疗行为不受影响（序言第29段）。明示同意系该段所举之例；符合法律与标准而无明示同意的，由人判断。无人主张的例外视为不存在。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 5(1)(a) and (b), Recital 29
#   strength: binding
#   verified: false
#   effective_from: "2025-02-02"
#   default_level: deny
#   not_checked: Whether the screening's answers are true; a person answers for each.
#   not_checked_zh: 筛查答复是否属实，由责任人负责。
#   reasons:
#     manipulation: ["Every limb of the prohibition is met, and it is no lawful treatment to medical standards.", "禁止要件全部满足，且不属于符合医疗标准的合法诊疗。"]
#     consent_missing: ["Lawful treatment to medical standards, but without explicit consent.", "属于符合医疗标准的合法诊疗，但未取得明示同意。"]
#     screening_incomplete: ["The screening for prohibited practices leaves a needed answer open.", "被禁止行为的筛查尚有必要问题未答复。"]
#   remedy: Complete system.screening; if a limb is met by a treatment, record its law, its standard and the consent, else do not use the system so.
#   remedy_zh: 请补全 system.screening；如属诊疗，请记录其法律依据、标准与同意，否则不得如此使用该系统。
#   source: Regulation (EU) 2024/1689, Art. 5(1)(a), (b) and Recital 29
package medguard.rules.eu.art5_1ab.manipulation

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "screening_incomplete", "at_most": "require_human_review"}

verdict := eu.outside_act if {
	eu.outside_act
} else := {"status": "pass", "why": ""} if {
	no_technique
} else := {"status": "pass", "why": ""} if {
	input.system.screening.distorts_behaviour == false
} else := {"status": "pass", "why": ""} if {
	input.system.screening.significant_harm == false
} else := {"status": "pass", "why": ""} if {
	treatment
	input.system.screening.medical_standards == true
	input.system.screening.explicit_consent == true
} else := {"status": "fail", "why": "manipulation"} if {
	every_limb
	not treatment
} else := {"status": "fail", "why": "manipulation"} if {
	every_limb
	input.system.screening.medical_standards == false
} else := {"status": "fail", "why": "consent_missing", "at_most": "require_human_review"} if {
	every_limb
	input.system.screening.medical_standards == true
	input.system.screening.explicit_consent == false
}

no_technique if {
	input.system.screening.manipulative_technique == false
	input.system.screening.exploits_vulnerability == false
}

every_limb if {
	technique
	input.system.screening.distorts_behaviour == true
	input.system.screening.significant_harm == true
}

# Letter (a) or letter (b).
technique if {
	input.system.screening.manipulative_technique == true
}

technique if {
	input.system.screening.exploits_vulnerability == true
}

treatment if {
	input.system.screening.medical_treatment_lawful == true
}
