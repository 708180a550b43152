package medguard.rules.eu.art26_9.dpia_test

import data.medguard.rules.eu.art26_9.dpia as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"]}

uses(system, instructions, dpia) := {
	"operator": {"roles": ["deployer"]},
	"system": system,
	"deployment": {
		"jurisdictions": ["EU"],
		"instructions": {"ref": instructions},
		"dpia": object.union({"required": true, "ref": "DPIA-3", "instructions_ref": "IFU-2"}, dpia),
	},
}

with_dpia(change) := uses(device, "IFU-2", change)

cases := [
	{"note": "rests on the instructions in force", "input": with_dpia({}), "want": pass},
	{"note": "rests on the old instructions", "input": with_dpia({"instructions_ref": "IFU-1"}), "want": fail("other_instructions")},
	{"note": "rests on none", "input": with_dpia({"instructions_ref": ""}), "want": fail("other_instructions")},
	{"note": "Annex III, rests on the old ones", "input": uses(triage, "IFU-3", {}), "want": fail("other_instructions")},
	{"note": "no assessment", "input": with_dpia({"ref": "", "instructions_ref": null}), "want": fail("no_assessment")},
	{"note": "not required", "input": with_dpia({"required": false, "ref": ""}), "want": not_applicable("not_required")},
	{"note": "required or not is not known, and there is none", "input": with_dpia({"required": null, "ref": ""}), "want": undetermined("assessment_unknown")},
	{
		"note": "required or not is not known, and it is old",
		"input": with_dpia({"required": null, "instructions_ref": "IFU-1"}),
		"want": undetermined("assessment_unknown"),
	},
	{"note": "required or not is not known, and it is good", "input": with_dpia({"required": null}), "want": pass},
	{"note": "an assessment or not is not known", "input": with_dpia({"ref": null}), "want": undetermined("assessment_unknown")},
	{
		"note": "an assessment or not is not known, old instructions",
		"input": with_dpia({"ref": null, "instructions_ref": "IFU-1"}),
		"want": undetermined("assessment_unknown"),
	},
	{"note": "on which instructions is not known", "input": with_dpia({"instructions_ref": null}), "want": undetermined("assessment_unknown")},
	{"note": "the instructions in force are not known", "input": uses(device, null, {}), "want": undetermined("assessment_unknown")},
	{"note": "no instructions, and it rests on none", "input": uses(device, "", {"instructions_ref": ""}), "want": undetermined("assessment_unknown")},
	{
		"note": "not high-risk",
		"input": uses({"annex_i": {"act": "none"}, "annex_iii_points": []}, "IFU-2", {"ref": ""}),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "a provider only",
		"input": object.union(with_dpia({"ref": ""}), {"operator": {"roles": ["provider"]}}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "outside the Union",
		"input": object.union(with_dpia({"ref": ""}), {"deployment": {"jurisdictions": ["CN"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "a device", "input": with_dpia({}), "want": "2028-08-02"},
	{"note": "Annex III", "input": uses(triage, "IFU-2", {}), "want": "2027-12-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
