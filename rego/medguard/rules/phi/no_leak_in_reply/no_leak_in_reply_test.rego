package medguard.rules.phi.no_leak_in_reply_test

import data.medguard.rules.phi.no_leak_in_reply as rule

pass := {"status": "pass", "why": ""}

perhaps := {"status": "pass", "why": "possible_identifiers"}

leak := {"status": "fail", "why": "identifier_not_sent"}

unjudged := {"status": "undetermined", "why": "leaks_unjudged"}

unknown_kind := {"status": "undetermined", "why": "unknown_identifier_kind"}

clear := {"check": "leaks", "status": "judged", "kind": "", "detail": ""}

crashed := {"check": "leaks", "status": "unjudged", "kind": "", "detail": "timeout"}

seen(kind) := {"check": "leaks", "status": "judged", "kind": "identifier_not_sent", "detail": kind}

found(kind) := {"findings": [seen(kind)]}

public(kind) := {"check": "leaks", "status": "judged", "kind": "public", "detail": kind}

cases := [
	{"note": "nothing found", "input": {"findings": [clear]}, "want": pass},
	{
		"note": "something else found",
		"input": {"findings": [{"check": "leaks", "status": "judged", "kind": "unknown_stand_in", "detail": "PHONE"}]},
		"want": pass,
	},
	{"note": "an account number", "input": found("ACCOUNT"), "want": leak},
	{"note": "a device number", "input": found("DEVICE"), "want": leak},
	{"note": "an e-mail address", "input": found("EMAIL"), "want": leak},
	{"note": "a fax number", "input": found("FAX"), "want": leak},
	{"note": "a health plan number", "input": found("HEALTH_PLAN"), "want": leak},
	{"note": "an identity card", "input": found("ID_CARD"), "want": leak},
	{"note": "an IP address", "input": found("IP"), "want": leak},
	{"note": "a licence", "input": found("LICENSE"), "want": leak},
	{"note": "a record number", "input": found("MRN"), "want": leak},
	{"note": "another unique number", "input": found("OTHER_ID"), "want": leak},
	{"note": "a passport", "input": found("PASSPORT"), "want": leak},
	{"note": "a telephone", "input": found("PHONE"), "want": leak},
	{"note": "a social security number", "input": found("SSN"), "want": leak},
	{"note": "a number plate", "input": found("VEHICLE"), "want": leak},
	{"note": "a WeChat id", "input": found("WECHAT"), "want": leak},
	{"note": "an author", "input": found("NAME"), "want": perhaps},
	{"note": "a year", "input": found("DATE"), "want": perhaps},
	{"note": "a town", "input": found("LOCATION"), "want": perhaps},
	{"note": "a hospital", "input": found("ORG"), "want": perhaps},
	{"note": "a web page", "input": found("URL"), "want": perhaps},
	{"note": "a great age", "input": found("AGE90"), "want": perhaps},
	{"note": "a name and a telephone", "input": {"findings": [seen("NAME"), seen("PHONE")]}, "want": leak},
	{"note": "a cited author", "input": {"findings": [public("NAME")]}, "want": pass},
	{"note": "a body that writes guidelines", "input": {"findings": [public("ORG")]}, "want": pass},
	{"note": "a cited author and a telephone", "input": {"findings": [public("NAME"), seen("PHONE")]}, "want": leak},
	{"note": "a cited author and a name", "input": {"findings": [public("NAME"), seen("NAME")]}, "want": perhaps},
	{"note": "a cited author, then a crash", "input": {"findings": [public("NAME"), crashed]}, "want": unjudged},
	{"note": "a kind nobody has heard of", "input": found("SHOE_SIZE"), "want": unknown_kind},
	{"note": "a name and an unknown kind", "input": {"findings": [seen("NAME"), seen("")]}, "want": unknown_kind},
	{"note": "the check crashed", "input": {"findings": [crashed]}, "want": unjudged},
	{"note": "the check crashed half-way", "input": {"findings": [clear, crashed]}, "want": unjudged},
	{"note": "a leak seen before the crash", "input": {"findings": [seen("PHONE"), crashed]}, "want": leak},
	{"note": "the check did not run", "input": {"findings": []}, "want": unjudged},
	{
		"note": "only another check ran",
		"input": {"findings": [{"check": "citations", "status": "judged", "kind": "identifier_not_sent", "detail": "PHONE"}]},
		"want": unjudged,
	},
	{"note": "nothing is known", "input": {}, "want": unjudged},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
