package medguard.rules.eu.art26_11.person_informed_test

import data.medguard.rules.eu.art26_11.person_informed as rule

pass := {"status": "pass", "why": ""}

not_informed := {"status": "fail", "why": "person_not_informed"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"]}

decides(system, deployment, now) := {
	"operator": {"roles": ["deployer"]},
	"system": system,
	"deployment": object.union({"jurisdictions": ["EU"], "decides_about_persons": true}, deployment),
	"request": {"disclosures": []},
	"reply": {"disclosures": now},
}

letter := {"notices": [{"kind": "person_informed", "place": "letter"}]}

cases := [
	{"note": "a letter before the decision", "input": decides(triage, letter, []), "want": pass},
	{"note": "told with the reply", "input": decides(triage, {}, [{"kind": "person_informed", "place": "start"}]), "want": pass},
	{"note": "emergency triage, nobody was told", "input": decides(triage, {}, []), "want": not_informed},
	{"note": "also a device, nobody was told", "input": decides({"annex_i": device, "annex_iii_points": ["5(d)"]}, {}, []), "want": not_informed},
	{"note": "point 2 is not left out here", "input": decides({"annex_iii_points": ["2"]}, {}, []), "want": not_informed},
	{
		"note": "told that an AI speaks, not that it decides",
		"input": decides(triage, {}, [{"kind": "interaction", "place": "start"}]),
		"want": not_informed,
	},
	{
		"note": "only the terms say so",
		"input": decides(triage, {"notices": [{"kind": "person_informed", "place": "terms"}]}, []),
		"want": not_informed,
	},
	{"note": "a device only", "input": decides({"annex_i": device, "annex_iii_points": []}, {}, []), "want": not_applicable("not_annex_iii")},
	{"note": "decides nothing about persons", "input": decides(triage, {"decides_about_persons": false}, []), "want": not_applicable("no_decision")},
	{"note": "decides or not is not known", "input": decides(triage, {"decides_about_persons": null}, []), "want": undetermined("decision_unknown")},
	{"note": "decides or not is not known, told", "input": decides(triage, object.union(letter, {"decides_about_persons": null}), []), "want": pass},
	{"note": "Annex III or not is not known", "input": decides({}, {}, []), "want": undetermined("annex_iii_unknown")},
	{
		"note": "a valid claim of Art. 6(3)",
		"input": decides(
			object.union(triage, {
				"profiling": false,
				"art6_3": {"claimed": true, "condition": "d", "no_significant_risk": true, "assessment_ref": "A", "registration_ref": "R"},
			}),
			{},
			[],
		),
		"want": not_applicable("not_annex_iii"),
	},
	{"note": "the reply was not measured", "input": object.union(decides(triage, {}, []), {"reply": null}), "want": undetermined("reply_not_measured")},
	{
		"note": "a provider only",
		"input": object.union(decides(triage, {}, []), {"operator": {"roles": ["provider"]}}),
		"want": not_applicable("other_role"),
	},
	{"note": "outside the Union", "input": decides(triage, {"jurisdictions": ["CN"]}, []), "want": not_applicable("outside_eu")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
