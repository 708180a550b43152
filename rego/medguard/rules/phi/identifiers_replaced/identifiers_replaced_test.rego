package medguard.rules.phi.identifiers_replaced_test

import data.medguard.rules.phi.identifiers_replaced as rule

pass := {"status": "pass", "why": ""}

remaining := {"status": "fail", "why": "remaining_identifiers"}

unknown := {"status": "undetermined", "why": "identifiers_not_measured"}

cases := [
	{
		"note": "all five were replaced",
		"input": {"request": {"identifiers": {"found": 5, "replaced": 5, "remaining": 0}}},
		"want": pass,
	},
	{
		"note": "nothing was there",
		"input": {"request": {"identifiers": {"found": 0, "replaced": 0, "remaining": 0}}},
		"want": pass,
	},
	{
		"note": "one was left behind",
		"input": {"request": {"identifiers": {"found": 5, "replaced": 4, "remaining": 1}}},
		"want": remaining,
	},
	{
		"note": "a count that cannot be is no pass",
		"input": {"request": {"identifiers": {"remaining": -1}}},
		"want": remaining,
	},
	{"note": "nobody looked", "input": {"request": {"identifiers": null}}, "want": unknown},
	{"note": "a count of null", "input": {"request": {"identifiers": {"remaining": null}}}, "want": unknown},
	{"note": "a count in words", "input": {"request": {"identifiers": {"remaining": "none"}}}, "want": unknown},
	{"note": "nothing is known", "input": {}, "want": unknown},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
