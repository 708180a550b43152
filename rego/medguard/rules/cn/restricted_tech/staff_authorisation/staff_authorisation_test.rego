package medguard.rules.cn.restricted_tech.staff_authorisation_test

import data.medguard.rules.cn.restricted_tech.staff_authorisation as rule

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

asked(deployment, technologies) := {"deployment": deployment, "actor": {"authorised_technologies": technologies}}

both := object.union(robot, {"technology_code": "G12"})

cases := [
	{"note": "authorised", "input": asked(robot, ["G10"]), "want": pass},
	{"note": "authorised among others", "input": asked(robot, ["G08", "G10"]), "want": pass},
	{"note": "another technology, authorised", "input": asked(ablation, ["G08"]), "want": pass},
	{"note": "robot and autotransplant, both", "input": asked(both, ["G10", "G12"]), "want": pass},
	{"note": "not authorised for anything", "input": asked(robot, []), "want": fail("not_authorised")},
	{"note": "authorised for another", "input": asked(robot, ["G08"]), "want": fail("not_authorised")},
	{"note": "another technology, not authorised", "input": asked(ablation, ["G10"]), "want": fail("not_authorised")},
	{"note": "robot and autotransplant, only the robot", "input": asked(both, ["G10"]), "want": fail("not_authorised")},
	{"note": "the code says none, the robot counts", "input": asked(object.union(robot, {"technology_code": "none"}), []), "want": fail("not_authorised")},
	{"note": "not known", "input": asked(robot, null), "want": undetermined("authorisation_unknown")},
	{"note": "no list", "input": asked(robot, "G10"), "want": undetermined("authorisation_unknown")},
	{"note": "no list, of another", "input": asked(robot, "G08"), "want": undetermined("authorisation_unknown")},
	{"note": "nothing restricted", "input": asked(nothing_restricted, []), "want": not_applicable("no_restricted_technology")},
	{
		"note": "a code alone makes no G10",
		"input": asked(object.union(nothing_restricted, {"technology_code": "G10"}), []),
		"want": not_applicable("no_surgical_robot"),
	},
	{
		"note": "outside China",
		"input": asked(object.union(robot, {"jurisdictions": ["EU"]}), []),
		"want": not_applicable("outside_china"),
	},
	{
		"note": "where is not known",
		"input": asked(object.union(robot, {"jurisdictions": []}), []),
		"want": undetermined("jurisdictions_unknown"),
	},
	{
		"note": "robot or not is not known",
		"input": asked(object.union(nothing_restricted, {"robot_assisted": null}), []),
		"want": undetermined("robot_unknown"),
	},
	{
		"note": "which technology is not known",
		"input": asked(object.union(nothing_restricted, {"technology_code": null}), []),
		"want": undetermined("technology_unknown"),
	},
	{
		"note": "a technology that is on no list",
		"input": asked(object.union(nothing_restricted, {"technology_code": "G13"}), []),
		"want": undetermined("technology_unknown"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
