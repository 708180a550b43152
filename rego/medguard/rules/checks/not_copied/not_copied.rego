# METADATA
# title: The reply is not copied from protected texts
# description: >-
#   What the check plagiarism found copied or closely reworded from the institution's library of protected texts, or copied from a source of the
#   request that the reply does not name. What is quoted, cited, boilerplate, a drug label's or the user's own words does not count.
# scope: package
# custom:
#   id: checks/not_copied
#   stage: reply
#   title_zh: 回复未抄袭受保护文本
#   description_zh: >-
#     检查 plagiarism 发现回复照抄或近似改写了本机构文本库中的受保护文本，或照抄请求所附资料而未注明来源。引用、注明出处、通用套话、
#     药品说明书语句以及用户自己的文字不计。
#   law: House rule of medguard
#   law_en: House rule of medguard
#   article: "-"
#   strength: house
#   verified: true
#   effective_from: null
#   default_level: warn
#   not_checked: Texts that are not in the library; free retelling; whether a licence would allow the copy; whether the source that is named is the right one.
#   not_checked_zh: 未入库的文本、自由转述、许可是否允许复制、所注来源是否正确。
#   reasons:
#     copied: ["Words of a protected text, and nobody is named.", 照抄受保护文本且未注明出处。]
#     context_not_named: ["Words of a source that came with the request, which the reply does not name.", 照抄请求所附资料而未注明来源。]
#     paraphrased: ["A protected text, lightly or heavily reworded.", 改写受保护文本且未注明出处。]
#     not_judged: ["The check plagiarism came to no judgement.", 抄袭检查未得出结论。]
#     not_looked_for: ["The check plagiarism is not switched on.", 未启用抄袭检查。]
#     checks_unknown: ["What the checks found is not known.", 未知检查结果。]
#   remedy: The reply uses another's words. Ask for it in own words with its source, or quote and name the source; the record says which text and where.
#   remedy_zh: 回复使用了他人的文字。请要求以自己的表述重写并注明来源，或以引号引用并注明出处；记录中列有所涉文本及位置。
#   source: medguard
package medguard.rules.checks.not_copied

default verdict := {"status": "undetermined", "why": "checks_unknown"}

verdict := {"status": "fail", "why": "copied"} if {
	"copied" in kinds
} else := {"status": "fail", "why": "context_not_named"} if {
	"context_not_named" in kinds
} else := {"status": "fail", "why": "paraphrased"} if {
	"paraphrased" in kinds
} else := {"status": "not_applicable", "why": "not_looked_for"} if {
	is_array(input.findings)
	count(found) == 0
} else := {"status": "pass", "why": ""} if {
	is_array(input.findings)
	all_judged
} else := {"status": "undetermined", "why": "not_judged"} if {
	is_array(input.findings)
}

found contains finding if {
	some finding in input.findings
	finding.check == "plagiarism"
}

kinds contains finding.kind if {
	some finding in found
}

all_judged if {
	every finding in found {
		finding.status == "judged"
	}
}
