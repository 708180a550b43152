package medguard.rules.eu.art26_4.input_data_test

import data.medguard.rules.eu.art26_4.input_data as rule

pass := {"status": "pass", "why": ""}

outside := {"status": "fail", "why": "out_of_distribution"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"]}

both := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": ["5(d)"]}

asked(system, controls, strange) := {
	"operator": {"roles": ["deployer"]},
	"system": system,
	"deployment": {"jurisdictions": ["EU"], "controls_input": controls},
	"request": {"input_checks": {"out_of_distribution": strange}},
}

cases := [
	{"note": "an adult, as tested", "input": asked(device, true, false), "want": pass},
	{"note": "outside what a device was tested on", "input": asked(device, true, true), "want": outside},
	{"note": "outside what a triage was tested on", "input": asked(triage, true, true), "want": outside},
	{"note": "both routes", "input": asked(both, true, true), "want": outside},
	{"note": "no control over the input", "input": asked(device, false, true), "want": not_applicable("no_control")},
	{"note": "control is not known", "input": asked(device, null, true), "want": undetermined("control_unknown")},
	{"note": "control is not known, as tested", "input": asked(device, null, false), "want": pass},
	{"note": "not measured", "input": asked(device, true, null), "want": undetermined("input_not_measured")},
	{
		"note": "neither device nor Annex III",
		"input": asked({"annex_i": {"act": "none"}, "annex_iii_points": []}, true, true),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "a hospital's own device, Art. 5(5) MDR",
		"input": asked({"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": true}, "annex_iii_points": []}, true, true),
		"want": not_applicable("not_high_risk"),
	},
	{"note": "high-risk or not is not known", "input": asked({}, true, true), "want": undetermined("high_risk_unknown")},
	{
		"note": "a provider only",
		"input": object.union(asked(device, true, true), {"operator": {"roles": ["provider"]}}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "outside the Union",
		"input": object.union(asked(device, true, true), {"deployment": {"jurisdictions": ["CN"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "a device", "input": asked(device, true, true), "want": "2028-08-02"},
	{"note": "Annex III", "input": asked(triage, true, true), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": asked(both, true, true), "want": "2027-12-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
