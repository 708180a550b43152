# METADATA
# title: Nobody is treated worse for a social score
# description: >-
#   Forbidden is evaluating people over some time by their social behaviour or their personal or personality characteristics, if the score
#   leads to unfavourable treatment in an unrelated social context, or to treatment that is unjustified or disproportionate; one of the two is enough.
#   A score of a patient's "reliability" that decides on care is our example. Clinical scores of a state of health, used for the
#   treatment of that state, are none (Recital 31: lawful evaluation for a specific purpose).
# scope: package
# custom:
#   id: eu/art5_1c/social_scoring
#   stage: deployment
#   title_zh: 禁止因社会评分对人不利对待
#   description_zh: >-
#     禁止在一段时间内依社会行为、个人特征或人格特征对人进行评价，且评分导致在无关社会情境中的不利对待，或者导致不合理、不相称的不利对待；具备其一即属禁止。
#     例如以患者“可靠性”评分决定是否给予诊疗。为治疗目的对健康状况所作的临床评分不在此列（序言第31段：为特定目的的合法评价）。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 5(1)(c), Recital 31
#   strength: binding
#   verified: false
#   effective_from: "2025-02-02"
#   default_level: deny
#   not_checked: Whether the screening's answers are true; a person answers for each.
#   not_checked_zh: 筛查答复是否属实，由责任人负责。
#   reasons:
#     social_scoring: ["People are treated worse for a score of their behaviour or character, elsewhere or out of proportion.", "因行为或人格评分，在无关情境或以不相称方式受到不利对待。"]
#     scoring_unknown: ["Whether people are scored, or what the score leads to, is not stated.", "未说明是否对人评分或评分的后果。"]
#   remedy: Do not use the score so; complete the answers on scoring in system.screening.
#   remedy_zh: 不得如此使用评分；请在 system.screening 中补全有关评分的答复。
#   source: Regulation (EU) 2024/1689, Art. 5(1)(c); Recital 31 from memory; the example of patients is an inference
package medguard.rules.eu.art5_1c.social_scoring

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "scoring_unknown", "at_most": "require_human_review"}

verdict := eu.outside_act if {
	eu.outside_act
} else := {"status": "pass", "why": ""} if {
	input.system.screening.scores_persons == false
} else := {"status": "pass", "why": ""} if {
	input.system.screening.score_used_elsewhere == false
	input.system.screening.score_disproportionate == false
} else := {"status": "fail", "why": "social_scoring"} if {
	input.system.screening.scores_persons == true
	treated_worse
}

treated_worse if {
	input.system.screening.score_used_elsewhere == true
}

treated_worse if {
	input.system.screening.score_disproportionate == true
}
