package medguard.rules.cn.restricted_tech.stop_trigger_test

import data.medguard.rules.cn.restricted_tech.stop_trigger as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

robot := {
	"jurisdictions": ["CN"],
	"technology_code": "G10",
	"robot_assisted": true,
	"use_case": "robotic_surgery",
	"specialty": "泌尿外科",
}

ablation := {
	"jurisdictions": ["CN"],
	"technology_code": "G08",
	"robot_assisted": false,
	"use_case": "treatment_support",
	"specialty": "普通外科",
}

nothing_restricted := {
	"jurisdictions": ["CN"],
	"technology_code": "none",
	"robot_assisted": false,
	"use_case": "documentation",
	"specialty": "泌尿外科",
}

asked(deployment, triggers) := {"deployment": deployment, "institution": {"stop_triggers": triggers}}

cases := [
	{"note": "nothing has happened", "input": asked(robot, []), "want": pass},
	{"note": "another technology, nothing has happened", "input": asked(ablation, []), "want": pass},
	{"note": "now banned", "input": asked(robot, ["banned"]), "want": fail("stop_ordered")},
	{"note": "the lead surgeon left", "input": asked(robot, ["key_staff_changed"]), "want": fail("stop_ordered")},
	{"note": "the robot is broken", "input": asked(robot, ["equipment_changed"]), "want": fail("stop_ordered")},
	{"note": "a serious event", "input": asked(robot, ["serious_event"]), "want": fail("stop_ordered")},
	{"note": "the effect is uncertain", "input": asked(robot, ["effect_uncertain"]), "want": fail("stop_ordered")},
	{"note": "two at once", "input": asked(robot, ["serious_event", "key_staff_changed"]), "want": fail("stop_ordered")},
	{"note": "another technology", "input": asked(ablation, ["serious_event"]), "want": fail("stop_ordered")},
	{"note": "the code says none, the robot counts", "input": asked(object.union(robot, {"technology_code": "none"}), ["banned"]), "want": fail("stop_ordered")},
	{"note": "not known", "input": asked(robot, null), "want": undetermined("triggers_unknown")},
	{"note": "no list", "input": asked(robot, "none"), "want": undetermined("triggers_unknown")},
	{"note": "nothing restricted", "input": asked(nothing_restricted, ["banned"]), "want": not_applicable("no_restricted_technology")},
	{
		"note": "a code alone makes no G10",
		"input": asked(object.union(nothing_restricted, {"technology_code": "G10"}), ["banned"]),
		"want": not_applicable("no_surgical_robot"),
	},
	{
		"note": "outside China",
		"input": asked(object.union(robot, {"jurisdictions": ["EU"]}), ["banned"]),
		"want": not_applicable("outside_china"),
	},
	{
		"note": "where is not known",
		"input": asked(object.union(robot, {"jurisdictions": []}), ["banned"]),
		"want": undetermined("jurisdictions_unknown"),
	},
	{
		"note": "robot or not is not known",
		"input": asked(object.union(nothing_restricted, {"robot_assisted": null}), ["banned"]),
		"want": undetermined("robot_unknown"),
	},
	{
		"note": "which technology is not known",
		"input": asked(object.union(nothing_restricted, {"technology_code": null}), ["banned"]),
		"want": undetermined("technology_unknown"),
	},
	{
		"note": "a technology that is on no list",
		"input": asked(object.union(nothing_restricted, {"technology_code": "G13"}), ["banned"]),
		"want": undetermined("technology_unknown"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
