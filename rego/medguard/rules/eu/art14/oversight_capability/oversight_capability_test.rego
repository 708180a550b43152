package medguard.rules.eu.art14.oversight_capability_test

import data.medguard.rules.eu.art14.oversight_capability as rule

pass := {"status": "pass", "why": ""}

missing := {"status": "fail", "why": "capability_missing"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

all := {
	"understand": true,
	"aware_of_automation_bias": true,
	"interpret": true,
	"override": true,
	"stop": true,
}

device := {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}

no_device := {"act": "none"}

asked(system, oversight) := {
	"operator": {"roles": ["provider"]},
	"deployment": {"jurisdictions": ["EU"], "oversight": oversight},
	"system": object.union({"annex_i": device, "annex_iii_points": []}, system),
}

without(name) := asked({}, object.union(all, {name: false}))

triage := {"annex_i": no_device, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

cases := [
	{"note": "all five were tested", "input": asked({}, all), "want": pass},
	{"note": "no stop", "input": without("stop"), "want": missing},
	{"note": "cannot be understood", "input": without("understand"), "want": missing},
	{"note": "nobody thinks of automation bias", "input": without("aware_of_automation_bias"), "want": missing},
	{"note": "cannot be interpreted", "input": without("interpret"), "want": missing},
	{"note": "cannot be overridden", "input": without("override"), "want": missing},
	{"note": "emergency triage, Annex III", "input": asked(triage, object.union(all, {"stop": false})), "want": missing},
	{
		"note": "one was not tested",
		"input": asked({}, object.union(all, {"stop": null})),
		"want": undetermined("capability_unknown"),
	},
	{
		"note": "neither device nor Annex III",
		"input": asked({"annex_i": no_device}, all),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "the class is not known",
		"input": asked({"annex_i": {"act": "MDR", "device_class": null}}, all),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "a deployer only",
		"input": object.union(asked({}, all), {"operator": {"roles": ["deployer"]}}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "outside the Union",
		"input": object.union(asked({}, all), {"deployment": {"jurisdictions": ["CN"]}}),
		"want": not_applicable("outside_eu"),
	},
	{
		"note": "placed before, never changed",
		"input": object.union(
			asked({"first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}, all),
			{"now": "2029-01-01T00:00:00Z"},
		),
		"want": not_applicable("legacy_system"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "a device", "input": asked({}, all), "want": "2028-08-02"},
	{"note": "Annex III", "input": asked(triage, all), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": asked({"annex_iii_points": ["5(d)"]}, all), "want": "2027-12-02"},
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
