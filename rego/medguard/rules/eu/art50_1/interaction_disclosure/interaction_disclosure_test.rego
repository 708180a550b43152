package medguard.rules.eu.art50_1.interaction_disclosure_test

import data.medguard.rules.eu.art50_1.interaction_disclosure as rule

pass := {"status": "pass", "why": ""}

not_disclosed := {"status": "fail", "why": "not_disclosed"}

obvious := {"status": "not_applicable", "why": "obvious"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

patients := {"professional_only": false, "trained_health_professionals": false, "vulnerable_foreseeable": true}

clinicians := {"professional_only": true, "trained_health_professionals": true, "vulnerable_foreseeable": false}

chat := {
	"jurisdictions": ["EU"],
	"interacts_directly": true,
	"audience": patients,
	"obvious_rationale_ref": null,
}

ward := {
	"jurisdictions": ["EU"],
	"interacts_directly": true,
	"audience": clinicians,
	"obvious_rationale_ref": "QM-2026-07",
}

notice := [{"kind": "interaction", "place": "start"}]

terms := [{"kind": "terms_and_conditions", "place": "link"}]

first_answer := {"for_people": true, "disclosures": []}

operator := {"roles": ["provider", "deployer"]}

undisclosed(deployment) := asked(deployment, [], first_answer)

asked(deployment, earlier, reply) := {
	"operator": operator,
	"deployment": deployment,
	"request": {"disclosures": earlier},
	"reply": reply,
}

# object.union is not recursive in every engine: only flat objects here.
but(deployment, change) := undisclosed(object.union(deployment, change))

among(change) := but(ward, {"audience": object.union(clinicians, change)})

cases := [
	{
		"note": "the notice stands in this reply",
		"input": asked(chat, [], {"for_people": true, "disclosures": notice}),
		"want": pass,
	},
	{
		"note": "the notice was shown in an earlier turn",
		"input": asked(chat, notice, first_answer),
		"want": pass,
	},
	{"note": "a patient chat without a notice", "input": undisclosed(chat), "want": not_disclosed},
	{
		"note": "only the terms mention it",
		"input": asked(chat, terms, {"for_people": true, "disclosures": terms}),
		"want": not_disclosed,
	},
	{
		"note": "an interaction notice, but in the terms",
		"input": asked(chat, [{"kind": "interaction", "place": "terms"}], first_answer),
		"want": not_disclosed,
	},
	{
		"note": "an interaction notice, but nobody knows where",
		"input": asked(chat, [], {"for_people": true, "disclosures": [{"kind": "interaction"}]}),
		"want": not_disclosed,
	},
	{
		"note": "another notice",
		"input": asked(chat, [{"kind": "principal", "place": "start"}], first_answer),
		"want": not_disclosed,
	},
	{
		"note": "a banner that stands above the chat",
		"input": but(chat, {"notices": [{"kind": "interaction", "place": "banner"}]}),
		"want": pass,
	},
	{
		"note": "a page of the site that nobody meets",
		"input": but(chat, {"notices": [{"kind": "interaction", "place": "link"}]}),
		"want": not_disclosed,
	},
	{
		"note": "authorised against criminal offences",
		"input": but(chat, {"authorised_against_crime": true, "public_reports_crime": false}),
		"want": not_applicable("authorised_against_crime"),
	},
	{
		"note": "authorised, but the public reports offences to it",
		"input": but(chat, {"authorised_against_crime": true, "public_reports_crime": true}),
		"want": not_disclosed,
	},
	{
		"note": "authorised, but who reports to it is not known",
		"input": but(chat, {"authorised_against_crime": true, "public_reports_crime": null}),
		"want": not_disclosed,
	},
	{
		"note": "nobody authorised it",
		"input": but(chat, {"authorised_against_crime": false, "public_reports_crime": false}),
		"want": not_disclosed,
	},
	{
		"note": "whether the reply is for people is not known",
		"input": asked(chat, notice, {"disclosures": notice}),
		"want": undetermined("reply_not_measured"),
	},
	{"note": "the EU among others", "input": but(chat, {"jurisdictions": ["CN", "EU"]}), "want": not_disclosed},
	{"note": "clinicians with a written reason", "input": undisclosed(ward), "want": obvious},
	{"note": "obvious, but also others may ask", "input": among({"professional_only": false}), "want": not_disclosed},
	{"note": "obvious, but not known who asks", "input": among({"professional_only": null}), "want": not_disclosed},
	{
		"note": "obvious, but not health professionals",
		"input": among({"trained_health_professionals": false}),
		"want": not_disclosed,
	},
	{
		"note": "obvious, but training not known",
		"input": among({"trained_health_professionals": null}),
		"want": not_disclosed,
	},
	{"note": "obvious, but vulnerable people", "input": among({"vulnerable_foreseeable": true}), "want": not_disclosed},
	{
		"note": "obvious, but vulnerable people not ruled out",
		"input": among({"vulnerable_foreseeable": null}),
		"want": not_disclosed,
	},
	{"note": "obvious, but nobody wrote down why", "input": but(ward, {"obvious_rationale_ref": null}), "want": not_disclosed},
	{"note": "obvious, but an empty reason", "input": but(ward, {"obvious_rationale_ref": " "}), "want": not_disclosed},
	{"note": "obvious, but a reason that is no text", "input": but(ward, {"obvious_rationale_ref": 7}), "want": not_disclosed},
	{"note": "outside the EU", "input": but(chat, {"jurisdictions": ["CN"]}), "want": not_applicable("outside_eu")},
	{
		"note": "a clinician reviews and sends",
		"input": but(chat, {"interacts_directly": false}),
		"want": not_applicable("no_direct_interaction"),
	},
	{
		"note": "a bare tool call",
		"input": asked(chat, [], {"for_people": false, "disclosures": []}),
		"want": not_applicable("not_for_people"),
	},
	{
		"note": "who interacts is not known",
		"input": but(chat, {"interacts_directly": null}),
		"want": undetermined("interaction_unknown"),
	},
	{
		"note": "a jurisdiction was not given",
		"input": but(chat, {"jurisdictions": []}),
		"want": undetermined("jurisdictions_unknown"),
	},
	{
		"note": "the reply was not measured",
		"input": asked(chat, [], null),
		"want": undetermined("reply_not_measured"),
	},
	{
		"note": "a deployer only: the provider owes it",
		"input": object.union(undisclosed(chat), {"operator": {"roles": ["deployer"]}}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "the role is not known",
		"input": object.union(undisclosed(chat), {"operator": {"roles": null}}),
		"want": undetermined("roles_unknown"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
