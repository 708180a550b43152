package medguard.rules.cn.restricted_tech.g10.staff_training_test

import data.medguard.rules.cn.restricted_tech.g10.staff_training as rule

pass := {"status": "pass", "why": ""}

not_trained := {"status": "fail", "why": "not_trained"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

exempt := {"status": "undetermined", "why": "exemption_claimed", "at_most": "require_human_review"}

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

certificate := {"code": "G10", "base_filed": true, "exam_passed": true, "exemption_ref": null}

but(change) := object.union(certificate, change)

asked(deployment, training) := {"deployment": deployment, "actor": {"training": training}}

has(training) := asked(robot, training)

cases := [
	{"note": "trained at a filed base, passed", "input": has([certificate]), "want": pass},
	{"note": "failed first, passed then", "input": has([but({"exam_passed": false}), certificate]), "want": pass},
	{"note": "the base is not filed", "input": has([but({"base_filed": false})]), "want": not_trained},
	{"note": "the examination was not passed", "input": has([but({"exam_passed": false})]), "want": not_trained},
	{"note": "half of each certificate", "input": has([but({"exam_passed": false}), but({"base_filed": false})]), "want": not_trained},
	{"note": "no certificate", "input": has([]), "want": not_trained},
	{"note": "a certificate of another technology", "input": has([but({"code": "G08"})]), "want": not_trained},
	{"note": "an empty claim", "input": has([but({"base_filed": false, "exemption_ref": " "})]), "want": not_trained},
	{"note": "an exemption is claimed", "input": has([but({"base_filed": null, "exam_passed": null, "exemption_ref": "HR-2026-3"})]), "want": exempt},
	{"note": "an exemption of another technology", "input": has([but({"code": "G08", "exemption_ref": "HR-2026-3"})]), "want": not_trained},
	{"note": "whether the base is filed is not known", "input": has([but({"base_filed": null})]), "want": undetermined("training_unknown")},
	{"note": "whether it was passed is not known", "input": has([but({"exam_passed": null})]), "want": undetermined("training_unknown")},
	{"note": "one failed, one not known", "input": has([but({"exam_passed": false}), but({"exam_passed": null})]), "want": undetermined("training_unknown")},
	{"note": "the training is not known", "input": has(null), "want": undetermined("training_unknown")},
	{"note": "the code says none, the robot counts", "input": asked(object.union(robot, {"technology_code": "none"}), []), "want": not_trained},
	{"note": "where is not known", "input": asked(object.union(robot, {"jurisdictions": []}), []), "want": undetermined("jurisdictions_unknown")},
	{
		"note": "another restricted technology, no robot",
		"input": asked(ablation, []),
		"want": not_applicable("no_surgical_robot"),
	},
	{
		"note": "a code alone makes no G10",
		"input": asked(object.union(ablation, {"technology_code": "G10"}), []),
		"want": not_applicable("no_surgical_robot"),
	},
	{
		"note": "outside China",
		"input": asked(object.union(robot, {"jurisdictions": ["EU"]}), []),
		"want": not_applicable("outside_china"),
	},
	{
		"note": "robot or not is not known",
		"input": asked(object.union(ablation, {"robot_assisted": null}), []),
		"want": undetermined("robot_unknown"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
