package medguard.rules.eu.art50_3.exposure_notice_test

import data.medguard.rules.eu.art50_3.exposure_notice as rule

pass := {"status": "pass", "why": ""}

not_informed := {"status": "fail", "why": "not_informed"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

looks(emotions, categories, deployment) := {
	"operator": {"roles": ["deployer"]},
	"system": {"emotion_recognition": emotions, "biometric_categorisation": categories},
	"deployment": object.union({"jurisdictions": ["EU"]}, deployment),
	"request": {"disclosures": []},
}

door := {"notices": [{"kind": "exposure", "place": "door"}]}

cases := [
	{"note": "patients' distress from the face, a notice at the door", "input": looks(true, false, door), "want": pass},
	{
		"note": "told earlier in the conversation",
		"input": object.union(looks(true, false, {}), {"request": {"disclosures": [{"kind": "exposure", "place": "start"}]}}),
		"want": pass,
	},
	{"note": "patients' distress from the face, no notice", "input": looks(true, false, {}), "want": not_informed},
	{"note": "age groups from the voice, no notice", "input": looks(false, true, {}), "want": not_informed},
	{"note": "emotions, categories not known, no notice", "input": looks(true, null, {}), "want": not_informed},
	{"note": "categories, emotions not known, no notice", "input": looks(null, true, {}), "want": not_informed},
	{
		"note": "only the terms say so",
		"input": looks(true, false, {"notices": [{"kind": "exposure", "place": "terms"}]}),
		"want": not_informed,
	},
	{
		"note": "a letter, weeks after the recordings were analysed",
		"input": looks(true, false, {"notices": [{"kind": "exposure", "place": "letter", "in_time": false}]}),
		"want": not_informed,
	},
	{
		"note": "a letter beforehand",
		"input": looks(true, false, {"notices": [{"kind": "exposure", "place": "letter", "in_time": true}]}),
		"want": pass,
	},
	{
		"note": "told that an AI speaks, not that it looks",
		"input": looks(true, false, {"notices": [{"kind": "interaction", "place": "door"}]}),
		"want": not_informed,
	},
	{"note": "a pain monitor", "input": looks(false, false, {}), "want": not_applicable("no_biometric_inference")},
	{
		"note": "permitted against criminal offences",
		"input": looks(true, false, {"authorised_against_crime": true}),
		"want": not_applicable("authorised_against_crime"),
	},
	{"note": "not permitted so", "input": looks(true, false, {"authorised_against_crime": false}), "want": not_informed},
	{"note": "emotions not known", "input": looks(null, false, door), "want": undetermined("biometric_inference_unknown")},
	{"note": "categories not known", "input": looks(false, null, door), "want": undetermined("biometric_inference_unknown")},
	{
		"note": "the request was not measured",
		"input": object.union(looks(true, false, {}), {"request": null}),
		"want": undetermined("request_not_measured"),
	},
	{
		"note": "the request was not measured, a notice at the door",
		"input": object.union(looks(true, false, door), {"request": null}),
		"want": pass,
	},
	{
		"note": "a provider only",
		"input": object.union(looks(true, false, {}), {"operator": {"roles": ["provider"]}}),
		"want": not_applicable("other_role"),
	},
	{"note": "outside the Union", "input": looks(true, false, {"jurisdictions": ["CN"]}), "want": not_applicable("outside_eu")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
