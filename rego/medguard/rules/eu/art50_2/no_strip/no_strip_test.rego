package medguard.rules.eu.art50_2.no_strip_test

import data.medguard.rules.eu.art50_2.no_strip as rule

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

gave(signed, lost) := {
	"operator": {"roles": ["provider"]},
	"deployment": {"jurisdictions": ["EU"], "cop_signatory": signed},
	"reply": {"upstream_marks_lost": lost},
}

cases := [
	{"note": "nothing was lost", "input": gave(true, false), "want": {"status": "pass", "why": ""}},
	{"note": "a C2PA manifest was lost", "input": gave(true, true), "want": {"status": "fail", "why": "mark_lost"}},
	{
		"note": "lost by somebody who has not signed",
		"input": gave(false, true),
		"want": {"status": "fail", "why": "mark_lost", "at_most": "warn"},
	},
	{
		"note": "lost, signed or not is not known",
		"input": gave(null, true),
		"want": {"status": "undetermined", "why": "signatory_unknown", "at_most": "require_human_review"},
	},
	{"note": "nothing was lost, whoever signed", "input": gave(null, false), "want": {"status": "pass", "why": ""}},
	{"note": "not measured", "input": gave(true, null), "want": undetermined("reply_not_measured")},
	{
		"note": "a deployer only",
		"input": object.union(gave(true, true), {"operator": {"roles": ["deployer"]}}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "outside the Union",
		"input": object.union(gave(true, true), {"deployment": {"jurisdictions": ["CN"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
