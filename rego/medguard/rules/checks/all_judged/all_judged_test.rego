package medguard.rules.checks.all_judged_test

import data.medguard.rules.checks.all_judged as rule

pass := {"status": "pass", "why": ""}

missing := {"status": "fail", "why": "check_missing"}

unjudged := {"status": "fail", "why": "check_unjudged"}

unknown := {"status": "undetermined", "why": "checks_unknown"}

judged(check) := {"check": check, "status": "judged", "kind": "", "detail": ""}

crashed(check) := {"check": check, "status": "unjudged", "kind": "", "detail": "timeout"}

both := ["leaks", "citations"]

cases := [
	{"note": "both judged", "input": {"checks": both, "findings": [judged("leaks"), judged("citations")]}, "want": pass},
	{
		"note": "one judged twice",
		"input": {"checks": ["leaks"], "findings": [judged("leaks"), judged("leaks")]},
		"want": pass,
	},
	{
		"note": "a check nobody asked for may crash",
		"input": {"checks": ["leaks"], "findings": [judged("leaks"), crashed("extra")]},
		"want": pass,
	},
	{
		"note": "one crashed",
		"input": {"checks": both, "findings": [judged("leaks"), crashed("citations")]},
		"want": unjudged,
	},
	{
		"note": "one judged and crashed",
		"input": {"checks": ["leaks"], "findings": [judged("leaks"), crashed("leaks")]},
		"want": unjudged,
	},
	{
		"note": "a status nobody has heard of",
		"input": {"checks": ["leaks"], "findings": [{"check": "leaks", "status": "fine"}]},
		"want": unjudged,
	},
	{"note": "a finding without a status", "input": {"checks": ["leaks"], "findings": [{"check": "leaks"}]}, "want": unjudged},
	{"note": "one is missing", "input": {"checks": both, "findings": [judged("leaks")]}, "want": missing},
	{"note": "all are missing", "input": {"checks": both, "findings": []}, "want": missing},
	{
		"note": "no check is asked for",
		"input": {"checks": [], "findings": []},
		"want": {"status": "not_applicable", "why": "no_checks"},
	},
	{"note": "checks unknown", "input": {"findings": [judged("leaks")]}, "want": unknown},
	{"note": "findings unknown", "input": {"checks": ["leaks"]}, "want": unknown},
	{"note": "nothing asked, findings unknown", "input": {"checks": []}, "want": unknown},
	{"note": "nothing is known", "input": {}, "want": unknown},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
