package medguard.rules.cn.internet_dx.no_auto_prescription_test

import data.medguard.rules.cn.internet_dx.no_auto_prescription as rule

asked(deployment, types) := {
	"deployment": object.union({"jurisdictions": ["CN"], "channel": "internet_dx"}, deployment),
	"reply": {"output_types": types},
}

pass := {"status": "pass", "why": ""}

generated := {"status": "fail", "why": "generated_prescription"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

cases := [
	{"note": "a summary", "input": asked({}, ["summary"]), "want": pass},
	{"note": "nothing medical", "input": asked({}, []), "want": pass},
	{"note": "a prescription", "input": asked({}, ["prescription"]), "want": generated},
	{"note": "a prescription among education", "input": asked({}, ["education", "prescription"]), "want": generated},
	{
		"note": "on the ward",
		"input": asked({"channel": "in_person"}, ["prescription"]),
		"want": not_applicable("not_internet_diagnosis"),
	},
	{
		"note": "outside China",
		"input": asked({"jurisdictions": ["EU"]}, ["prescription"]),
		"want": not_applicable("outside_china"),
	},
	{"note": "the channel is not known", "input": asked({"channel": null}, ["summary"]), "want": undetermined("channel_unknown")},
	{"note": "not classified", "input": asked({}, null), "want": undetermined("output_type_unknown")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
