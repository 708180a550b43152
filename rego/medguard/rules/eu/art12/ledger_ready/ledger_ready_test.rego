package medguard.rules.eu.art12.ledger_ready_test

import data.medguard.rules.eu.art12.ledger_ready as rule

pass := {"status": "pass", "why": ""}

down := {"status": "fail", "why": "ledger_down"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

asked(system, ready) := {
	"operator": {"roles": ["deployer"]},
	"deployment": {"jurisdictions": ["EU"]},
	"system": system,
	"request": {"ledger_ready": ready},
}

by(roles) := object.union(asked(device, false), {"operator": {"roles": roles}})

cases := [
	{"note": "the ledger is ready", "input": asked(device, true), "want": pass},
	{"note": "the ledger is down", "input": asked(device, false), "want": down},
	{"note": "emergency triage, Annex III", "input": asked(triage, false), "want": down},
	{"note": "a provider", "input": by(["provider"]), "want": down},
	{"note": "nobody asked the ledger", "input": asked(device, null), "want": undetermined("request_not_measured")},
	{
		"note": "the request was not measured",
		"input": object.union(asked(device, true), {"request": null}),
		"want": undetermined("request_not_measured"),
	},
	{"note": "an importer only", "input": by(["importer"]), "want": not_applicable("other_role")},
	{
		"note": "not high-risk",
		"input": asked({"annex_i": {"act": "none"}, "annex_iii_points": []}, false),
		"want": not_applicable("not_high_risk"),
	},
	{"note": "class not known", "input": asked({"annex_i": {"act": "MDR"}}, true), "want": undetermined("high_risk_unknown")},
	{
		"note": "outside the Union",
		"input": object.union(asked(device, false), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "a device", "input": asked(device, true), "want": "2028-08-02"},
	{"note": "Annex III", "input": asked(triage, true), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": asked(object.union(device, {"annex_iii_points": ["5(d)"]}), true), "want": "2027-12-02"},
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
