package medguard.rules.eu.art20_26_5.suspension_test

import data.medguard.rules.eu.art20_26_5.suspension as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

of(system, status, risk) := {
	"operator": {"roles": ["deployer"]},
	"deployment": {"jurisdictions": ["EU"], "risk_79": risk},
	"system": object.union(system, {"conformity_status": status}),
}

asked(status, risk) := of(device, status, risk)

by(roles) := object.union(asked("recalled", false), {"operator": {"roles": roles}})

cases := [
	{"note": "conforms, no risk", "input": asked("conforming", false), "want": pass},
	{"note": "a risk is flagged", "input": asked("conforming", true), "want": fail("risk_flagged")},
	{"note": "a risk is flagged, the rest is not known", "input": asked(null, true), "want": fail("risk_flagged")},
	{"note": "does not conform", "input": asked("non_conforming", false), "want": fail("not_conforming")},
	{"note": "withdrawn", "input": asked("withdrawn", false), "want": fail("not_conforming")},
	{"note": "disabled", "input": asked("disabled", false), "want": fail("not_conforming")},
	{"note": "recalled", "input": asked("recalled", false), "want": fail("not_conforming")},
	{"note": "recalled, risk not known", "input": asked("recalled", null), "want": fail("not_conforming")},
	{"note": "a provider", "input": by(["provider"]), "want": fail("not_conforming")},
	{"note": "emergency triage, Annex III", "input": of(triage, "conforming", true), "want": fail("risk_flagged")},
	{"note": "status not known", "input": asked(null, false), "want": undetermined("status_unknown")},
	{"note": "a status of nobody's", "input": asked("pending", false), "want": undetermined("status_unknown")},
	{"note": "risk not known", "input": asked("conforming", null), "want": undetermined("status_unknown")},
	{"note": "an importer only", "input": by(["importer"]), "want": not_applicable("other_role")},
	{
		"note": "not high-risk",
		"input": of({"annex_i": {"act": "none"}, "annex_iii_points": []}, "recalled", true),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "class not known",
		"input": of({"annex_i": {"act": "MDR"}, "annex_iii_points": []}, "conforming", false),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "placed before, never changed",
		"input": object.union(
			of(object.union(device, {"first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}), "conforming", true),
			{"now": "2029-01-01T00:00:00Z"},
		),
		"want": not_applicable("legacy_system"),
	},
	{
		"note": "outside the Union",
		"input": object.union(asked("recalled", true), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "a device", "input": asked("conforming", false), "want": "2028-08-02"},
	{"note": "Annex III", "input": of(triage, "conforming", false), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": of(object.union(device, {"annex_iii_points": ["5(d)"]}), "conforming", false), "want": "2027-12-02"},
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
