# METADATA
# title: The reply names nobody who was not in the question
# description: >-
#   A model may repeat somebody from its training. A number or address that was never sent stops the reply; a name, a date
#   or a place alone does not, because models rightly cite authors, hospitals and years.
# scope: package
# custom:
#   id: phi/no_leak_in_reply
#   stage: reply
#   title_zh: 回复不得泄露他人身份标识
#   description_zh: >-
#     模型可能复述训练数据中的他人信息。回复含有请求中未出现过的号码或地址的，予以拦截；仅有姓名、日期或地名的不拦截，因为模型会正当引用作者、医院和年份。
#   law: House rule of medguard
#   law_en: House rule of medguard
#   article: "cf. 45 CFR 164.514(b)(2); 《中华人民共和国个人信息保护法》第五十一条"
#   strength: house
#   verified: true
#   effective_from: null
#   default_level: deny
#   not_checked: Names, dates and places alone.
#   not_checked_zh: 仅有姓名、日期或地名的情形。
#   reasons:
#     identifier_not_sent: ["The reply holds an identifier that was not in the question.", 回复含有问题中没有的身份标识。]
#     leaks_unjudged: ["The check for leaks came to no judgement.", 泄露检查未得出结论。]
#     possible_identifiers: ["Names, dates or places that were not in the question.", 含有问题中没有的姓名、日期或地名。]
#     unknown_identifier_kind: ["An identifier of a kind that the rule does not know.", 含有规则未列出的身份标识类型。]
#   remedy: The reply was withheld. Ask again; if it happens often, tell whoever runs the model.
#   remedy_zh: 回复已被拦截。请重新提问；如多次出现，请联系模型运营方。
#   source: medguard; the list of identifiers follows 45 CFR 164.514(b)(2)(i)
package medguard.rules.phi.no_leak_in_reply

# Kinds that point to one person beyond doubt.
certain := {
	"ACCOUNT",
	"DEVICE",
	"EMAIL",
	"FAX",
	"HEALTH_PLAN",
	"ID_CARD",
	"IP",
	"LICENSE",
	"MRN",
	"OTHER_ID",
	"PASSPORT",
	"PHONE",
	"SSN",
	"VEHICLE",
	"WECHAT",
}

# Kinds that also occur in honest medical prose. A kind in neither list is undetermined.
possible := {"AGE90", "DATE", "LOCATION", "NAME", "ORG", "URL"}

default verdict := {"status": "undetermined", "why": "leaks_unjudged"}

verdict := {"status": "fail", "why": "identifier_not_sent"} if {
	someone_named
} else := {"status": "undetermined", "why": "unknown_identifier_kind"} if {
	judged
	kind_unknown
} else := {"status": "pass", "why": "possible_identifiers"} if {
	judged
	someone_perhaps
} else := {"status": "pass", "why": ""} if {
	judged
}

leaks contains finding if {
	some finding in input.findings
	finding.check == "leaks"
}

# The kinds of identifier that the reply holds and the question did not.
kinds contains finding.detail if {
	some finding in leaks
	finding.kind == "identifier_not_sent"
}

judged if {
	count(leaks) > 0
	every finding in leaks {
		finding.status == "judged"
	}
}

someone_named if {
	some kind in kinds
	kind in certain
}

someone_perhaps if {
	some kind in kinds
	kind in possible
}

kind_unknown if {
	some kind in kinds
	not kind in certain
	not kind in possible
}
