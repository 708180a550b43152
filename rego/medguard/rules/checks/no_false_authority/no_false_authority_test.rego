package medguard.rules.checks.no_false_authority_test

import data.medguard.rules.checks.no_false_authority as rule

pass := {"status": "pass", "why": ""}

unjudged := {"status": "undetermined", "why": "authority_unjudged"}

fails(why) := {"status": "fail", "why": why}

off := {"status": "not_applicable", "why": "not_looked_for"}

found(kind) := {"check": "authority", "status": "judged", "kind": kind, "detail": ""}

crashed := {"check": "authority", "status": "unjudged", "kind": "", "detail": "timeout"}

of_leaks := {"check": "leaks", "status": "judged", "kind": "claims_profession", "detail": ""}

cases := [
	{"note": "nothing is claimed", "input": {"findings": [found("")]}, "want": pass},
	{"note": "another check may say what it likes", "input": {"findings": [found(""), of_leaks]}, "want": pass},
	{"note": "a profession", "input": {"findings": [found("claims_profession")]}, "want": fails("claims_profession")},
	{"note": "an examination", "input": {"findings": [found("claims_examination")]}, "want": fails("claims_examination")},
	{"note": "a prescription", "input": {"findings": [found("claims_prescription")]}, "want": fails("claims_prescription")},
	{"note": "certainty", "input": {"findings": [found("overstated_certainty")]}, "want": fails("overstated_certainty")},
	{
		"note": "of several the gravest is named",
		"input": {"findings": [found("claims_profession"), found("claims_prescription")]},
		"want": fails("claims_prescription"),
	},
	{
		"note": "a claim, and a place where it crashed",
		"input": {"findings": [crashed, found("claims_examination")]},
		"want": fails("claims_examination"),
	},
	{
		"note": "a kind nobody has heard of",
		"input": {"findings": [found("claims_sainthood")]},
		"want": {"status": "undetermined", "why": "unknown_claim"},
	},
	{"note": "it crashed", "input": {"findings": [crashed]}, "want": unjudged},
	{"note": "judged and crashed", "input": {"findings": [found(""), crashed]}, "want": unjudged},
	{"note": "crashed on a kind nobody has heard of", "input": {"findings": [crashed, found("claims_sainthood")]}, "want": unjudged},
	{"note": "only other checks ran", "input": {"findings": [of_leaks]}, "want": off},
	{"note": "no finding: the check is off", "input": {"findings": []}, "want": off},
	{"note": "findings that are no list", "input": {"findings": {}}, "want": unjudged},
	{"note": "nothing is known", "input": {}, "want": unjudged},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
