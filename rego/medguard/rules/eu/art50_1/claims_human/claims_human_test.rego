package medguard.rules.eu.art50_1.claims_human_test

import data.medguard.rules.eu.art50_1.claims_human as rule

pass := {"status": "pass", "why": ""}

claims := {"status": "fail", "why": "claims_to_be_human"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

said(deployment, human) := {
	"operator": {"roles": ["provider", "deployer"]},
	"deployment": object.union({"jurisdictions": ["EU"], "interacts_directly": true}, deployment),
	"reply": {"for_people": true, "claims_to_be_human": human},
}

clinicians := {"professional_only": true, "trained_health_professionals": true, "vulnerable_foreseeable": false}

cases := [
	{"note": "an answer that claims nothing", "input": said({}, false), "want": pass},
	{"note": "I am a human nurse", "input": said({}, true), "want": claims},
	{
		"note": "to clinicians for whom it would be obvious",
		"input": said({"audience": clinicians, "obvious_rationale_ref": "QM-2026-07"}, true),
		"want": claims,
	},
	{
		"note": "though a banner says the truth",
		"input": said({"notices": [{"kind": "interaction", "place": "banner"}]}, true),
		"want": claims,
	},
	{
		"note": "a draft that a clinician sends",
		"input": said({"interacts_directly": false}, true),
		"want": not_applicable("no_direct_interaction"),
	},
	{
		"note": "authorised against criminal offences",
		"input": said({"authorised_against_crime": true, "public_reports_crime": false}, true),
		"want": not_applicable("authorised_against_crime"),
	},
	{
		"note": "authorised, but open to the public",
		"input": said({"authorised_against_crime": true, "public_reports_crime": true}, true),
		"want": claims,
	},
	{
		"note": "a bare tool call",
		"input": object.union(said({}, true), {"reply": {"for_people": false, "claims_to_be_human": true}}),
		"want": not_applicable("not_for_people"),
	},
	{"note": "outside the Union", "input": said({"jurisdictions": ["US"]}, true), "want": not_applicable("outside_eu")},
	{
		"note": "a deployer only",
		"input": object.union(said({}, true), {"operator": {"roles": ["deployer"]}}),
		"want": not_applicable("other_role"),
	},
	{"note": "who interacts is not known", "input": said({"interacts_directly": null}, true), "want": undetermined("interaction_unknown")},
	{"note": "what it claims was not measured", "input": said({}, null), "want": undetermined("reply_not_measured")},
	{"note": "a word where yes or no belongs", "input": said({}, "no"), "want": undetermined("reply_not_measured")},
	{
		"note": "the reply was not measured",
		"input": object.union(said({}, true), {"reply": null}),
		"want": undetermined("reply_not_measured"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
