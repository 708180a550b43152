package medguard.rules.cn.restricted_tech.case_report_test

import data.medguard.rules.cn.restricted_tech.case_report as rule

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

asked(deployment, reported) := {"deployment": object.union(deployment, {"keep": {"cases_reported": reported}})}

cases := [
	{"note": "reported", "input": asked(robot, true), "want": pass},
	{"note": "another technology, reported", "input": asked(ablation, true), "want": pass},
	{"note": "not reported", "input": asked(robot, false), "want": fail("cases_not_reported")},
	{"note": "another technology, not reported", "input": asked(ablation, false), "want": fail("cases_not_reported")},
	{"note": "the code says none, the robot counts", "input": asked(object.union(robot, {"technology_code": "none"}), false), "want": fail("cases_not_reported")},
	{"note": "not known", "input": asked(robot, null), "want": undetermined("reports_unknown")},
	{"note": "a number of cases", "input": asked(robot, 12), "want": undetermined("reports_unknown")},
	{"note": "nothing restricted", "input": asked(nothing_restricted, false), "want": not_applicable("no_restricted_technology")},
	{
		"note": "a code alone makes no G10",
		"input": asked(object.union(nothing_restricted, {"technology_code": "G10"}), false),
		"want": not_applicable("no_surgical_robot"),
	},
	{
		"note": "outside China",
		"input": asked(object.union(robot, {"jurisdictions": ["EU"]}), false),
		"want": not_applicable("outside_china"),
	},
	{
		"note": "where is not known",
		"input": asked(object.union(robot, {"jurisdictions": []}), false),
		"want": undetermined("jurisdictions_unknown"),
	},
	{
		"note": "robot or not is not known",
		"input": asked(object.union(nothing_restricted, {"robot_assisted": null}), false),
		"want": undetermined("robot_unknown"),
	},
	{
		"note": "which technology is not known",
		"input": asked(object.union(nothing_restricted, {"technology_code": null}), false),
		"want": undetermined("technology_unknown"),
	},
	{
		"note": "a technology that is on no list",
		"input": asked(object.union(nothing_restricted, {"technology_code": "G13"}), false),
		"want": undetermined("technology_unknown"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
