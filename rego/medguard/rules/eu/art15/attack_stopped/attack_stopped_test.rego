package medguard.rules.eu.art15.attack_stopped_test

import data.medguard.rules.eu.art15.attack_stopped as rule

pass := {"status": "pass", "why": ""}

attacked := {"status": "fail", "why": "attack"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

of(system, attack) := {
	"operator": {"roles": ["provider"]},
	"deployment": {"jurisdictions": ["EU"]},
	"system": system,
	"request": {"input_checks": {"attack": attack}},
}

by(roles) := object.union(of(device, true), {"operator": {"roles": roles}})

cases := [
	{"note": "an ordinary question", "input": of(device, false), "want": pass},
	{"note": "an injection", "input": of(device, true), "want": attacked},
	{"note": "emergency triage, Annex III", "input": of(triage, true), "want": attacked},
	{"note": "not examined", "input": of(device, null), "want": undetermined("attack_unknown")},
	{
		"note": "the request was not measured",
		"input": object.union(of(device, true), {"request": null}),
		"want": undetermined("attack_unknown"),
	},
	{"note": "a deployer only", "input": by(["deployer"]), "want": not_applicable("other_role")},
	{
		"note": "not high-risk",
		"input": of({"annex_i": {"act": "none"}, "annex_iii_points": []}, true),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "class not known",
		"input": of({"annex_i": {"act": "MDR"}, "annex_iii_points": []}, false),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "outside the Union",
		"input": object.union(of(device, true), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "a device", "input": of(device, true), "want": "2028-08-02"},
	{"note": "Annex III", "input": of(triage, true), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": of(object.union(device, {"annex_iii_points": ["5(d)"]}), true), "want": "2027-12-02"},
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
