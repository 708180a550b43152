package medguard.rules.eu.art72.monitoring_plan_test

import data.medguard.rules.eu.art72.monitoring_plan as rule

pass := {"status": "pass", "why": ""}

no_plan := {"status": "fail", "why": "no_plan"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"]}

provides(system, plan) := {
	"operator": {"roles": ["provider"]},
	"system": system,
	"deployment": {"jurisdictions": ["EU"], "monitoring_plan_ref": plan},
}

literally(day, document) := object.union(document, {
	"now": concat("", [day, "T00:00:00Z"]),
	"readings": {"disputed_dates": "literal"},
})

cases := [
	{"note": "a plan", "input": provides(device, "PMM-1"), "want": pass},
	{"note": "a device without a plan", "input": provides(device, ""), "want": no_plan},
	{"note": "a triage without a plan", "input": provides(triage, ""), "want": no_plan},
	{"note": "a plan or not is not known", "input": provides(device, null), "want": undetermined("plan_unknown")},
	{"note": "a plan that is no text", "input": provides(device, 3), "want": undetermined("plan_unknown")},
	{
		"note": "literally, before the practical day",
		"input": literally("2028-08-01", provides(device, "")),
		"want": {"status": "fail", "why": "no_plan", "at_most": "warn"},
	},
	{
		"note": "literally, not known, before the practical day",
		"input": literally("2026-11-23", provides(device, null)),
		"want": {"status": "undetermined", "why": "plan_unknown", "at_most": "warn"},
	},
	{
		"note": "literally, high-risk or not is not known",
		"input": literally("2026-11-23", provides({}, "")),
		"want": {"status": "undetermined", "why": "high_risk_unknown", "at_most": "warn"},
	},
	{"note": "literally, on the practical day", "input": literally("2028-08-02", provides(device, "")), "want": no_plan},
	{"note": "neither route", "input": provides({"annex_i": {"act": "none"}, "annex_iii_points": []}, ""), "want": not_applicable("not_high_risk")},
	{
		"note": "placed before, never changed",
		"input": provides(object.union(device, {"first_placed_on": "2026-01-01", "significant_change_on": "never", "intended_for_public_authorities": false}), ""),
		"want": not_applicable("legacy_system"),
	},
	{
		"note": "a deployer only",
		"input": object.union(provides(device, ""), {"operator": {"roles": ["deployer"]}}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "outside the Union",
		"input": object.union(provides(device, ""), {"deployment": {"jurisdictions": ["CN"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "a device", "input": provides(device, ""), "want": "2028-08-02"},
	{"note": "Annex III", "input": provides(triage, ""), "want": "2027-12-02"},
	{"note": "literally", "input": literally("2026-11-23", provides(device, "")), "want": "2026-08-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
