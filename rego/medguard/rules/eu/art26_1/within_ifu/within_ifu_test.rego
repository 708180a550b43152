package medguard.rules.eu.art26_1.within_ifu_test

import data.medguard.rules.eu.art26_1.within_ifu as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

unknown := undetermined("use_unknown")

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

# Adult radiology. The instructions exclude children.
instructions := {
	"purposes": ["radiology_report"],
	"populations": ["adult", "elderly"],
	"languages": ["de", "en"],
	"settings": ["hospital"],
}

use := {
	"jurisdictions": ["EU"],
	"purpose": "radiology_report",
	"population": "adult",
	"language": "de",
	"setting": "hospital",
}

of(system, used, allowed) := {
	"operator": {"roles": ["deployer"]},
	"deployment": object.union(object.union(use, used), {"instructions": object.union(instructions, allowed)}),
	"system": system,
}

used(change) := of(device, change, {})

allowed(change) := of(device, {}, change)

by(roles) := object.union(used({"population": "paediatric"}), {"operator": {"roles": roles}})

lists := {"purpose": "purposes", "population": "populations", "language": "languages", "setting": "settings"}

not_stated := [{"note": concat(" ", ["not stated:", name]), "input": used({name: null}), "want": unknown} | some name, _ in lists]

numbers := [{"note": concat(" ", ["a number:", name]), "input": used({name: 7}), "want": unknown} | some name, _ in lists]

not_named := [{"note": concat(" ", ["the instructions were not read:", list]), "input": allowed({list: null}), "want": unknown} | some list in lists]

empty := [{"note": concat(" ", ["an empty list:", list]), "input": allowed({list: []}), "want": unknown} | some list in lists]

others := [
	{"note": "adult radiology", "input": used({}), "want": pass},
	{"note": "another language that is named", "input": used({"language": "en"}), "want": pass},
	{"note": "children", "input": used({"population": "paediatric"}), "want": fail("use_outside")},
	{"note": "a language that is not named", "input": used({"language": "fr"}), "want": fail("use_outside")},
	{"note": "at home", "input": used({"setting": "home"}), "want": fail("use_outside")},
	{"note": "another purpose", "input": used({"purpose": "triage"}), "want": fail("purpose_outside")},
	{"note": "another purpose, and children", "input": used({"purpose": "triage", "population": "paediatric"}), "want": fail("purpose_outside")},
	{"note": "children, setting not stated", "input": used({"population": "paediatric", "setting": null}), "want": fail("use_outside")},
	{"note": "children, purpose not stated", "input": used({"population": "paediatric", "purpose": null}), "want": fail("use_outside")},
	{"note": "emergency triage, Annex III", "input": of(triage, {"population": "paediatric"}, {}), "want": fail("use_outside")},
	{"note": "no word for the population", "input": used({"population": " "}), "want": unknown},
	{"note": "a number that is among numbers", "input": of(device, {"population": 7}, {"populations": [7]}), "want": unknown},
	{"note": "who is both", "input": by(["provider", "deployer"]), "want": fail("use_outside")},
	{"note": "a provider only", "input": by(["provider"]), "want": not_applicable("other_role")},
	{
		"note": "not high-risk",
		"input": of({"annex_i": {"act": "none"}, "annex_iii_points": []}, {"population": "paediatric"}, {}),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "class not known",
		"input": of({"annex_i": {"act": "MDR"}, "annex_iii_points": []}, {}, {}),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "placed before, never changed",
		"input": object.union(
			of(object.union(device, {"first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}), {"purpose": "triage"}, {}),
			{"now": "2029-01-01T00:00:00Z"},
		),
		"want": not_applicable("legacy_system"),
	},
	{"note": "outside the Union", "input": used({"jurisdictions": ["US"]}), "want": not_applicable("outside_eu")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

cases := [case |
	some part in [others, not_stated, numbers, not_named, empty]
	some case in part
]

first_days := [
	{"note": "a device", "input": used({}), "want": "2028-08-02"},
	{"note": "Annex III", "input": of(triage, {}, {}), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": of(object.union(device, {"annex_iii_points": ["5(d)"]}), {}, {}), "want": "2027-12-02"},
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
