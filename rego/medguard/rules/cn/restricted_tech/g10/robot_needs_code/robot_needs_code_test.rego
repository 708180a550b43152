package medguard.rules.cn.restricted_tech.g10.robot_needs_code_test

import data.medguard.rules.cn.restricted_tech.g10.robot_needs_code as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

asked(code, robot, use) := {"deployment": {
	"jurisdictions": ["CN"],
	"technology_code": code,
	"robot_assisted": robot,
	"use_case": use,
}}

cases := [
	{"note": "a robot, declared", "input": asked("G10", true, "robotic_surgery"), "want": pass},
	{"note": "declared, robot or not is not known", "input": asked("G10", null, "treatment_support"), "want": pass},
	{"note": "a robot, declared as nothing", "input": asked("none", true, "robotic_surgery"), "want": fail("robot_without_code")},
	{"note": "plans a robot's path in a summary", "input": asked("none", true, "summary"), "want": fail("robot_without_code")},
	{"note": "robotic use, robot denied", "input": asked("none", false, "robotic_surgery"), "want": fail("robot_without_code")},
	{"note": "a robot, declared as another technology that it is as well", "input": asked("G12", true, "robotic_surgery"), "want": pass},
	{"note": "another technology, robot or not is not known", "input": asked("G12", null, "treatment_support"), "want": undetermined("robot_unknown")},
	{"note": "a robot, declared as what is on no list", "input": asked("G13", true, "robotic_surgery"), "want": fail("robot_without_code")},
	{"note": "a robot, not declared", "input": asked(null, true, "robotic_surgery"), "want": undetermined("technology_unknown")},
	{"note": "no robot", "input": asked("none", false, "documentation"), "want": not_applicable("no_surgical_robot")},
	{"note": "no robot, whatever the code", "input": asked("G10", false, "summary"), "want": not_applicable("no_surgical_robot")},
	{"note": "robot or not is not known", "input": asked("none", null, "documentation"), "want": undetermined("robot_unknown")},
	{
		"note": "outside China",
		"input": {"deployment": {"jurisdictions": ["EU"], "technology_code": "none", "robot_assisted": true, "use_case": "robotic_surgery"}},
		"want": not_applicable("outside_china"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
