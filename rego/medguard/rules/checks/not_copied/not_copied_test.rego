package medguard.rules.checks.not_copied_test

import data.medguard.rules.checks.not_copied as rule

pass := {"status": "pass", "why": ""}

off := {"status": "not_applicable", "why": "not_looked_for"}

unjudged := {"status": "undetermined", "why": "not_judged"}

unknown := {"status": "undetermined", "why": "checks_unknown"}

fail(why) := {"status": "fail", "why": why}

seen(kind) := {"check": "plagiarism", "status": "judged", "kind": kind, "detail": "near_copy"}

crashed := {"check": "plagiarism", "status": "unjudged", "kind": "", "detail": "LibraryError"}

cases := [
	{"note": "nothing seen", "input": {"findings": [seen("")]}, "want": pass},
	{"note": "quoted", "input": {"findings": [seen("quoted"), seen("cited")]}, "want": pass},
	{"note": "the user's own words", "input": {"findings": [seen("echoed")]}, "want": pass},
	{"note": "copied", "input": {"findings": [seen("quoted"), seen("copied")]}, "want": fail("copied")},
	{"note": "reworded", "input": {"findings": [seen("paraphrased")]}, "want": fail("paraphrased")},
	{"note": "from the request", "input": {"findings": [seen("context_not_named")]}, "want": fail("context_not_named")},
	{
		"note": "the worst is told",
		"input": {"findings": [seen("paraphrased"), seen("context_not_named"), seen("copied")]},
		"want": fail("copied"),
	},
	{
		"note": "from the request before reworded",
		"input": {"findings": [seen("paraphrased"), seen("context_not_named")]},
		"want": fail("context_not_named"),
	},
	{"note": "copied, and the rest not judged", "input": {"findings": [crashed, seen("copied")]}, "want": fail("copied")},
	{"note": "crashed", "input": {"findings": [crashed]}, "want": unjudged},
	{"note": "judged and crashed", "input": {"findings": [seen(""), crashed]}, "want": unjudged},
	{
		"note": "a finding without a status",
		"input": {"findings": [{"check": "plagiarism", "kind": ""}]},
		"want": unjudged,
	},
	{
		"note": "another check's word is not ours",
		"input": {"findings": [{"check": "leaks", "status": "judged", "kind": "copied"}]},
		"want": off,
	},
	{"note": "not switched on", "input": {"findings": []}, "want": off},
	{"note": "findings unknown", "input": {}, "want": unknown},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
