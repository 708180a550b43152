package medguard.rules.checks.citations_verified_test

import data.medguard.rules.checks.citations_verified as rule

pass := {"status": "pass", "why": ""}

off := {"status": "not_applicable", "why": "not_looked_for"}

unjudged := {"status": "undetermined", "why": "not_judged"}

unresolved := {"status": "undetermined", "why": "unresolved"}

unknown := {"status": "undetermined", "why": "checks_unknown"}

fail(why) := {"status": "fail", "why": why}

seen(kind) := {"check": "citations", "status": "judged", "kind": kind, "detail": "no_such_work"}

crashed := {"check": "citations", "status": "unjudged", "kind": "", "detail": "out_of_time"}

cases := [
	{"note": "no reference", "input": {"findings": [seen("")]}, "want": pass},
	{"note": "verified", "input": {"findings": [seen("verified"), seen("verified")]}, "want": pass},
	{"note": "corrected or of concern", "input": {"findings": [seen("corrected"), seen("concern")]}, "want": pass},
	{"note": "uncited and unsupported are told, not forbidden", "input": {"findings": [seen("uncited"), seen("unsupported")]}, "want": pass},
	{"note": "fabricated", "input": {"findings": [seen("verified"), seen("fabricated")]}, "want": fail("fabricated")},
	{"note": "mismatched", "input": {"findings": [seen("mismatched"), seen("unresolved")]}, "want": fail("mismatched")},
	{"note": "retracted", "input": {"findings": [seen("unresolved"), seen("retracted")]}, "want": fail("retracted")},
	{
		"note": "the worst is told",
		"input": {"findings": [seen("retracted"), seen("mismatched"), seen("fabricated")]},
		"want": fail("fabricated"),
	},
	{
		"note": "of another work before retracted",
		"input": {"findings": [seen("retracted"), seen("mismatched")]},
		"want": fail("mismatched"),
	},
	{"note": "unresolved", "input": {"findings": [seen("verified"), seen("unresolved")]}, "want": unresolved},
	{"note": "crashed", "input": {"findings": [crashed]}, "want": unjudged},
	{"note": "unresolved, and the rest not judged", "input": {"findings": [seen("unresolved"), crashed]}, "want": unjudged},
	{"note": "fabricated, and the rest not judged", "input": {"findings": [crashed, seen("fabricated")]}, "want": fail("fabricated")},
	{
		"note": "a finding without a status",
		"input": {"findings": [{"check": "citations", "kind": "verified"}]},
		"want": unjudged,
	},
	{
		"note": "another check's word",
		"input": {"findings": [{"check": "leaks", "status": "judged", "kind": "fabricated"}]},
		"want": off,
	},
	{"note": "not switched on", "input": {"findings": []}, "want": off},
	{"note": "findings unknown", "input": {}, "want": unknown},
	{"note": "findings are no list", "input": {"findings": {"check": "citations"}}, "want": unknown},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
