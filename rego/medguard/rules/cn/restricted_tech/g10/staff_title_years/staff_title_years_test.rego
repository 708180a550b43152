package medguard.rules.cn.restricted_tech.g10.staff_title_years_test

import data.medguard.rules.cn.restricted_tech.g10.staff_title_years as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why, "at_most": "require_human_review"}

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

asked(deployment, actor) := {"deployment": deployment, "actor": actor}

by(title, years) := asked(robot, {"title": title, "years_in_specialty": years})

young := {"title": "主治医师", "years_in_specialty": 4}

cases := [
	{"note": "副主任医师, twelve years", "input": by("副主任医师", 12), "want": pass},
	{"note": "主任医师, ten years", "input": by("主任医师", 10), "want": pass},
	{"note": "nine years", "input": by("副主任医师", 9), "want": fail("years_too_few")},
	{"note": "主治医师, four years", "input": by("主治医师", 4), "want": fail("title_too_low")},
	{"note": "主治医师, twenty years", "input": by("主治医师", 20), "want": fail("title_too_low")},
	{"note": "a low title, the years not known", "input": by("住院医师", null), "want": fail("title_too_low")},
	{"note": "few years, the title not known", "input": by(null, 3), "want": fail("years_too_few")},
	{"note": "few years, an empty title", "input": by(" ", 3), "want": fail("years_too_few")},
	{"note": "the code says none, the robot counts", "input": asked(object.union(robot, {"technology_code": "none"}), young), "want": fail("title_too_low")},
	{"note": "the title is not known", "input": by(null, 12), "want": undetermined("title_years_unknown")},
	{"note": "the years are not known", "input": by("主任医师", null), "want": undetermined("title_years_unknown")},
	{"note": "years that are no number", "input": by("主任医师", "3"), "want": undetermined("title_years_unknown")},
	{"note": "where is not known", "input": asked(object.union(robot, {"jurisdictions": []}), young), "want": undetermined("jurisdictions_unknown")},
	{
		"note": "another restricted technology, no robot",
		"input": asked(ablation, young),
		"want": not_applicable("no_surgical_robot"),
	},
	{
		"note": "a code alone makes no G10",
		"input": asked(object.union(ablation, {"technology_code": "G10"}), young),
		"want": not_applicable("no_surgical_robot"),
	},
	{
		"note": "outside China",
		"input": asked(object.union(robot, {"jurisdictions": ["EU"]}), young),
		"want": not_applicable("outside_china"),
	},
	{
		"note": "robot or not is not known",
		"input": asked(object.union(ablation, {"robot_assisted": null}), young),
		"want": undetermined("robot_unknown"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

# Once a person has compared the figures, the rule denies.
test_verified if {
	rule.verdict == {"status": "fail", "why": "title_too_low"} with input as asked(robot, young)
		with data.law.cn.g10_thresholds as {"verified": true, "titles": ["主任医师"], "years": 10}
}

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
