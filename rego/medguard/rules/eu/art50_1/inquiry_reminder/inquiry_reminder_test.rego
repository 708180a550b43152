package medguard.rules.eu.art50_1.inquiry_reminder_test

import data.medguard.rules.eu.art50_1.inquiry_reminder as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

anybody := {"professional_only": false, "trained_health_professionals": false, "vulnerable_foreseeable": false}

clinicians := {"professional_only": true, "trained_health_professionals": true, "vulnerable_foreseeable": false}

ward := {"audience": clinicians, "obvious_rationale_ref": "QM-2026-07"}

notice := [{"kind": "interaction", "place": "start"}]

talk(deployment, request, disclosures) := {
	"operator": {"roles": ["provider"]},
	"deployment": object.union(
		{"jurisdictions": ["EU"], "interacts_directly": true, "audience": anybody, "health_advice": true},
		deployment,
	),
	"request": object.union({"asks_if_ai": false, "turns_since_notice": 3, "disclosures": notice}, request),
	"reply": {"for_people": true, "disclosures": disclosures},
}

vulnerable := {"audience": object.union(anybody, {"vulnerable_foreseeable": true}), "health_advice": false}

cases := [
	{"note": "nobody asks, told a moment ago", "input": talk({}, {}, []), "want": pass},
	{"note": "asked and answered", "input": talk({}, {"asks_if_ai": true}, notice), "want": pass},
	{"note": "asked, but only told earlier", "input": talk({}, {"asks_if_ai": true}, []), "want": fail("asked")},
	{
		"note": "asked, and the answer hides it in a link",
		"input": talk({}, {"asks_if_ai": true}, [{"kind": "interaction", "place": "link"}]),
		"want": fail("asked"),
	},
	{
		"note": "asked, and another notice is shown",
		"input": talk({}, {"asks_if_ai": true}, [{"kind": "principal", "place": "start"}]),
		"want": fail("asked"),
	},
	{"note": "a clinician asks", "input": talk(ward, {"asks_if_ai": true}, []), "want": fail("asked")},
	{"note": "asked where the context is not known", "input": talk({"health_advice": null}, {"asks_if_ai": true}, []), "want": fail("asked")},
	{"note": "nine replies since", "input": talk({}, {"turns_since_notice": 9}, []), "want": pass},
	{"note": "ten replies since", "input": talk({}, {"turns_since_notice": 10}, []), "want": fail("reminder_due")},
	{"note": "twenty replies of health advice", "input": talk({}, {"turns_since_notice": 20}, []), "want": fail("reminder_due")},
	{"note": "ten replies since, reminded now", "input": talk({}, {"turns_since_notice": 10}, notice), "want": pass},
	{
		"note": "ten replies since, and nobody knows whether they ask",
		"input": talk({}, {"turns_since_notice": 10, "asks_if_ai": null}, []),
		"want": fail("reminder_due"),
	},
	{"note": "vulnerable people", "input": talk(vulnerable, {"turns_since_notice": 10}, []), "want": fail("reminder_due")},
	{
		"note": "a companion",
		"input": talk({"health_advice": false, "companion_mode": true}, {"turns_since_notice": 10}, []),
		"want": fail("reminder_due"),
	},
	{
		"note": "parking and visiting hours",
		"input": talk({"health_advice": false}, {"turns_since_notice": 40}, []),
		"want": pass,
	},
	{"note": "clinicians for whom it is obvious", "input": talk(ward, {"turns_since_notice": 40}, []), "want": pass},
	{"note": "the house has its own figure", "input": talk({"reminder_turns": 4}, {"turns_since_notice": 4}, []), "want": fail("reminder_due")},
	{"note": "below the house's own figure", "input": talk({"reminder_turns": 4}, {"turns_since_notice": 3}, []), "want": pass},
	{"note": "a house figure of none", "input": talk({"reminder_turns": 0}, {"turns_since_notice": 3}, []), "want": pass},
	{
		"note": "a house figure in words",
		"input": talk({"reminder_turns": "often"}, {"turns_since_notice": 10}, []),
		"want": fail("reminder_due"),
	},
	{"note": "whether they ask is not known", "input": talk({}, {"asks_if_ai": null}, []), "want": undetermined("question_unknown")},
	{"note": "how long ago is not known", "input": talk({}, {"turns_since_notice": null}, []), "want": undetermined("context_unknown")},
	{"note": "how long ago in words", "input": talk({}, {"turns_since_notice": "3"}, []), "want": undetermined("context_unknown")},
	{
		"note": "how long ago is not known, and reminders are not due",
		"input": talk({"health_advice": false}, {"turns_since_notice": null}, []),
		"want": pass,
	},
	{
		"note": "health advice or not is not known",
		"input": talk({"health_advice": null}, {"turns_since_notice": 10}, []),
		"want": undetermined("context_unknown"),
	},
	{
		"note": "vulnerable people or not is not known",
		"input": talk({"health_advice": false, "audience": {"vulnerable_foreseeable": null}}, {"turns_since_notice": 10}, []),
		"want": undetermined("context_unknown"),
	},
	{"note": "the context is not known, told a moment ago", "input": talk({"health_advice": null}, {}, []), "want": pass},
	{
		"note": "a companion, how long ago is not known",
		"input": talk({"health_advice": false, "companion_mode": true}, {"turns_since_notice": null}, []),
		"want": undetermined("context_unknown"),
	},
	{
		"note": "a clinician reviews and sends",
		"input": talk({"interacts_directly": false}, {"asks_if_ai": true}, []),
		"want": not_applicable("no_direct_interaction"),
	},
	{"note": "outside the Union", "input": talk({"jurisdictions": ["CN"]}, {"asks_if_ai": true}, []), "want": not_applicable("outside_eu")},
	{
		"note": "a deployer only",
		"input": object.union(talk({}, {"asks_if_ai": true}, []), {"operator": {"roles": ["deployer"]}}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "the request was not measured",
		"input": object.union(talk({}, {}, []), {"request": null}),
		"want": undetermined("question_unknown"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
