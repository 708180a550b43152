package medguard.rules.cn.nmpa.registration_test

import data.medguard.rules.cn.nmpa.registration as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

review(why) := {"status": "fail", "why": why, "at_most": "require_human_review"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

reader := {"processes_device_data": true, "function": "decision_support", "registration_no": "国械注准20263210001"}

place := {"jurisdictions": ["CN"], "channel": "in_person"}

at(deployment, change) := {"deployment": object.union(object.union(place, deployment), {"device": object.union(reader, change)})}

asked(change) := at({}, change)

measuring(number) := asked({"function": "data_processing", "registration_no": number})

cases := [
	{"note": "reads CT images, class III", "input": asked({}), "want": pass},
	{"note": "imported, class III", "input": asked({"registration_no": "国械注进20233210123"}), "want": pass},
	{"note": "measures a lesion, class II of a province", "input": measuring("沪械注准20232210456"), "want": pass},
	{"note": "measures a lesion, imported class II", "input": measuring("国械注进20232210456"), "want": pass},
	{"note": "measures a lesion, class III", "input": measuring("国械注准20263210001"), "want": pass},
	{"note": "reads CT images, not registered", "input": asked({"registration_no": "none"}), "want": fail("not_registered")},
	{"note": "reads CT images, an empty number", "input": asked({"registration_no": ""}), "want": fail("not_registered")},
	{"note": "measures a lesion, not registered", "input": measuring("none"), "want": fail("not_registered")},
	{
		"note": "not registered, in research",
		"input": at({"channel": "research"}, {"registration_no": "none"}),
		"want": review("not_registered"),
	},
	{"note": "registered, in research", "input": at({"channel": "research"}, {}), "want": pass},
	{
		"note": "decision support on a class II number",
		"input": asked({"registration_no": "沪械注准20232210456"}),
		"want": review("class_too_low"),
	},
	{
		"note": "a class I record, no registration",
		"input": asked({"registration_no": "国械备20230001"}),
		"want": fail("number_malformed"),
	},
	{
		"note": "class III from a province",
		"input": asked({"registration_no": "沪械注准20233210456"}),
		"want": fail("number_malformed"),
	},
	{"note": "measures a lesion on an FDA number", "input": measuring("K213456"), "want": fail("number_malformed")},
	{"note": "measures a lesion, the number not known", "input": measuring(null), "want": undetermined("device_unknown")},
	{"note": "an FDA number", "input": asked({"registration_no": "K213456"}), "want": fail("number_malformed")},
	{
		"note": "a complaint in words: no device data",
		"input": asked({"processes_device_data": false, "registration_no": "none"}),
		"want": not_applicable("not_a_device"),
	},
	{
		"note": "device data without a medical function",
		"input": asked({"function": "none", "registration_no": "none"}),
		"want": not_applicable("not_a_device"),
	},
	{
		"note": "no device data, function not known",
		"input": asked({"processes_device_data": false, "function": null, "registration_no": null}),
		"want": not_applicable("not_a_device"),
	},
	{
		"note": "what data it processes is not known, not registered",
		"input": asked({"processes_device_data": null, "registration_no": "none"}),
		"want": undetermined("device_unknown"),
	},
	{
		"note": "the same in research",
		"input": at({"channel": "research"}, {"processes_device_data": null, "registration_no": "none"}),
		"want": undetermined("device_unknown"),
	},
	{
		"note": "what it does with device data is not known, not registered",
		"input": asked({"function": null, "registration_no": "none"}),
		"want": undetermined("device_unknown"),
	},
	{"note": "what it is is not known, class III", "input": asked({"processes_device_data": null}), "want": pass},
	{
		"note": "what it does is not known, class II",
		"input": asked({"function": null, "registration_no": "沪械注准20232210456"}),
		"want": undetermined("device_unknown"),
	},
	{
		"note": "whether it is a device is not known, decision support on class II",
		"input": asked({"processes_device_data": null, "registration_no": "沪械注准20232210456"}),
		"want": undetermined("device_unknown"),
	},
	{
		"note": "whether it is a device is not known, a malformed number",
		"input": asked({"processes_device_data": null, "registration_no": "K213456"}),
		"want": undetermined("device_unknown"),
	},
	{"note": "the number is not known", "input": asked({"registration_no": null}), "want": undetermined("device_unknown")},
	{
		"note": "the number is not known, in research",
		"input": at({"channel": "research"}, {"registration_no": null}),
		"want": undetermined("device_unknown"),
	},
	{"note": "a number that is no text", "input": asked({"registration_no": 20263210001}), "want": undetermined("device_unknown")},
	{
		"note": "outside China",
		"input": at({"jurisdictions": ["EU"]}, {"registration_no": "none"}),
		"want": not_applicable("outside_china"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
