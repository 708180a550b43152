package medguard.rules.eu.art12.logging_ready_test

import data.medguard.rules.eu.art12.logging_ready as rule

pass := {"status": "pass", "why": ""}

missing := {"status": "fail", "why": "logging_missing"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

all := {
	"enabled": true,
	"risk_situations": true,
	"post_market_monitoring": true,
	"operation_monitoring": true,
}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

identification := {"annex_i": {"act": "none"}, "annex_iii_points": ["1(a)"], "art6_3": {"claimed": false}}

of(system, change) := {
	"operator": {"roles": ["provider"]},
	"deployment": {"jurisdictions": ["EU"], "logging": object.union(all, change)},
	"system": system,
}

asked(change) := of(device, change)

by(roles) := object.union(asked({"enabled": false}), {"operator": {"roles": roles}})

lacking := [{"note": concat(" ", ["lacking:", name]), "input": asked({name: false}), "want": missing} | some name, _ in all]

others := [
	{"note": "on, for all three purposes", "input": asked({}), "want": pass},
	{"note": "emergency triage, Annex III", "input": of(triage, {"risk_situations": false}), "want": missing},
	{"note": "biometric identification, nothing more logged", "input": of(identification, {"biometric_identification": false}), "want": missing},
	{"note": "biometric identification, all logged", "input": of(identification, {"biometric_identification": true}), "want": pass},
	{
		"note": "biometric identification, more is not known",
		"input": of(identification, {}),
		"want": undetermined("logging_unknown"),
	},
	{"note": "no identification, nothing more needed", "input": asked({"biometric_identification": false}), "want": pass},
	{"note": "one is not known", "input": asked({"operation_monitoring": null}), "want": undetermined("logging_unknown")},
	{"note": "one is off, another not known", "input": asked({"enabled": false, "operation_monitoring": null}), "want": missing},
	{
		"note": "not high-risk",
		"input": of({"annex_i": {"act": "none"}, "annex_iii_points": []}, {"enabled": false}),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "class not known",
		"input": of({"annex_i": {"act": "MDR"}, "annex_iii_points": []}, {}),
		"want": undetermined("high_risk_unknown"),
	},
	{"note": "a deployer only", "input": by(["deployer"]), "want": not_applicable("other_role")},
	{
		"note": "placed before, never changed",
		"input": object.union(
			of(object.union(device, {"first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}), {"enabled": false}),
			{"now": "2029-01-01T00:00:00Z"},
		),
		"want": not_applicable("legacy_system"),
	},
	{
		"note": "outside the Union",
		"input": object.union(asked({}), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

cases := array.concat(others, lacking)

first_days := [
	{"note": "a device", "input": asked({}), "want": "2028-08-02"},
	{"note": "Annex III", "input": of(triage, {}), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": of(object.union(device, {"annex_iii_points": ["5(d)"]}), {}), "want": "2027-12-02"},
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
