package medguard.rules.eu.art10.data_governance_test

import data.medguard.rules.eu.art10.data_governance as rule

pass := {"status": "pass", "why": ""}

missing := {"status": "fail", "why": "topic_missing"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

all := {
	"design_choices": "DG-a",
	"collection": "DG-b",
	"preparation": "DG-c",
	"assumptions": "DG-d",
	"suitability": "DG-e",
	"bias_examination": "DG-f",
	"bias_measures": "DG-g",
	"gaps": "DG-h",
	"representativeness": "DG-3",
	"setting": "DG-4",
}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

of(system, documents) := {
	"operator": {"roles": ["provider"]},
	"deployment": {"jurisdictions": ["EU"]},
	"system": object.union(system, {"data_governance": documents}),
}

asked(change) := of(device, object.union(all, change))

by(roles) := object.union(asked({"gaps": ""}), {"operator": {"roles": roles}})

lacking := [{"note": concat(" ", ["lacking:", name]), "input": asked({name: ""}), "want": missing} | some name, _ in all]

unknown := [{"note": concat(" ", ["not known:", name]), "input": asked({name: null}), "want": undetermined("topic_unknown")} |
	some name, _ in all
]

others := [
	{"note": "all topics", "input": asked({}), "want": pass},
	{"note": "nothing is trained", "input": of(object.union(device, {"uses_training": false}), all), "want": pass},
	{
		"note": "nothing is trained, testing data undocumented",
		"input": of(object.union(device, {"uses_training": false}), object.union(all, {"bias_examination": ""})),
		"want": missing,
	},
	{"note": "one is missing, another not known", "input": asked({"gaps": "", "setting": null}), "want": missing},
	{"note": "a document that is a number", "input": asked({"gaps": 7}), "want": undetermined("topic_unknown")},
	{"note": "emergency triage, Annex III", "input": of(triage, object.union(all, {"gaps": " "})), "want": missing},
	{
		"note": "not high-risk",
		"input": of({"annex_i": {"act": "none"}, "annex_iii_points": []}, {}),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "class not known",
		"input": of({"annex_i": {"act": "MDR"}, "annex_iii_points": []}, all),
		"want": undetermined("high_risk_unknown"),
	},
	{"note": "a deployer only", "input": by(["deployer"]), "want": not_applicable("other_role")},
	{
		"note": "a deployer that put its name on it",
		"input": object.union(asked({"gaps": ""}), {"operator": {"roles": ["deployer"], "became_provider_by": ["own_name"]}}),
		"want": missing,
	},
	{"note": "the maker of the device that it is part of", "input": by(["product_manufacturer"]), "want": missing},
	{
		"note": "placed before, never changed",
		"input": object.union(
			of(object.union(device, {"first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}), {}),
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

cases := array.concat(array.concat(others, lacking), unknown)

first_days := [
	{"note": "a device", "input": asked({}), "want": "2028-08-02"},
	{"note": "Annex III", "input": of(triage, all), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": of(object.union(device, {"annex_iii_points": ["5(d)"]}), all), "want": "2027-12-02"},
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
