package medguard.rules.eu.art2_3.roles_resolved_test

import data.medguard.rules.eu.art2_3.roles_resolved as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

asked(operator, system, places) := {
	"operator": operator,
	"system": system,
	"deployment": {"jurisdictions": places},
}

held(roles) := asked({"roles": roles}, {}, ["EU"])

in_house(act, is, roles) := asked({"roles": roles}, {"annex_i": {"act": act, "device_class": "IIa", "in_house_5_5": is}}, ["EU"])

became(ways, roles, system) := asked({"roles": roles, "became_provider_by": ways}, system, ["EU"])

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

every_role := ["provider", "deployer", "importer", "distributor", "authorised_representative", "product_manufacturer"]

single := [{"note": concat(" ", ["only", role]), "input": held([role]), "want": pass} | some role in every_role]

some_cases := [
	{"note": "provider and deployer", "input": held(["provider", "deployer"]), "want": pass},
	{
		"note": "a provider abroad, whose output is used in the Union",
		"input": asked({"roles": ["provider"]}, {}, ["US", "EU"]),
		"want": pass,
	},
	{
		"note": "in-house device, deployer only",
		"input": in_house("MDR", true, ["deployer"]),
		"want": fail("in_house_provider"),
	},
	{
		"note": "in-house diagnostic, deployer only",
		"input": in_house("IVDR", true, ["deployer"]),
		"want": fail("in_house_provider"),
	},
	{"note": "in-house device, both roles", "input": in_house("MDR", true, ["provider", "deployer"]), "want": pass},
	{"note": "bought device", "input": in_house("MDR", false, ["deployer"]), "want": pass},
	{"note": "in house, but no device", "input": in_house("none", true, ["deployer"]), "want": pass},
	{"note": "in house or not is not known", "input": in_house("MDR", null, ["deployer"]), "want": pass},
	{
		"note": "own name on it, deployer only",
		"input": became(["own_name"], ["deployer"], device),
		"want": fail("considered_provider"),
	},
	{
		"note": "a changed purpose, deployer only",
		"input": became(["changed_purpose"], ["deployer"], triage),
		"want": fail("considered_provider"),
	},
	{
		"note": "modified substantially by its distributor",
		"input": became(["substantial_modification"], ["distributor"], device),
		"want": fail("considered_provider"),
	},
	{"note": "own name on it, and says so", "input": became(["own_name"], ["deployer", "provider"], device), "want": pass},
	{"note": "nothing changed", "input": became([], ["deployer"], device), "want": pass},
	{"note": "no role", "input": held([]), "want": undetermined("roles_unknown")},
	{"note": "roles not known", "input": held(null), "want": undetermined("roles_unknown")},
	{"note": "a role of another law", "input": held(["controller"]), "want": undetermined("role_not_in_act")},
	{
		"note": "a role of another law among them",
		"input": held(["provider", "controller"]),
		"want": undetermined("role_not_in_act"),
	},
	{
		"note": "a role of another law, in house",
		"input": in_house("MDR", true, ["controller"]),
		"want": undetermined("role_not_in_act"),
	},
	{
		"note": "a role of another law, own name",
		"input": became(["own_name"], ["controller"], device),
		"want": undetermined("role_not_in_act"),
	},
	{"note": "outside the Union", "input": asked({"roles": ["provider"]}, {}, ["CN"]), "want": not_applicable("outside_eu")},
	{"note": "where is not known", "input": asked({"roles": ["provider"]}, {}, []), "want": undetermined("jurisdictions_unknown")},
	{
		"note": "only for science",
		"input": asked({"roles": []}, {"excluded": "scientific_research"}, ["EU"]),
		"want": not_applicable("outside_act"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

cases := array.concat(single, some_cases)

first_days := [
	{"note": "roles stated", "input": held(["provider"]), "want": "2025-02-02"},
	{"note": "in-house device", "input": in_house("MDR", true, ["deployer"]), "want": "2025-02-02"},
	{"note": "Art. 25(1), a device", "input": became(["own_name"], ["deployer"], device), "want": "2028-08-02"},
	{"note": "Art. 25(1), Annex III", "input": became(["own_name"], ["deployer"], triage), "want": "2027-12-02"},
	{"note": "nothing is known", "input": {}, "want": "2025-02-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
