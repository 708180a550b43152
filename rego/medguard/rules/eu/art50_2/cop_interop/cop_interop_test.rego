package medguard.rules.eu.art50_2.cop_interop_test

import data.medguard.rules.eu.art50_2.cop_interop as rule

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

runs(signed, interoperable) := {
	"operator": {"roles": ["provider"]},
	"deployment": {"jurisdictions": ["EU"], "cop_signatory": signed, "detection_interoperable": interoperable},
}

cases := [
	{"note": "signed and interoperable", "input": runs(true, true), "want": {"status": "pass", "why": ""}},
	{"note": "signed and not interoperable", "input": runs(true, false), "want": {"status": "fail", "why": "not_interoperable"}},
	{"note": "signed, the rest is not known", "input": runs(true, null), "want": undetermined("facts_missing")},
	{"note": "not signed", "input": runs(false, false), "want": not_applicable("no_signatory")},
	{"note": "signed or not is not known", "input": runs(null, false), "want": undetermined("signing_unknown")},
	{"note": "interoperable, whoever signed", "input": runs(null, true), "want": {"status": "pass", "why": ""}},
	{
		"note": "a deployer only",
		"input": object.union(runs(true, false), {"operator": {"roles": ["deployer"]}}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "outside the Union",
		"input": object.union(runs(true, false), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
