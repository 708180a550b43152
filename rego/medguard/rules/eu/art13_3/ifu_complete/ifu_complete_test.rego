package medguard.rules.eu.art13_3.ifu_complete_test

import data.medguard.rules.eu.art13_3.ifu_complete as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

warned(why) := {"status": "fail", "why": why, "at_most": "warn"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

mandatory := [
	"provider_identity", "intended_purpose", "accuracy", "foreseeable_risks", "human_oversight",
	"resources", "lifetime", "maintenance", "declared_metrics",
]

conditional := [
	"explanation_capabilities", "group_performance", "input_specifications",
	"interpretation", "predetermined_changes", "log_mechanisms",
]

fifteen := array.concat(mandatory, conditional)

all := object.union({name: true | some name in fifteen}, {"ref": "IFU-3", "not_applicable": []})

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

of(roles, system, change) := {
	"operator": {"roles": roles},
	"deployment": {"jurisdictions": ["EU"], "instructions": object.union(all, change)},
	"system": system,
}

asked(change) := of(["provider"], device, change)

lacking := [{"note": concat(" ", ["lacking:", name]), "input": asked({name: false}), "want": fail("section_missing")} |
	some name in fifteen
]

unknown := [{"note": concat(" ", ["not known:", name]), "input": asked({name: null}), "want": undetermined("section_unknown")} |
	some name in fifteen
]

left_out := [{"note": concat(" ", ["left out with a reason:", name]), "input": asked({name: null, "not_applicable": [name]}), "want": pass} |
	some name in conditional
]

never := [{"note": concat(" ", ["never left out:", name]), "input": asked({name: false, "not_applicable": [name]}), "want": fail("section_missing")} |
	some name in mandatory
]

others := [
	{"note": "all fifteen", "input": asked({}), "want": pass},
	{"note": "all fifteen, held by a deployer", "input": of(["deployer"], device, {}), "want": pass},
	{"note": "nothing is said to be left out", "input": asked({"not_applicable": null}), "want": pass},
	{"note": "another is left out", "input": asked({"group_performance": false, "not_applicable": ["interpretation"]}), "want": fail("section_missing")},
	{"note": "no instructions", "input": asked({"ref": ""}), "want": fail("no_instructions")},
	{"note": "a deployer is only warned", "input": of(["deployer"], device, {"human_oversight": false}), "want": warned("section_missing")},
	{"note": "a deployer without instructions", "input": of(["deployer"], device, {"ref": ""}), "want": warned("no_instructions")},
	{
		"note": "a deployer who does not know",
		"input": of(["deployer"], device, {"human_oversight": null}),
		"want": {"status": "undetermined", "why": "section_unknown", "at_most": "warn"},
	},
	{"note": "who is both answers as provider", "input": of(["deployer", "provider"], device, {"human_oversight": false}), "want": fail("section_missing")},
	{"note": "emergency triage, Annex III", "input": of(["provider"], triage, {"lifetime": false}), "want": fail("section_missing")},
	{"note": "one is missing, another not known", "input": asked({"lifetime": false, "resources": null}), "want": fail("section_missing")},
	{
		"note": "not high-risk",
		"input": of(["provider"], {"annex_i": {"act": "none"}, "annex_iii_points": []}, {"ref": ""}),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "class not known",
		"input": of(["provider"], {"annex_i": {"act": "MDR"}, "annex_iii_points": []}, {}),
		"want": undetermined("high_risk_unknown"),
	},
	{"note": "an importer only", "input": of(["importer"], device, {"ref": ""}), "want": not_applicable("other_role")},
	{
		"note": "placed before, never changed",
		"input": object.union(
			of(["provider"], object.union(device, {"first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}), {"ref": ""}),
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

cases := [case |
	some part in [others, lacking, unknown, left_out, never]
	some case in part
]

first_days := [
	{"note": "a device", "input": asked({}), "want": "2028-08-02"},
	{"note": "Annex III", "input": of(["provider"], triage, {}), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": of(["provider"], object.union(device, {"annex_iii_points": ["5(d)"]}), {}), "want": "2027-12-02"},
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
