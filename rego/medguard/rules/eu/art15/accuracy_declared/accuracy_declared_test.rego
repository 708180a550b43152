package medguard.rules.eu.art15.accuracy_declared_test

import data.medguard.rules.eu.art15.accuracy_declared as rule

pass := {"status": "pass", "why": ""}

drifted := {"status": "fail", "why": "drifted"}

no_fallback := {"status": "fail", "why": "no_fallback", "at_most": "warn"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

of(system, within, fallback) := {
	"operator": {"roles": ["provider"]},
	"deployment": {"jurisdictions": ["EU"], "accuracy": {"within_declared": within, "fallback_defined": fallback}},
	"system": system,
}

by(roles) := object.union(of(device, false, false), {"operator": {"roles": roles}})

cases := [
	{"note": "as declared, with a fallback", "input": of(device, true, true), "want": pass},
	{"note": "drifted", "input": of(device, false, true), "want": drifted},
	{"note": "drifted, fallback not known", "input": of(device, false, null), "want": drifted},
	{"note": "emergency triage, Annex III", "input": of(triage, false, true), "want": drifted},
	{"note": "no fallback", "input": of(device, true, false), "want": no_fallback},
	{
		"note": "fallback not known",
		"input": of(device, true, null),
		"want": {"status": "undetermined", "why": "fallback_unknown", "at_most": "warn"},
	},
	{"note": "not measured", "input": of(device, null, true), "want": undetermined("accuracy_unknown")},
	{"note": "not measured, and no fallback", "input": of(device, null, false), "want": undetermined("accuracy_unknown")},
	{"note": "a deployer only", "input": by(["deployer"]), "want": not_applicable("other_role")},
	{
		"note": "not high-risk",
		"input": of({"annex_i": {"act": "none"}, "annex_iii_points": []}, false, false),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "class not known",
		"input": of({"annex_i": {"act": "MDR"}, "annex_iii_points": []}, true, true),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "placed before, never changed",
		"input": object.union(
			of(object.union(device, {"first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}), false, false),
			{"now": "2029-01-01T00:00:00Z"},
		),
		"want": not_applicable("legacy_system"),
	},
	{
		"note": "outside the Union",
		"input": object.union(of(device, false, false), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "a device", "input": of(device, true, true), "want": "2028-08-02"},
	{"note": "Annex III", "input": of(triage, true, true), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": of(object.union(device, {"annex_iii_points": ["5(d)"]}), true, true), "want": "2027-12-02"},
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
