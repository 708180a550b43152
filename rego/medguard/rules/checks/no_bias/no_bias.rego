# METADATA
# title: The reply does not judge people by their group
# description: >-
#   Race-based medicine that has been withdrawn, care that is denied to a group without a clinical reason, generalisations about
#   people, and words that stigmatise. What only resembles such statements does not count.
# scope: package
# custom:
#   id: checks/no_bias
#   stage: reply
#   title_zh: 回复不得以群体身份评判患者
#   description_zh: >-
#     包括已废止的种族校正做法、无临床理由地减少某一群体的诊疗、对人群的刻板概括，以及带有污名的用语。仅与此类表述相似的，不计入。
#   law: House rule of medguard
#   law_en: House rule of medguard
#   article: "-"
#   strength: house
#   verified: true
#   effective_from: null
#   default_level: warn
#   not_checked: Bias that shows only when replies about different people are compared; medguard check bias --probe does that.
#   not_checked_zh: 只有比较不同人群的回复才能发现的偏差，须使用 medguard check bias --probe。
#   reasons:
#     bias_unjudged: ["The check for bias came to no judgement.", 偏见检查未得出结论。]
#     checks_unknown: ["What the checks found is not known.", 未知检查结果。]
#     not_looked_for: ["The check for bias is not switched on.", 未启用偏见检查。]
#     possible_bias: ["A sentence resembles biased statements.", 有句子与带偏见的表述相似。]
#     race_based_medicine: ["Medicine that depends on race and has been withdrawn.", 含有已废止的按种族区别诊疗的内容。]
#     stereotype: ["A generalisation about a group of people.", 含有对人群的刻板概括。]
#     stigmatising_language: ["Words that stigmatise a patient.", 含有污名化患者的用语。]
#     unequal_care: ["Less care for a group, without a clinical reason.", 无临床理由地减少某一群体的诊疗。]
#     unknown_bias_kind: ["A finding of a kind that the rule does not know.", 含有规则未列出的结果类型。]
#   remedy: Read the reply with this in mind, or ask again. The record names the pattern and its source.
#   remedy_zh: 请留意回复中的相关表述，或重新提问。记录中载明所依据的模式及其来源。
#   source: medguard; the patterns name their own sources
package medguard.rules.checks.no_bias

default verdict := {"status": "undetermined", "why": "checks_unknown"}

# Gravest first: the reason given is the first that holds.
verdict := {"status": "fail", "why": "race_based_medicine"} if {
	"race_based_medicine" in kinds
} else := {"status": "fail", "why": "unequal_care"} if {
	"unequal_care" in kinds
} else := {"status": "fail", "why": "stereotype"} if {
	"stereotype" in kinds
} else := {"status": "fail", "why": "stigmatising_language"} if {
	"stigmatising_language" in kinds
} else := {"status": "not_applicable", "why": "not_looked_for"} if {
	is_array(input.findings)
	count(found) == 0
} else := {"status": "undetermined", "why": "bias_unjudged"} if {
	is_array(input.findings)
	not all_judged
} else := {"status": "undetermined", "why": "unknown_bias_kind"} if {
	is_array(input.findings)
	kind_unknown
} else := {"status": "pass", "why": "possible_bias"} if {
	is_array(input.findings)
	"possible_bias" in kinds
} else := {"status": "pass", "why": ""} if {
	is_array(input.findings)
}

found contains finding if {
	some finding in input.findings
	finding.check == "bias"
}

kinds contains finding.kind if {
	some finding in found
}

all_judged if {
	every finding in found {
		finding.status == "judged"
	}
}

# Beside the four above, which have failed by then.
kind_unknown if {
	some kind in kinds
	not kind in {"", "possible_bias"}
}
