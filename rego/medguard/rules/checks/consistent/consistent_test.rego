package medguard.rules.checks.consistent_test

import data.medguard.rules.checks.consistent as rule

pass := {"status": "pass", "why": ""}

differ := {"status": "fail", "why": "answers_differ"}

once := {"status": "not_applicable", "why": "not_asked_again"}

unjudged := {"status": "undetermined", "why": "consistency_unjudged"}

found(kind, detail) := {"check": "consistency", "status": "judged", "kind": kind, "detail": detail}

off := {"status": "not_applicable", "why": "not_looked_for"}

crashed := {"check": "consistency", "status": "unjudged", "kind": "", "detail": "UpstreamError"}

cases := [
	{"note": "all answers agree", "input": {"findings": [found("consistent", "")]}, "want": pass},
	{"note": "another dose", "input": {"findings": [found("answers_differ", "dose")]}, "want": differ},
	{
		"note": "another dose, though the drug agrees",
		"input": {"findings": [found("consistent", ""), found("answers_differ", "dose")]},
		"want": differ,
	},
	{"note": "they differ, and one could not be had", "input": {"findings": [crashed, found("answers_differ", "drug")]}, "want": differ},
	{"note": "not asked again", "input": {"findings": [found("", "not_asked_again")]}, "want": once},
	{"note": "an answer could not be had", "input": {"findings": [crashed]}, "want": unjudged},
	{"note": "agreed and crashed", "input": {"findings": [found("consistent", ""), crashed]}, "want": unjudged},
	{"note": "not asked again and crashed", "input": {"findings": [found("", "not_asked_again"), crashed]}, "want": unjudged},
	{
		"note": "nothing to report says nothing about agreement",
		"input": {"findings": [found("", "")]},
		"want": unjudged,
	},
	{"note": "a kind nobody has heard of", "input": {"findings": [found("alike", "not_asked_again")]}, "want": unjudged},
	{
		"note": "another check's word",
		"input": {"findings": [{"check": "leaks", "status": "judged", "kind": "consistent", "detail": ""}]},
		"want": off,
	},
	{"note": "no finding: the check is off", "input": {"findings": []}, "want": off},
	{"note": "findings that are no list", "input": {"findings": {}}, "want": unjudged},
	{"note": "nothing is known", "input": {}, "want": unjudged},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
