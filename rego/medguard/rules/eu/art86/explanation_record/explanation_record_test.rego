package medguard.rules.eu.art86.explanation_record_test

import data.medguard.rules.eu.art86.explanation_record as rule

pass := {"status": "pass", "why": ""}

missing := {"status": "fail", "why": "explanation_missing"}

not_recorded := {"status": "undetermined", "why": "explanation_unknown", "at_most": "require_human_review"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}

entitlement := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(a)"]}

decides(system, deployment, explanation) := {
	"operator": {"roles": ["deployer"]},
	"system": system,
	"deployment": object.union(
		{"jurisdictions": ["EU"], "decides_about_persons": true, "significant_effect": true},
		deployment,
	),
	"reply": {"explanation": explanation},
}

kept(role, elements) := {"role_of_ai": role, "main_elements": elements}

literally(document) := object.union(document, {"now": "2027-12-01T00:00:00Z", "readings": {"disputed_dates": "literal"}})

soft(verdict) := object.union(verdict, {"at_most": "warn"})

cases := [
	{"note": "both parts are kept", "input": decides(entitlement, {}, kept(true, true)), "want": pass},
	{"note": "the role of the system is missing", "input": decides(entitlement, {}, kept(false, true)), "want": missing},
	{"note": "the main elements are missing", "input": decides(entitlement, {}, kept(true, false)), "want": missing},
	{"note": "one missing, one not known", "input": decides(entitlement, {}, kept(null, false)), "want": missing},
	{"note": "one not known", "input": decides(entitlement, {}, kept(true, null)), "want": not_recorded},
	{"note": "the other not known", "input": decides(entitlement, {}, kept(null, true)), "want": not_recorded},
	{"note": "the reply was not measured", "input": object.union(decides(entitlement, {}, {}), {"reply": null}), "want": not_recorded},
	{"note": "both routes", "input": decides({"annex_i": device, "annex_iii_points": ["5(d)"]}, {}, kept(false, true)), "want": missing},
	{
		"note": "a device only",
		"input": decides({"annex_i": device, "annex_iii_points": []}, {}, kept(false, false)),
		"want": not_applicable("not_annex_iii"),
	},
	{"note": "point 2 only", "input": decides({"annex_iii_points": ["2"]}, {}, kept(false, false)), "want": not_applicable("not_annex_iii")},
	{
		"note": "no decision",
		"input": decides(entitlement, {"decides_about_persons": false}, kept(false, false)),
		"want": not_applicable("no_decision"),
	},
	{
		"note": "no significant effect",
		"input": decides(entitlement, {"significant_effect": false}, kept(false, false)),
		"want": not_applicable("no_significant_effect"),
	},
	{
		"note": "national law restricts it",
		"input": decides(entitlement, {"explanation_law_ref": "Act X, s. 3"}, kept(false, false)),
		"want": not_applicable("other_law"),
	},
	{"note": "no law restricts it", "input": decides(entitlement, {"explanation_law_ref": ""}, kept(false, false)), "want": missing},
	{
		"note": "decisions are not known",
		"input": decides(entitlement, {"decides_about_persons": null}, kept(false, false)),
		"want": undetermined("decision_unknown"),
	},
	{
		"note": "effects are not known",
		"input": decides(entitlement, {"significant_effect": null}, kept(false, false)),
		"want": undetermined("decision_unknown"),
	},
	{"note": "effects are not known, both parts kept", "input": decides(entitlement, {"significant_effect": null}, kept(true, true)), "want": pass},
	{
		"note": "literally, Annex III or not is not known",
		"input": literally(decides({}, {}, kept(true, true))),
		"want": soft(undetermined("annex_iii_unknown")),
	},
	{"note": "literally, missing", "input": literally(decides(entitlement, {}, kept(false, true))), "want": soft(missing)},
	{"note": "literally, not recorded", "input": literally(decides(entitlement, {}, kept(null, null))), "want": soft(not_recorded)},
	{
		"note": "literally, decisions are not known",
		"input": literally(decides(entitlement, {"significant_effect": null}, kept(null, null))),
		"want": soft(undetermined("decision_unknown")),
	},
	{
		"note": "a provider only",
		"input": object.union(decides(entitlement, {}, kept(false, false)), {"operator": {"roles": ["provider"]}}),
		"want": not_applicable("other_role"),
	},
	{"note": "outside the Union", "input": decides(entitlement, {"jurisdictions": ["US"]}, kept(false, false)), "want": not_applicable("outside_eu")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "Annex III", "input": decides(entitlement, {}, {}), "want": "2027-12-02"},
	{"note": "literally", "input": literally(decides(entitlement, {}, {})), "want": "2026-08-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
