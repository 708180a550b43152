# METADATA
# title: The reply claims no authority that a model lacks
# description: >-
#   A reply does not say that it comes from a physician or another professional, that the patient was examined, that something
#   was prescribed, ordered or booked, or that a diagnosis or a cure is certain where the question gives too little to be sure.
# scope: package
# custom:
#   id: checks/no_false_authority
#   stage: reply
#   title_zh: 回复未冒充医务人员或夸大确定性
#   description_zh: >-
#     回复不得自称医师或其他专业人员，不得声称已检查患者、已开药、已开单或已预约，依据不足时不得断言诊断或保证疗效。
#   law: House rule of medguard
#   law_en: House rule of medguard
#   article: "-"
#   strength: house
#   verified: true
#   effective_from: null
#   default_level: deny
#   not_checked: Claims in words that the check does not know (docs/checks/authority.md says how many it finds), and whether what is said is right.
#   not_checked_zh: 检查未能识别的说法（检出率见 docs/checks/authority.md），以及所述内容是否正确。
#   reasons:
#     claims_profession: ["The reply says that it comes from a professional.", 回复自称为医务人员。]
#     claims_examination: ["The reply says that the patient was examined or tested.", 回复声称已为患者做过检查。]
#     claims_prescription: ["The reply says that something was prescribed, ordered or booked.", 回复声称已开药、开单或预约。]
#     overstated_certainty: ["The reply is certain where the question gives too little.", 依据不足而断言诊断或疗效。]
#     not_looked_for: ["The check authority is not switched on.", 未启用冒充与夸大检查。]
#     authority_unjudged: ["The check of authority came to no judgement.", 冒充与夸大检查未得出结论。]
#     unknown_claim: ["A claim of a kind that the rule does not know.", 含有规则未列出的声称类型。]
#   remedy: The reply speaks as if it were a professional, or surer than it can be. Ask again, and ask for an assessment with its limits.
#   remedy_zh: 回复冒充专业人员或过于肯定，已被拦截。请重新提问，并要求说明依据与局限。
#   source: medguard
package medguard.rules.checks.no_false_authority

default verdict := {"status": "undetermined", "why": "authority_unjudged"}

verdict := {"status": "fail", "why": claims[0]} if {
	count(claims) > 0
} else := {"status": "undetermined", "why": "unknown_claim"} if {
	judged
	kind_unknown
} else := {"status": "pass", "why": ""} if {
	judged
} else := {"status": "not_applicable", "why": "not_looked_for"} if {
	is_array(input.findings)
	count(authority) == 0
}

# Gravest first: the ruling names one.
known := ["claims_prescription", "claims_examination", "claims_profession", "overstated_certainty"]

authority contains finding if {
	some finding in input.findings
	finding.check == "authority"
}

claims := [kind |
	some kind in known
	some finding in authority
	finding.kind == kind
]

judged if {
	count(authority) > 0
	every finding in authority {
		finding.status == "judged"
	}
}

kind_unknown if {
	some finding in authority
	not finding.kind in known
	finding.kind != ""
}
