package medguard.rules.eu.art49.registration_test

import data.medguard.rules.eu.art49.registration as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

warns(status, why) := {"status": status, "why": why, "at_most": "warn"}

places(system, entry) := {
	"operator": {"roles": ["provider"]},
	"system": object.union({"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}, system),
	"deployment": {"jurisdictions": ["EU"], "registration": {"provider_ref": entry}},
}

claim(change, system) := places(
	object.union(
		{
			"annex_iii_points": ["5(a)"],
			"profiling": false,
			"art6_3": object.union(
				{
					"claimed": true,
					"condition": "d",
					"no_significant_risk": true,
					"assessment_ref": "A-1",
					"registration_ref": "R-1",
				},
				change,
			),
		},
		system,
	),
	"",
)

device := {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}

literally(document) := object.union(document, {"now": "2027-12-01T00:00:00Z", "readings": {"disputed_dates": "literal"}})

old := {"first_placed_on": "2027-01-01", "significant_change_on": "never", "intended_for_public_authorities": false}

unregistered := {"registration_ref": ""}

cases := [
	{"note": "registered", "input": places({}, "EU-1"), "want": pass},
	{"note": "not registered", "input": places({}, ""), "want": fail("system_not_registered")},
	{"note": "registered or not is not known", "input": places({}, null), "want": undetermined("registration_unknown")},
	{"note": "also a device", "input": places({"annex_i": device}, ""), "want": fail("system_not_registered")},
	{"note": "a device only", "input": places({"annex_i": device, "annex_iii_points": []}, ""), "want": not_applicable("not_annex_iii")},
	{"note": "point 2 only", "input": places({"annex_iii_points": ["2"]}, ""), "want": not_applicable("not_annex_iii")},
	{"note": "point 2 and another", "input": places({"annex_iii_points": ["2", "5(d)"]}, ""), "want": fail("system_not_registered")},
	{"note": "Annex III or not is not known", "input": places({"annex_iii_points": null}, ""), "want": undetermined("annex_iii_unknown")},
	{"note": "a claim, registered", "input": claim({}, {}), "want": pass},
	{"note": "a claim, not registered", "input": claim(unregistered, {}), "want": fail("claim_not_registered")},
	{"note": "a claim, registered or not is not known", "input": claim({"registration_ref": null}, {}), "want": undetermined("registration_unknown")},
	{"note": "a claim that is void: the system itself", "input": claim({}, {"profiling": true}), "want": fail("system_not_registered")},
	{
		"note": "a claim of a system placed before, never changed",
		"input": claim(unregistered, old),
		"want": not_applicable("legacy_system"),
	},
	{
		"note": "a claim of a system placed before, changed before",
		"input": claim(unregistered, object.union(old, {"significant_change_on": "2027-12-01"})),
		"want": not_applicable("legacy_system"),
	},
	{
		"note": "a claim of a system placed before, changed on the day",
		"input": claim(unregistered, object.union(old, {"significant_change_on": "2027-12-02"})),
		"want": fail("claim_not_registered"),
	},
	{
		"note": "a claim of a system placed on the day",
		"input": claim(unregistered, object.union(old, {"first_placed_on": "2027-12-02"})),
		"want": fail("claim_not_registered"),
	},
	{
		"note": "a claim of a device placed on the day",
		"input": claim(unregistered, object.union(old, {"first_placed_on": "2027-12-02", "annex_i": device})),
		"want": fail("claim_not_registered"),
	},
	{"note": "placed before, never changed", "input": places(old, ""), "want": not_applicable("legacy_system")},
	{
		"note": "a void claim, placed before the literal day only",
		"input": claim(unregistered, object.union(old, {"profiling": true, "first_placed_on": "2028-01-01"})),
		"want": fail("system_not_registered"),
	},
	{
		"note": "not registered, placed before, for public authorities, after 2030",
		"input": object.union(places(object.union(old, {"intended_for_public_authorities": true}), ""), {"now": "2030-08-02T00:00:00Z"}),
		"want": fail("system_not_registered"),
	},
	{"note": "literally, before the practical day", "input": literally(places({}, "")), "want": warns("fail", "system_not_registered")},
	{
		"note": "literally, Annex III or not is not known",
		"input": literally(places({"annex_iii_points": null}, "")),
		"want": warns("undetermined", "annex_iii_unknown"),
	},
	{
		"note": "literally, the role is not known",
		"input": literally(object.union(places({}, ""), {"operator": {"roles": null}})),
		"want": warns("undetermined", "roles_unknown"),
	},
	{"note": "literally, not known", "input": literally(places({}, null)), "want": warns("undetermined", "registration_unknown")},
	{
		"note": "literally, a claim of a system placed in between",
		"input": literally(claim(unregistered, old)),
		"want": warns("fail", "claim_not_registered"),
	},
	{"note": "a deployer only", "input": object.union(places({}, ""), {"operator": {"roles": ["deployer"]}}), "want": not_applicable("other_role")},
	{
		"note": "outside the Union",
		"input": object.union(places({}, ""), {"deployment": {"jurisdictions": ["CN"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "practical", "input": places({}, ""), "want": "2027-12-02"},
	{"note": "a claim, practical", "input": claim({}, {}), "want": "2027-12-02"},
	{"note": "literal", "input": literally(places({}, "")), "want": "2026-08-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
