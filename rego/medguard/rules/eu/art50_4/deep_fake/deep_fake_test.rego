package medguard.rules.eu.art50_4.deep_fake_test

import data.medguard.rules.eu.art50_4.deep_fake as rule

pass := {"status": "pass", "why": ""}

undisclosed := {"status": "fail", "why": "deep_fake_undisclosed"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

all := {
	"resembles": true,
	"existing_subject": true,
	"appears_authentic": true,
	"audience_may_be_misled": true,
	"artistic": false,
}

shows(changes, reply, criteria) := object.union(
	{
		"operator": {"roles": ["deployer"]},
		"deployment": {"jurisdictions": ["EU"]},
		"reply": object.union({"modality": "video", "visible_label": false, "deep_fake": object.union(all, criteria)}, reply),
	},
	changes,
)

but(name, value) := shows({}, {}, {name: value})

cases := [
	{"note": "an avatar with a label from the start", "input": shows({}, {"visible_label": true}, {}), "want": pass},
	{"note": "a doctor's double without a label", "input": shows({}, {}, {}), "want": undisclosed},
	{
		"note": "a doctor's double with metadata only",
		"input": shows({}, {"marks": [{"layer": "metadata", "standard": "C2PA", "signed": true}]}, {}),
		"want": undisclosed,
	},
	{"note": "a cloned voice", "input": shows({}, {"modality": "audio"}, {}), "want": undisclosed},
	{"note": "a picture of a real ward", "input": shows({}, {"modality": "image"}, {}), "want": undisclosed},
	{"note": "a satire without a label", "input": but("artistic", true), "want": undisclosed},
	{"note": "a satire named in the credits", "input": shows({}, {"visible_label": true}, {"artistic": true}), "want": pass},
	{"note": "resembles nothing", "input": but("resembles", false), "want": not_applicable("no_deep_fake")},
	{"note": "resembles nobody who exists", "input": but("existing_subject", false), "want": not_applicable("no_deep_fake")},
	{"note": "a cartoon", "input": but("appears_authentic", false), "want": not_applicable("no_deep_fake")},
	{"note": "nobody can be misled", "input": but("audience_may_be_misled", false), "want": not_applicable("no_deep_fake")},
	{"note": "text", "input": shows({}, {"modality": "text"}, {}), "want": not_applicable("no_deep_fake")},
	{
		"note": "authorised against criminal offences",
		"input": shows({"deployment": {"authorised_against_crime": true}}, {}, {}),
		"want": not_applicable("authorised_against_crime"),
	},
	{"note": "one criterion not judged", "input": but("resembles", null), "want": undetermined("deep_fake_unknown")},
	{"note": "another not judged", "input": but("existing_subject", null), "want": undetermined("deep_fake_unknown")},
	{"note": "authentic or not is not judged", "input": but("appears_authentic", null), "want": undetermined("deep_fake_unknown")},
	{"note": "the audience not judged", "input": but("audience_may_be_misled", null), "want": undetermined("deep_fake_unknown")},
	{"note": "not judged, but labelled", "input": shows({}, {"visible_label": true}, {"resembles": null}), "want": pass},
	{"note": "nobody looked for a label", "input": shows({}, {"visible_label": null}, {}), "want": undetermined("reply_not_measured")},
	{
		"note": "the modality is not known",
		"input": shows({}, {"modality": null, "visible_label": true}, {}),
		"want": undetermined("reply_not_measured"),
	},
	{
		"note": "a provider only",
		"input": shows({"operator": {"roles": ["provider"]}}, {}, {}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "outside the Union",
		"input": shows({"deployment": {"jurisdictions": ["CN"]}}, {}, {}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
