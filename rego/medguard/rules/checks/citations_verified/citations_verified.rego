# METADATA
# title: The references of a reply exist and are what it says they are
# description: >-
#   What the check citations found of the references in a reply: invented, of another work than the reply says, or retracted. What could not be
#   looked up is not counted as fine.
# scope: package
# custom:
#   id: checks/citations_verified
#   stage: reply
#   title_zh: 回复所引文献真实且相符
#   description_zh: >-
#     检查 citations 发现回复所引文献系虚构、与所述不符（标识符属于另一文献）或已被撤稿。未能核实的，不视为无误。
#   law: House rule of medguard
#   law_en: House rule of medguard
#   article: "-"
#   strength: house
#   verified: true
#   effective_from: null
#   default_level: warn
#   not_checked: Whether a real reference supports what is said with it; expressions of concern and corrections, which are in the record; works that no index here covers.
#   not_checked_zh: 真实文献是否支持所述内容；关注声明与更正（见记录）；本地索引未覆盖的文献。
#   reasons:
#     fabricated: ["A reference to what does not exist.", 引用的文献不存在。]
#     mismatched: ["An identifier or a title that belongs to another work than the reply says.", 标识符或题名属于另一文献。]
#     retracted: ["A work that was retracted.", 引用的文献已被撤稿。]
#     unresolved: ["A reference that could not be checked.", 有文献未能核实。]
#     not_judged: ["The check citations came to no judgement.", 引文检查未得出结论。]
#     not_looked_for: ["The check citations is not switched on.", 未启用引文检查。]
#     checks_unknown: ["What the checks found is not known.", 未知检查结果。]
#   remedy: Look the reference up before you rely on it; the record names the nearest real work. Ask again for sources that exist.
#   remedy_zh: 使用前请自行核对文献；记录中列有最接近的真实文献。请重新提问并要求提供真实来源。
#   source: medguard
package medguard.rules.checks.citations_verified

default verdict := {"status": "undetermined", "why": "checks_unknown"}

verdict := {"status": "fail", "why": "fabricated"} if {
	"fabricated" in kinds
} else := {"status": "fail", "why": "mismatched"} if {
	"mismatched" in kinds
} else := {"status": "fail", "why": "retracted"} if {
	"retracted" in kinds
} else := {"status": "not_applicable", "why": "not_looked_for"} if {
	is_array(input.findings)
	count(found) == 0
} else := {"status": "undetermined", "why": "not_judged"} if {
	is_array(input.findings)
	not all_judged
} else := {"status": "undetermined", "why": "unresolved"} if {
	"unresolved" in kinds
} else := {"status": "pass", "why": ""} if {
	is_array(input.findings)
	all_judged
}

found contains finding if {
	some finding in input.findings
	finding.check == "citations"
}

kinds contains finding.kind if {
	some finding in found
}

all_judged if {
	every finding in found {
		finding.status == "judged"
	}
}
