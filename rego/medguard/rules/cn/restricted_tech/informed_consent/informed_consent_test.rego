package medguard.rules.cn.restricted_tech.informed_consent_test

import data.medguard.rules.cn.restricted_tech.informed_consent as rule

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

asked(deployment, consent) := {"deployment": deployment, "patient": {"consent": consent}}

has(written, emergency) := asked(robot, {"procedure_written": written, "procedure_emergency_ref": emergency})

none := {"procedure_written": false, "procedure_emergency_ref": null}

cases := [
	{"note": "consented in writing", "input": has(true, null), "want": pass},
	{"note": "consented, in an emergency too", "input": has(true, "EM-2026-11"), "want": pass},
	{"note": "another technology, consented", "input": asked(ablation, {"procedure_written": true, "procedure_emergency_ref": null}), "want": pass},
	{"note": "no consent", "input": has(false, null), "want": fail("consent_missing")},
	{"note": "no consent, an empty reference", "input": has(false, " "), "want": fail("consent_missing")},
	{"note": "no consent, a reference that is no text", "input": has(false, 7), "want": fail("consent_missing")},
	{"note": "consent to the use of data only", "input": asked(robot, object.union(none, {"pi_basis": "emergency", "pi_separate": true})), "want": fail("consent_missing")},
	{"note": "no consent, and none where an approval would stand", "input": has(false, "none"), "want": fail("consent_missing")},
	{"note": "another technology, no consent", "input": asked(ablation, none), "want": fail("consent_missing")},
	{"note": "the code says none, the robot counts", "input": asked(object.union(robot, {"technology_code": "none"}), none), "want": fail("consent_missing")},
	{"note": "ECMO to save a life, approved by the head", "input": asked(object.union(ablation, {"technology_code": "G11"}), {"procedure_written": false, "procedure_emergency_ref": "EM-2026-11"}), "want": not_applicable("emergency_approved")},
	{"note": "an emergency, consent not known", "input": has(null, "EM-2026-11"), "want": not_applicable("emergency_approved")},
	{"note": "not known", "input": has(null, null), "want": undetermined("consent_unknown")},
	{"note": "yes in words", "input": has("yes", null), "want": undetermined("consent_unknown")},
	{"note": "nothing restricted", "input": asked(nothing_restricted, none), "want": not_applicable("no_restricted_technology")},
	{
		"note": "a code alone makes no G10",
		"input": asked(object.union(nothing_restricted, {"technology_code": "G10"}), none),
		"want": not_applicable("no_surgical_robot"),
	},
	{
		"note": "outside China",
		"input": asked(object.union(robot, {"jurisdictions": ["EU"]}), none),
		"want": not_applicable("outside_china"),
	},
	{
		"note": "where is not known",
		"input": asked(object.union(robot, {"jurisdictions": []}), none),
		"want": undetermined("jurisdictions_unknown"),
	},
	{
		"note": "robot or not is not known",
		"input": asked(object.union(nothing_restricted, {"robot_assisted": null}), none),
		"want": undetermined("robot_unknown"),
	},
	{
		"note": "which technology is not known",
		"input": asked(object.union(nothing_restricted, {"technology_code": null}), none),
		"want": undetermined("technology_unknown"),
	},
	{
		"note": "a technology that is on no list",
		"input": asked(object.union(nothing_restricted, {"technology_code": "G13"}), none),
		"want": undetermined("technology_unknown"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
