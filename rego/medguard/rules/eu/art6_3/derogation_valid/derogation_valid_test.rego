package medguard.rules.eu.art6_3.derogation_valid_test

import data.medguard.rules.eu.art6_3.derogation_valid as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

for_a_person(why) := {"status": "fail", "why": why, "at_most": "require_human_review"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

claim := {
	"claimed": true,
	"condition": "d",
	"no_significant_risk": true,
	"assessment_ref": "AS-1",
	"registration_ref": "EUDB-1",
}

# Prepares files on eligibility for a public benefit.
benefit := {
	"annex_i": {"act": "none"},
	"annex_iii_points": ["5(a)"],
	"profiling": false,
	"art6_3": claim,
}

device := {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}

asked(change) := {
	"operator": {"roles": ["provider"]},
	"deployment": {"jurisdictions": ["EU"]},
	"system": object.union(benefit, change),
}

claims(change) := asked({"art6_3": object.union(claim, change)})

by(roles, document) := object.union(document, {"operator": {"roles": roles}})

conditions := [{"note": concat(" ", ["condition", letter]), "input": claims({"condition": letter}), "want": pass} | some letter in ["a", "b", "c"]]

others := [
	{"note": "a preparatory task, assessed and registered", "input": asked({}), "want": pass},
	{"note": "a deployer relies on it", "input": by(["deployer"], asked({})), "want": pass},
	{"note": "a device too: the claim is about Annex III", "input": asked({"annex_i": device}), "want": pass},
	{
		"note": "placed between the two days of high risk: no legacy system of Annex III",
		"input": asked({"first_placed_on": "2027-12-02", "significant_change_on": "never"}),
		"want": pass,
	},
	{
		"note": "emergency triage, placed between the two days",
		"input": asked({"annex_iii_points": ["5(d)"], "first_placed_on": "2028-01-05", "significant_change_on": "never"}),
		"want": for_a_person("claim_doubtful"),
	},
	{"note": "profiling", "input": asked({"profiling": true}), "want": fail("claim_void")},
	{"note": "profiling, for a deployer too", "input": by(["deployer"], asked({"profiling": true})), "want": fail("claim_void")},
	{"note": "profiling, points not known", "input": asked({"profiling": true, "annex_iii_points": null}), "want": fail("claim_void")},
	{"note": "significant risk", "input": claims({"no_significant_risk": false}), "want": fail("claim_void")},
	{
		"note": "emergency triage with significant risk",
		"input": asked({"annex_iii_points": ["5(d)"], "art6_3": object.union(claim, {"no_significant_risk": false})}),
		"want": fail("claim_void"),
	},
	{"note": "none of the conditions", "input": claims({"condition": "none"}), "want": fail("claim_void")},
	{
		"note": "claimed for a device only",
		"input": asked({"annex_i": device, "annex_iii_points": []}),
		"want": fail("claim_outside_annex_iii"),
	},
	{"note": "no assessment", "input": claims({"assessment_ref": ""}), "want": fail("claim_not_documented")},
	{"note": "not registered", "input": claims({"registration_ref": ""}), "want": fail("claim_not_documented")},
	{
		"note": "not registered, seen by a deployer",
		"input": by(["deployer"], claims({"registration_ref": ""})),
		"want": for_a_person("claim_not_documented"),
	},
	{
		"note": "no assessment, by who is both",
		"input": by(["deployer", "provider"], claims({"assessment_ref": ""})),
		"want": fail("claim_not_documented"),
	},
	{"note": "emergency triage", "input": asked({"annex_iii_points": ["5(a)", "5(d)"]}), "want": for_a_person("claim_doubtful")},
	{
		"note": "emergency triage, profiling not known",
		"input": asked({"annex_iii_points": ["5(d)"], "profiling": null}),
		"want": undetermined("claim_unknown"),
	},
	{"note": "no claim", "input": claims({"claimed": false}), "want": not_applicable("no_claim")},
	{"note": "no claim, though there is profiling", "input": asked({"profiling": true, "art6_3": {"claimed": false}}), "want": not_applicable("no_claim")},
	{
		"note": "a device, nothing said of a claim",
		"input": asked({"annex_i": device, "annex_iii_points": [], "art6_3": {"claimed": null}}),
		"want": not_applicable("no_claim"),
	},
	{
		"note": "claimed for what is in neither Annex",
		"input": asked({"annex_iii_points": []}),
		"want": not_applicable("not_annex_iii"),
	},
	{
		"note": "claimed for a class that is not known",
		"input": asked({"annex_iii_points": [], "annex_i": {"act": "MDR", "device_class": null}}),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "the same, with profiling",
		"input": asked({"annex_iii_points": [], "profiling": true, "annex_i": {"act": "MDR", "device_class": null}}),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "placed before, never changed",
		"input": object.union(
			asked({"profiling": true, "first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}),
			{"now": "2029-01-01T00:00:00Z"},
		),
		"want": not_applicable("legacy_system"),
	},
	{"note": "whether claimed is not known", "input": claims({"claimed": null}), "want": undetermined("claim_unknown")},
	{
		"note": "whether claimed is not known, but profiling",
		"input": asked({"profiling": true, "art6_3": object.union(claim, {"claimed": null})}),
		"want": undetermined("claim_unknown"),
	},
	{
		"note": "points not known",
		"input": asked({"annex_iii_points": null}),
		"want": undetermined("claim_unknown"),
	},
	{"note": "profiling not known", "input": asked({"profiling": null}), "want": undetermined("claim_unknown")},
	{"note": "risk not known", "input": claims({"no_significant_risk": null}), "want": undetermined("claim_unknown")},
	{"note": "condition not known", "input": claims({"condition": null}), "want": undetermined("claim_unknown")},
	{"note": "assessment not known", "input": claims({"assessment_ref": null}), "want": undetermined("claim_unknown")},
	{"note": "registration not known", "input": claims({"registration_ref": null}), "want": undetermined("claim_unknown")},
	{"note": "an importer only", "input": by(["importer"], asked({})), "want": not_applicable("other_role")},
	{
		"note": "outside the Union",
		"input": object.union(asked({}), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

cases := array.concat(others, conditions)

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
