package medguard.rules.cn.restricted_tech.physician_licence_test

import data.medguard.rules.cn.restricted_tech.physician_licence as rule

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

surgeon := {
	"role": "physician",
	"licence_no": "110310105000123",
	"practice_scope": "泌尿外科",
	"registered_here": true,
}

asked(deployment, change) := {"deployment": deployment, "actor": object.union(surgeon, change)}

by(change) := asked(robot, change)

cases := [
	{"note": "a surgeon of the house", "input": by({}), "want": pass},
	{"note": "a scope that holds the specialty", "input": by({"practice_scope": "外科专业"}), "want": pass},
	{"note": "two scopes, one holds the specialty", "input": by({"practice_scope": "妇产科专业、外科专业"}), "want": pass},
	{"note": "two scopes, one is the specialty", "input": by({"practice_scope": "妇科、泌尿外科专业"}), "want": pass},
	{"note": "another technology", "input": asked(ablation, {"practice_scope": "外科"}), "want": pass},
	{"note": "registered elsewhere", "input": by({"registered_here": false}), "want": fail("not_registered_here")},
	{"note": "an assistant physician", "input": by({"role": "assistant_physician"}), "want": fail("not_a_physician")},
	{"note": "a nurse", "input": by({"role": "nurse", "licence_no": null}), "want": fail("not_a_physician")},
	{"note": "a patient, all else unknown", "input": {"deployment": robot, "actor": {"role": "patient"}}, "want": fail("not_a_physician")},
	{"note": "internal medicine", "input": by({"practice_scope": "内科专业"}), "want": fail("out_of_scope")},
	{"note": "a specialty beside", "input": by({"practice_scope": "胸外科"}), "want": fail("out_of_scope")},
	{"note": "another technology, out of scope", "input": asked(ablation, {"practice_scope": "眼科"}), "want": fail("out_of_scope")},
	{"note": "the code says none, the robot counts", "input": asked(object.union(robot, {"technology_code": "none"}), {"registered_here": false}), "want": fail("not_registered_here")},
	{"note": "registered elsewhere, the role not known", "input": by({"registered_here": false, "role": null}), "want": fail("not_registered_here")},
	{"note": "the role is not known", "input": by({"role": null}), "want": undetermined("licence_unknown")},
	{"note": "the licence is not known", "input": by({"licence_no": null}), "want": undetermined("licence_unknown")},
	{"note": "no licence", "input": by({"licence_no": "none"}), "want": fail("no_licence")},
	{"note": "an empty licence", "input": by({"licence_no": ""}), "want": fail("no_licence")},
	{"note": "a blank licence", "input": by({"licence_no": " "}), "want": fail("no_licence")},
	{"note": "none, with a capital", "input": by({"licence_no": "None"}), "want": fail("no_licence")},
	{"note": "a licence that is no text", "input": by({"licence_no": 110310105000123}), "want": undetermined("licence_unknown")},
	{"note": "the scope is not known", "input": by({"practice_scope": null}), "want": undetermined("licence_unknown")},
	{"note": "an empty scope", "input": by({"practice_scope": ""}), "want": undetermined("licence_unknown")},
	{"note": "the place is not known", "input": by({"registered_here": null}), "want": undetermined("licence_unknown")},
	{"note": "the specialty is not known", "input": asked(object.union(robot, {"specialty": null}), {}), "want": undetermined("licence_unknown")},
	{"note": "nothing restricted", "input": asked(nothing_restricted, {"role": "nurse"}), "want": not_applicable("no_restricted_technology")},
	{
		"note": "a code alone makes no G10",
		"input": asked(object.union(nothing_restricted, {"technology_code": "G10"}), {"role": "nurse"}),
		"want": not_applicable("no_surgical_robot"),
	},
	{
		"note": "outside China",
		"input": asked(object.union(robot, {"jurisdictions": ["EU"]}), {"role": "nurse"}),
		"want": not_applicable("outside_china"),
	},
	{
		"note": "where is not known",
		"input": asked(object.union(robot, {"jurisdictions": []}), {"role": "nurse"}),
		"want": undetermined("jurisdictions_unknown"),
	},
	{
		"note": "robot or not is not known",
		"input": asked(object.union(nothing_restricted, {"robot_assisted": null}), {"role": "nurse"}),
		"want": undetermined("robot_unknown"),
	},
	{
		"note": "which technology is not known",
		"input": asked(object.union(nothing_restricted, {"technology_code": null}), {"role": "nurse"}),
		"want": undetermined("technology_unknown"),
	},
	{
		"note": "a technology that is on no list",
		"input": asked(object.union(nothing_restricted, {"technology_code": "G13"}), {"role": "nurse"}),
		"want": undetermined("technology_unknown"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
