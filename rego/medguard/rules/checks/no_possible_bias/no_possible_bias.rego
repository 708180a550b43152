# METADATA
# title: The reply holds no sentence that reads much like bias
# description: >-
#   Most bias in words that nobody has written down before is found by likeness alone, and likeness errs: on statements that it was
#   not made with, a score from 0.8 was right for three biased sentences of four, and wrong for one neutral one of thirty to fifty.
# scope: package
# custom:
#   id: checks/no_possible_bias
#   stage: reply
#   title_zh: 回复不得含有极似偏见的表述
#   description_zh: >-
#     未见过的偏见表述大多只能依相似度发现，而相似度会误判：在未参与制定的语句上，0.8 分以上可发现约四分之三的偏见语句，每三十至五十句中性语句误判一句。
#   law: House rule of medguard
#   law_en: House rule of medguard
#   article: "-"
#   strength: house
#   verified: true
#   effective_from: null
#   default_level: warn
#   not_checked: What resembles biased statements less, or not at all; whether the sentence is biased, which a person tells.
#   not_checked_zh: 相似度较低或不相似的表述；语句是否确有偏见，须由人判断。
#   reasons:
#     bias_unjudged: ["The check for bias came to no judgement.", 偏见检查未得出结论。]
#     checks_unknown: ["What the checks found is not known.", 未知检查结果。]
#     likely_bias: ["A sentence resembles biased statements very much.", 有句子与带偏见的表述极为相似。]
#     not_looked_for: ["The check for bias is not switched on.", 未启用偏见检查。]
#     score_unknown: ["How much a sentence resembles biased statements is not known.", 句子与带偏见表述的相似程度未知。]
#   remedy: Read the sentence that the record points to, and ask again if it judges people by their group.
#   remedy_zh: 请查看记录所指的句子；如其以群体身份评判他人，请重新提问。
#   source: medguard; docs/checks/bias.md holds the figures
package medguard.rules.checks.no_possible_bias

default verdict := {"status": "undetermined", "why": "checks_unknown"}

verdict := {"status": "fail", "why": "likely_bias"} if {
	some finding in possible
	is_number(finding.score)
	finding.score >= threshold
} else := {"status": "not_applicable", "why": "not_looked_for"} if {
	is_array(input.findings)
	count(found) == 0
} else := {"status": "undetermined", "why": "bias_unjudged"} if {
	is_array(input.findings)
	not all_judged
} else := {"status": "undetermined", "why": "score_unknown"} if {
	is_array(input.findings)
	not all_scored
} else := {"status": "pass", "why": ""} if {
	is_array(input.findings)
}

# Measured, docs/checks/bias.md: from here on few neutral sentences are taken for biased ones.
threshold := 0.8

found contains finding if {
	some finding in input.findings
	finding.check == "bias"
}

possible contains finding if {
	some finding in found
	finding.kind == "possible_bias"
}

all_judged if {
	every finding in found {
		finding.status == "judged"
	}
}

all_scored if {
	every finding in possible {
		is_number(finding.score)
	}
}
