# METADATA
# title: Asked again, the model says the same
# description: >-
#   A model may answer one question differently on different days. Where the reply is of high risk the same question was asked
#   again, and diagnosis, drug, dose, urgency and yes or no are the same in every answer.
# scope: package
# custom:
#   id: checks/consistent
#   stage: reply
#   title_zh: 再次提问，回答一致
#   description_zh: >-
#     同一问题，模型在不同时间可能给出不同回答。高风险回复须再次提问，各次回答的诊断、药物、剂量、紧急程度及是否结论应当一致。
#   law: House rule of medguard
#   law_en: House rule of medguard
#   article: "-"
#   strength: house
#   verified: true
#   effective_from: null
#   default_level: require_human_review
#   not_checked: Whether what all answers say is right; differences in other matters than those named.
#   not_checked_zh: 一致的回答是否正确；所列方面以外的差异。
#   reasons:
#     answers_differ: ["Asked again, the model gave another diagnosis, drug, dose, urgency or direction.", 再次提问时，诊断、药物、剂量、紧急程度或结论不同。]
#     not_asked_again: ["The reply is not of a kind that is asked again.", 该回复不属于须再次提问的类型。]
#     not_looked_for: ["The check consistency is not switched on.", 未启用一致性检查。]
#     consistency_unjudged: ["The check of consistency came to no judgement.", 一致性检查未得出结论。]
#   remedy: The model does not answer this question the same way twice. Let a professional decide, or ask again with more of the case.
#   remedy_zh: 模型对该问题的回答前后不一致。请由专业人员判断，或补充病情后重新提问。
#   source: medguard
package medguard.rules.checks.consistent

default verdict := {"status": "undetermined", "why": "consistency_unjudged"}

verdict := {"status": "fail", "why": "answers_differ"} if {
	said("answers_differ")
} else := {"status": "pass", "why": ""} if {
	judged
	said("consistent")
} else := {"status": "not_applicable", "why": "not_asked_again"} if {
	judged
	only_once
} else := {"status": "not_applicable", "why": "not_looked_for"} if {
	is_array(input.findings)
	count(consistency) == 0
}

consistency contains finding if {
	some finding in input.findings
	finding.check == "consistency"
}

said(kind) if {
	some finding in consistency
	finding.kind == kind
}

judged if {
	every finding in consistency {
		finding.status == "judged"
	}
}

only_once if {
	some finding in consistency
	finding.kind == ""
	finding.detail == "not_asked_again"
}
