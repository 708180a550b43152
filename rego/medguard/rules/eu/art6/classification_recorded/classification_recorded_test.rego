package medguard.rules.eu.art6.classification_recorded_test

import data.medguard.rules.eu.art6.classification_recorded as rule

pass := {"status": "pass", "why": ""}

not_recorded := {"status": "fail", "why": "not_recorded"}

only_warned(verdict) := object.union(verdict, {"at_most": "warn"})

point_missing := {"status": "fail", "why": "point_missing"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {
	"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false},
	"annex_iii_points": [],
	"classification_ref": "CL-1",
	"intended_purpose_id": "IP-1",
}

asked(change) := {
	"operator": {"roles": ["deployer"]},
	"deployment": {"jurisdictions": ["EU"]},
	"system": object.union(device, change),
}

class(act, name, in_house) := asked({"annex_i": {"act": act, "device_class": name, "in_house_5_5": in_house}})

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

claim := {"claimed": true, "condition": "d", "no_significant_risk": true, "assessment_ref": "AS-1", "registration_ref": "EUDB-1"}

benefit := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(a)"], "profiling": false, "art6_3": claim}

by(roles) := object.union(asked({}), {"operator": {"roles": roles}})

old := {"first_placed_on": "2025-03-01", "significant_change_on": "never", "intended_for_public_authorities": false}

made(change) := object.union(asked(change), {"operator": {"roles": ["provider"]}})

# Reads distress from the voice, and is said to be in no point of Annex III.
feels := {"annex_i": {"act": "none"}, "emotion_recognition": true}

cases := [
	{"note": "class IIa: high-risk", "input": asked({}), "want": pass},
	{"note": "class I: not high-risk", "input": class("MDR", "I", false), "want": pass},
	{"note": "in house: not high-risk by Art. 6(1)", "input": class("MDR", "IIa", true), "want": pass},
	{"note": "emergency triage", "input": asked(triage), "want": pass},
	{"note": "taken out of Annex III, on record", "input": asked(benefit), "want": pass},
	{"note": "taken out of Annex III, no record", "input": made(object.union(benefit, {"classification_ref": ""})), "want": not_recorded},
	{"note": "neither", "input": class("none", null, null), "want": pass},
	{"note": "a provider", "input": by(["provider"]), "want": pass},
	{"note": "no record", "input": made({"classification_ref": ""}), "want": not_recorded},
	{"note": "no record, a deployer only", "input": asked({"classification_ref": ""}), "want": only_warned(not_recorded)},
	{
		"note": "no record of a system that is not high-risk",
		"input": made({"annex_i": {"act": "none"}, "classification_ref": ""}),
		"want": only_warned(not_recorded),
	},
	{
		"note": "not high-risk, and a claim that needs none",
		"input": made({"annex_i": {"act": "none"}, "art6_3": {"claimed": true}, "classification_ref": ""}),
		"want": only_warned(not_recorded),
	},
	{"note": "a legacy system", "input": made(object.union(old, {"classification_ref": ""})), "want": not_applicable("legacy_system")},
	{"note": "an old system that is not high-risk", "input": made(object.union(old, {"annex_i": {"act": "none"}})), "want": pass},
	{"note": "emotions, but no point of Annex III", "input": made(feels), "want": point_missing},
	{"note": "emotions, another point", "input": made(object.union(feels, {"annex_iii_points": ["5(d)"]})), "want": point_missing},
	{"note": "emotions, point 1(c)", "input": made(object.union(feels, {"annex_iii_points": ["1(c)"]})), "want": pass},
	{"note": "emotions, points not known", "input": made(object.union(feels, {"annex_iii_points": null})), "want": undetermined("high_risk_unknown")},
	{"note": "emotions, device or not is not known", "input": made(object.union(feels, {"annex_i": {"act": null}})), "want": point_missing},
	{
		"note": "emotions, no point, though taken out of Annex III",
		"input": made(object.union(feels, {"profiling": false, "art6_3": claim})),
		"want": point_missing,
	},
	{"note": "emotions, a legacy system", "input": made(object.union(feels, old)), "want": not_applicable("legacy_system")},
	{
		"note": "emotions, no point, a deployer only",
		"input": asked(feels),
		"want": object.union(point_missing, {"at_most": "require_human_review"}),
	},
	{"note": "no intended purpose", "input": made({"intended_purpose_id": " "}), "want": not_recorded},
	{"note": "class not known", "input": class("MDR", null, false), "want": undetermined("high_risk_unknown")},
	{"note": "class of the other act", "input": class("IVDR", "IIa", false), "want": undetermined("high_risk_unknown")},
	{"note": "in house or not is not known", "input": class("MDR", "IIb", null), "want": undetermined("high_risk_unknown")},
	{
		"note": "no device, Annex III not known",
		"input": asked({"annex_i": {"act": "none"}, "annex_iii_points": null}),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "not known, and no record either",
		"input": asked({"annex_i": {"act": null}, "classification_ref": ""}),
		"want": undetermined("high_risk_unknown"),
	},
	{"note": "record not known", "input": made({"classification_ref": null}), "want": undetermined("record_unknown")},
	{"note": "purpose not known", "input": made({"intended_purpose_id": null}), "want": undetermined("record_unknown")},
	{"note": "record not known, a deployer only", "input": asked({"classification_ref": null}), "want": only_warned(undetermined("record_unknown"))},
	{"note": "record is a number", "input": made({"classification_ref": 7}), "want": undetermined("record_unknown")},
	{"note": "an importer only", "input": by(["importer"]), "want": not_applicable("other_role")},
	{"note": "role not known", "input": by([]), "want": undetermined("roles_unknown")},
	{
		"note": "outside the Union",
		"input": object.union(asked({}), {"deployment": {"jurisdictions": ["CN"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "only for science", "input": asked({"excluded": "scientific_research"}), "want": not_applicable("outside_act")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "emotions", "input": asked(feels), "want": "2027-12-02"},
	{"note": "a device", "input": asked({}), "want": "2028-08-02"},
	{"note": "Annex III", "input": asked(triage), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": asked({"annex_iii_points": ["5(d)"]}), "want": "2027-12-02"},
	{"note": "taken out of Annex III by Art. 6(3)", "input": asked(benefit), "want": "2027-12-02"},
	{"note": "not known: the earlier", "input": {}, "want": "2027-12-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
