package medguard.rules.cn.nmpa.intended_use_test

import data.medguard.rules.cn.nmpa.intended_use as rule

pass := {"status": "pass", "why": ""}

outside := {"status": "fail", "why": "outside_intended_use"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

registered := {
	"registration_no": "国械注准20263210001",
	"intended_uses": ["lung_nodule_ct"],
	"processes_device_data": true,
	"function": "decision_support",
}

used(deployment, device) := {"deployment": object.union(
	object.union({"jurisdictions": ["CN"], "use_case": "documentation", "purpose": null}, deployment),
	{"device": object.union(registered, device)},
)}

cases := [
	{"note": "the use case is registered", "input": used({}, {"intended_uses": ["triage", "documentation"]}), "want": pass},
	{"note": "the purpose is registered", "input": used({"purpose": "lung_nodule_ct"}, {}), "want": pass},
	{"note": "registered for lungs, used for documentation", "input": used({}, {}), "want": outside},
	{"note": "another purpose", "input": used({"purpose": "breast_ultrasound"}, {}), "want": outside},
	{"note": "another purpose, no use case", "input": used({"use_case": null, "purpose": "breast_ultrasound"}, {}), "want": outside},
	{"note": "registered for nothing", "input": used({}, {"intended_uses": []}), "want": outside},
	{"note": "no device data, and yet registered", "input": used({}, {"processes_device_data": false}), "want": outside},
	{
		"note": "not registered",
		"input": used({}, {"registration_no": "none"}),
		"want": not_applicable("not_registered_device"),
	},
	{
		"note": "no number known, no device data",
		"input": used({}, {"registration_no": null, "processes_device_data": false}),
		"want": not_applicable("not_registered_device"),
	},
	{
		"note": "no number known, no medical function",
		"input": used({}, {"registration_no": null, "function": "none"}),
		"want": not_applicable("not_registered_device"),
	},
	{
		"note": "no number known, a device",
		"input": used({}, {"registration_no": null}),
		"want": undetermined("intended_use_unknown"),
	},
	{
		"note": "no number known, its use among those stated",
		"input": used({}, {"registration_no": null, "intended_uses": ["documentation"]}),
		"want": undetermined("intended_use_unknown"),
	},
	{
		"note": "the registered uses are not known",
		"input": used({}, {"intended_uses": null}),
		"want": undetermined("intended_use_unknown"),
	},
	{"note": "the use is not known", "input": used({"use_case": null}, {}), "want": undetermined("intended_use_unknown")},
	{
		"note": "no use case on either side",
		"input": used({"use_case": null}, {"intended_uses": [null]}),
		"want": undetermined("intended_use_unknown"),
	},
	{
		"note": "no use on either side",
		"input": used({"use_case": "", "purpose": ""}, {"intended_uses": [""]}),
		"want": undetermined("intended_use_unknown"),
	},
	{"note": "outside China", "input": used({"jurisdictions": ["EU"]}, {}), "want": not_applicable("outside_china")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
