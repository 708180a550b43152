package medguard.rules.cn.restricted_tech.department_test

import data.medguard.rules.cn.restricted_tech.department as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

wider := {"status": "undetermined", "why": "only_wider_registered", "at_most": "require_human_review"}

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

asked(deployment, departments) := {"deployment": deployment, "institution": {"registered_departments": departments}}

specialty(name) := asked(object.union(robot, {"specialty": name}), ["泌尿外科", "普通外科"])

cases := [
	{"note": "registered", "input": asked(robot, ["泌尿外科", "普通外科"]), "want": pass},
	{"note": "registered, with 专业", "input": asked(robot, ["外科", "泌尿外科专业"]), "want": pass},
	{"note": "used with 专业, registered without", "input": specialty(" 泌尿外科专业 "), "want": pass},
	{"note": "another technology, registered", "input": asked(ablation, ["普通外科"]), "want": pass},
	{"note": "another specialty", "input": specialty("心脏大血管外科"), "want": fail("department_not_registered")},
	{"note": "another technology, not registered", "input": asked(ablation, ["眼科"]), "want": fail("department_not_registered")},
	{"note": "nothing is registered", "input": asked(robot, []), "want": fail("department_not_registered")},
	{"note": "another wide specialty", "input": asked(robot, ["内科"]), "want": fail("department_not_registered")},
	{"note": "only a narrower one", "input": specialty("外科"), "want": fail("department_not_registered")},
	{"note": "the code says none, the robot counts", "input": asked(object.union(robot, {"technology_code": "none"}), []), "want": fail("department_not_registered")},
	{"note": "only the wider one", "input": asked(robot, ["内科", "外科"]), "want": wider},
	{"note": "the specialty is not known", "input": specialty(null), "want": undetermined("departments_unknown")},
	{"note": "an empty specialty", "input": specialty(" "), "want": undetermined("departments_unknown")},
	{"note": "what is registered is not known", "input": asked(robot, null), "want": undetermined("departments_unknown")},
	{"note": "what is registered is no list", "input": asked(robot, "眼科"), "want": undetermined("departments_unknown")},
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
