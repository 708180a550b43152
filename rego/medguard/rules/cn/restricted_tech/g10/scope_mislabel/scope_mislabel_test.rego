package medguard.rules.cn.restricted_tech.g10.scope_mislabel_test

import data.medguard.rules.cn.restricted_tech.g10.scope_mislabel as rule

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
	{"note": "G10 with a robot", "input": asked("G10", true, "robotic_surgery"), "want": pass},
	{"note": "G10 with a robot that is planned, not driven", "input": asked("G10", true, "treatment_support"), "want": pass},
	{"note": "G10 for robotic surgery, whatever the other fact says", "input": asked("G10", false, "robotic_surgery"), "want": pass},
	{"note": "G10 for diagnosis", "input": asked("G10", false, "diagnosis_support"), "want": fail("no_robot_but_g10")},
	{"note": "G10 for treatment advice in words", "input": asked("G10", false, "treatment_support"), "want": fail("no_robot_but_g10")},
	{"note": "G10 for a summary", "input": asked("G10", false, "summary"), "want": fail("no_robot_but_g10")},
	{"note": "G10, no robot, use not stated", "input": asked("G10", false, null), "want": fail("no_robot_but_g10")},
	{"note": "G10, robot or not is not known", "input": asked("G10", null, "diagnosis_support"), "want": undetermined("robot_unknown")},
	{"note": "none, no robot", "input": asked("none", false, "diagnosis_support"), "want": not_applicable("other_code")},
	{"note": "another technology", "input": asked("G08", false, "treatment_support"), "want": not_applicable("other_code")},
	{"note": "a robot without the code: another rule", "input": asked("none", true, "robotic_surgery"), "want": not_applicable("other_code")},
	{"note": "no code is stated", "input": asked(null, false, "diagnosis_support"), "want": undetermined("technology_unknown")},
	{"note": "no code is stated, with a robot", "input": asked(null, true, "robotic_surgery"), "want": undetermined("technology_unknown")},
	{"note": "a code that is no text", "input": asked(10, false, "summary"), "want": undetermined("technology_unknown")},
	{
		"note": "outside China",
		"input": {"deployment": {"jurisdictions": ["US"], "technology_code": "G10", "robot_assisted": false, "use_case": "summary"}},
		"want": not_applicable("outside_china"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
