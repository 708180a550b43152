package medguard.rules.eu.art26_8.registered_use_test

import data.medguard.rules.eu.art26_8.registered_use as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

warns(status, why) := {"status": status, "why": why, "at_most": "warn"}

device := {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}

uses(operator, system, registration) := {
	"operator": object.union({"roles": ["deployer"], "kind": "public_authority"}, operator),
	"system": object.union({"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"]}, system),
	"deployment": {"jurisdictions": ["EU"], "registration": object.union({"provider_ref": "EU-1", "deployer_ref": "EU-2"}, registration)},
}

nowhere := {"provider_ref": "", "deployer_ref": ""}

nobody_says := {"provider_ref": null, "deployer_ref": null}

private(kind, acts, points) := uses({"kind": kind, "acts_for_public_authority": acts}, {"annex_iii_points": points}, nowhere)

literally(document) := object.union(document, {"now": "2027-12-01T00:00:00Z", "readings": {"disputed_dates": "literal"}})

cases := [
	{"note": "a public hospital, both entries", "input": uses({}, {}, {}), "want": pass},
	{"note": "a public hospital, no entry of its own", "input": uses({}, {}, {"deployer_ref": ""}), "want": fail("use_not_registered")},
	{"note": "a public hospital, the system is not registered", "input": uses({}, {}, {"provider_ref": ""}), "want": fail("system_not_registered")},
	{"note": "a public hospital, its own entry is not known", "input": uses({}, {}, {"deployer_ref": null}), "want": undetermined("registration_unknown")},
	{"note": "a public hospital, nothing is said", "input": uses({}, {}, nobody_says), "want": undetermined("registration_unknown")},
	{"note": "entries that are no texts", "input": uses({}, {}, {"provider_ref": 1, "deployer_ref": 2}), "want": undetermined("registration_unknown")},
	{"note": "also a device", "input": uses({}, {"annex_i": device}, nowhere), "want": fail("system_not_registered")},
	{"note": "a private contractor of the authority", "input": private("private", true, ["5(a)"]), "want": fail("system_not_registered")},
	{"note": "a private clinic", "input": private("private", false, ["5(d)"]), "want": not_applicable("no_public_authority")},
	{"note": "a private clinic that says nothing more", "input": private("private", null, ["5(d)"]), "want": not_applicable("no_public_authority")},
	{
		"note": "a private clinic with a public service",
		"input": private("private_public_service", null, ["5(d)"]),
		"want": not_applicable("no_public_authority"),
	},
	{"note": "private, entitlement to care: for whom?", "input": private("private", null, ["5(a)"]), "want": undetermined("kind_unknown")},
	{"note": "private, entitlement to care, for no authority", "input": private("private", false, ["5(a)"]), "want": not_applicable("no_public_authority")},
	{"note": "a body governed by public law", "input": private("body_governed_by_public_law", null, ["5(d)"]), "want": undetermined("kind_unknown")},
	{
		"note": "a body governed by public law, for no authority",
		"input": private("body_governed_by_public_law", false, ["5(d)"]),
		"want": not_applicable("no_public_authority"),
	},
	{"note": "the kind is not known", "input": private(null, null, ["5(d)"]), "want": undetermined("kind_unknown")},
	{"note": "the kind is not known, acts for nobody", "input": private(null, false, ["5(d)"]), "want": undetermined("kind_unknown")},
	{"note": "the kind is not known, both entries", "input": uses({"kind": null}, {}, {}), "want": pass},
	{
		"note": "high-risk as a device only",
		"input": uses({}, {"annex_i": device, "annex_iii_points": []}, nowhere),
		"want": not_applicable("not_annex_iii"),
	},
	{"note": "point 2 only", "input": uses({}, {"annex_iii_points": ["2"]}, nowhere), "want": not_applicable("not_annex_iii")},
	{"note": "literally, before the practical day", "input": literally(uses({}, {}, {"deployer_ref": ""})), "want": warns("fail", "use_not_registered")},
	{"note": "literally, the system is not registered", "input": literally(uses({}, {}, nowhere)), "want": warns("fail", "system_not_registered")},
	{"note": "literally, not known", "input": literally(uses({}, {}, nobody_says)), "want": warns("undetermined", "registration_unknown")},
	{
		"note": "literally, Annex III or not is not known",
		"input": literally(uses({}, {"annex_iii_points": null}, {})),
		"want": warns("undetermined", "annex_iii_unknown"),
	},
	{"note": "literally, the kind is not known", "input": literally(private(null, null, ["5(d)"])), "want": warns("undetermined", "kind_unknown")},
	{
		"note": "a provider only",
		"input": uses({"roles": ["provider"]}, {}, nowhere),
		"want": not_applicable("other_role"),
	},
	{
		"note": "outside the Union",
		"input": object.union(uses({}, {}, nowhere), {"deployment": {"jurisdictions": ["CN"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "practical", "input": uses({}, {}, {}), "want": "2027-12-02"},
	{"note": "literal", "input": literally(uses({}, {}, {})), "want": "2026-08-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
