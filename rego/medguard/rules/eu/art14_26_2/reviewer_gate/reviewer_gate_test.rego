package medguard.rules.eu.art14_26_2.reviewer_gate_test

import data.medguard.rules.eu.art14_26_2.reviewer_gate as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

unknown := {"status": "undetermined", "why": "review_unknown", "at_most": "require_human_review"}

review := {"ref": "RV-1", "done": true, "outcome": "edited", "competent": true}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

of(system, decides, change) := {
	"operator": {"roles": ["deployer"]},
	"deployment": {"jurisdictions": ["EU"], "decides_about_persons": decides},
	"system": system,
	"review": object.union(review, change),
}

asked(change) := of(device, true, change)

by(roles) := object.union(asked({"done": false}), {"operator": {"roles": roles}})

cases := [
	{"note": "edited by an authorised clinician", "input": asked({}), "want": pass},
	{"note": "accepted", "input": asked({"outcome": "accepted"}), "want": pass},
	{"note": "overridden", "input": asked({"outcome": "overridden"}), "want": pass},
	{"note": "nobody has looked", "input": asked({"done": false, "ref": null, "outcome": null, "competent": null}), "want": fail("not_reviewed")},
	{"note": "nobody has looked, though all else is filled in", "input": asked({"done": false}), "want": fail("not_reviewed")},
	{"note": "training expired", "input": asked({"competent": false}), "want": fail("reviewer_not_competent")},
	{"note": "training expired, outcome not known", "input": asked({"competent": false, "outcome": null}), "want": fail("reviewer_not_competent")},
	{"note": "rejected", "input": asked({"outcome": "rejected"}), "want": fail("rejected")},
	{"note": "emergency triage, Annex III", "input": of(triage, true, {"done": false}), "want": fail("not_reviewed")},
	{
		"note": "who is provider and deployer",
		"input": by(["provider", "deployer"]),
		"want": fail("not_reviewed"),
	},
	{
		"note": "no decision about persons",
		"input": of(device, false, {"done": false}),
		"want": not_applicable("no_decision_about_persons"),
	},
	{"note": "whether it decides is not known", "input": of(device, null, {"done": false}), "want": undetermined("decision_unknown")},
	{"note": "whether reviewed is not known", "input": asked({"done": null}), "want": unknown},
	{"note": "competence not known", "input": asked({"competent": null}), "want": unknown},
	{"note": "outcome not known", "input": asked({"outcome": null}), "want": unknown},
	{"note": "an outcome of nobody's", "input": asked({"outcome": "seen"}), "want": unknown},
	{"note": "no reference", "input": asked({"ref": null}), "want": unknown},
	{"note": "an empty reference", "input": asked({"ref": ""}), "want": unknown},
	{"note": "a provider only", "input": by(["provider"]), "want": not_applicable("other_role")},
	{
		"note": "not high-risk",
		"input": of({"annex_i": {"act": "none"}, "annex_iii_points": []}, true, {"done": false}),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "class not known",
		"input": of({"annex_i": {"act": "MDR"}, "annex_iii_points": []}, true, {}),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "placed before, never changed",
		"input": object.union(
			of(object.union(device, {"first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}), true, {"done": false}),
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

first_days := [
	{"note": "a device", "input": asked({}), "want": "2028-08-02"},
	{"note": "Annex III", "input": of(triage, true, {}), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": of(object.union(device, {"annex_iii_points": ["5(d)"]}), true, {}), "want": "2027-12-02"},
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
