package medguard.rules.eu.art18.documents_ten_years_test

import data.medguard.rules.eu.art18.documents_ten_years as rule

pass := {"status": "pass", "why": ""}

too_early := {"status": "fail", "why": "too_early"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {
	"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false},
	"annex_iii_points": [],
	"first_placed_on": "2028-09-01",
}

triage := {
	"annex_i": {"act": "none"},
	"annex_iii_points": ["5(d)"],
	"art6_3": {"claimed": false},
	"first_placed_on": "2028-09-01",
}

of(system, kind, day) := {
	"operator": {"roles": ["provider"]},
	"deployment": {"jurisdictions": ["EU"]},
	"system": system,
	"retention": {"record_kind": kind, "created_on": "2028-05-01", "delete_requested_on": day},
}

asked(kind, day) := of(device, kind, day)

by(operator) := object.union(asked("technical_documentation", "2029-01-01"), {"operator": operator})

four := ["technical_documentation", "quality_documentation", "notified_body", "declaration"]

kinds := [{"note": concat(" ", ["after nine years:", kind]), "input": asked(kind, "2037-09-01"), "want": too_early} | some kind in four]

others := [
	{"note": "after ten years and a day", "input": asked("declaration", "2038-09-02"), "want": pass},
	{"note": "after ten years to the day", "input": asked("declaration", "2038-09-01"), "want": too_early},
	{"note": "before it was placed", "input": asked("declaration", "2028-06-01"), "want": too_early},
	{"note": "emergency triage, Annex III", "input": of(triage, "declaration", "2030-01-01"), "want": too_early},
	{"note": "placed on 29 February, last day", "input": of(object.union(device, {"first_placed_on": "2028-02-29"}), "declaration", "2038-02-28"), "want": too_early},
	{"note": "placed on 29 February, a day later", "input": of(object.union(device, {"first_placed_on": "2028-02-29"}), "declaration", "2038-03-01"), "want": pass},
	{"note": "a log", "input": asked("log", "2029-01-01"), "want": not_applicable("other_record")},
	{"note": "a patient's record", "input": asked("emr", "2029-01-01"), "want": not_applicable("other_record")},
	{"note": "something else", "input": asked("other", "2029-01-01"), "want": not_applicable("other_record")},
	{
		"note": "an insurer's technical documentation",
		"input": by({"roles": ["provider"], "financial_institution": true}),
		"want": not_applicable("financial_institution"),
	},
	{"note": "no insurer", "input": by({"roles": ["provider"], "financial_institution": false}), "want": too_early},
	{
		"note": "an insurer's declaration",
		"input": object.union(asked("declaration", "2029-01-01"), {"operator": {"roles": ["provider"], "financial_institution": true}}),
		"want": too_early,
	},
	{"note": "kind not known", "input": asked(null, "2029-01-01"), "want": undetermined("record_or_day_unknown")},
	{"note": "kind not known, after ten years", "input": asked(null, "2039-01-01"), "want": undetermined("record_or_day_unknown")},
	{"note": "a kind of nobody's", "input": asked("notes", "2029-01-01"), "want": undetermined("record_or_day_unknown")},
	{"note": "day of deletion not known", "input": asked("declaration", null), "want": undetermined("record_or_day_unknown")},
	{"note": "day of deletion is never", "input": asked("declaration", "never"), "want": undetermined("record_or_day_unknown")},
	{
		"note": "day of placing not known",
		"input": of(object.union(device, {"first_placed_on": null}), "declaration", "2039-01-01"),
		"want": undetermined("record_or_day_unknown"),
	},
	{
		"note": "no record",
		"input": object.union(asked("declaration", "2029-01-01"), {"retention": null}),
		"want": undetermined("record_or_day_unknown"),
	},
	{"note": "a deployer only", "input": by({"roles": ["deployer"]}), "want": not_applicable("other_role")},
	{
		"note": "not high-risk",
		"input": of({"annex_i": {"act": "none"}, "annex_iii_points": []}, "declaration", "2029-01-01"),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "class not known",
		"input": of({"annex_i": {"act": "MDR"}, "annex_iii_points": []}, "declaration", "2029-01-01"),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "placed before, never changed",
		"input": object.union(
			of(object.union(device, {"first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}), "declaration", "2029-01-01"),
			{"now": "2029-01-01T00:00:00Z"},
		),
		"want": not_applicable("legacy_system"),
	},
	{
		"note": "outside the Union",
		"input": object.union(asked("declaration", "2029-01-01"), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

cases := array.concat(others, kinds)

first_days := [
	{"note": "a device", "input": asked("declaration", "2029-01-01"), "want": "2028-08-02"},
	{"note": "Annex III", "input": of(triage, "declaration", "2029-01-01"), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": of(object.union(device, {"annex_iii_points": ["5(d)"]}), "declaration", "2029-01-01"), "want": "2027-12-02"},
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
