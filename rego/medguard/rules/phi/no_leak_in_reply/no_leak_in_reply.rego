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
#   law: House rule of medguard
#   law_en: House rule of medguard
#   article: "cf. 45 CFR 164.514(b)(2); 《中华人民共和国个人信息保护法》第五十一条"
#   strength: house
#   verified: true
#   effective_from: null
#   default_level: deny
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
