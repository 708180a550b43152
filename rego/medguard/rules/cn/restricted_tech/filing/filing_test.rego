package medguard.rules.cn.restricted_tech.filing_test

import data.medguard.rules.cn.restricted_tech.filing as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

seems := {"status": "fail", "why": "filing_seems_overdue", "at_most": "require_human_review"}

late := {"status": "fail", "why": "filed_late", "at_most": "warn"}

in_time_unknown := {"status": "undetermined", "why": "filed_in_time_unknown", "at_most": "warn"}

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

ecmo := object.union(ablation, {"technology_code": "G11"})

nothing_restricted := {
	"jurisdictions": ["CN"],
	"technology_code": "none",
	"robot_assisted": false,
	"use_case": "documentation",
	"specialty": "泌尿外科",
}

filed := {
	"code": "G10",
	"self_assessment": "pass",
	"tech_committee": true,
	"ethics_committee": true,
	"first_case_on": "2026-03-02",
	"filed_on": "2026-03-10",
	"status": "active",
}

but(change) := object.union(filed, change)

unfiled(first_case) := but({"first_case_on": first_case, "filed_on": null})

asked(deployment, entries) := {
	"now": "2026-11-23T09:00:00Z",
	"deployment": deployment,
	"institution": {"restricted_filings": entries},
}

on(day, entry) := {
	"now": concat("", [day, "T15:59:59Z"]),
	"deployment": robot,
	"institution": {"restricted_filings": [entry]},
}

one(entry) := asked(robot, [entry])

without_clock(entry) := {"now": "soon", "deployment": robot, "institution": {"restricted_filings": [entry]}}

# Twelve operations with a robot, of which the autotransplant is a second technology.
both := object.union(robot, {"technology_code": "G12"})

other := but({"code": "G12"})

cases := [
	{"note": "assessed and filed", "input": one(filed), "want": pass},
	{"note": "filed, the note is pending", "input": one(but({"status": "pending"})), "want": pass},
	{"note": "another technology, filed", "input": asked(ablation, [but({"code": "G08"})]), "want": pass},
	{"note": "filed before the first case", "input": one(but({"filed_on": "2026-02-20"})), "want": pass},
	{"note": "filed, no case yet", "input": one(but({"first_case_on": "never"})), "want": pass},
	{"note": "no case yet, not filed", "input": one(unfiled("never")), "want": pass},
	{"note": "no case yet, not filed, no note", "input": one(object.union(unfiled("never"), {"status": null})), "want": pass},
	{"note": "the first case is planned", "input": one(unfiled("2026-12-01")), "want": pass},
	{"note": "a week after the first case, not filed", "input": one(unfiled("2026-11-16")), "want": pass},
	# From Monday 2 November the 15th working day is Monday 23 November.
	{"note": "the 15th working day", "input": on("2026-11-23", unfiled("2026-11-02")), "want": pass},
	{"note": "the 16th working day has begun in Beijing", "input": object.union(on("2026-11-23", unfiled("2026-11-02")), {"now": "2026-11-23T16:00:00Z"}), "want": fail("not_filed")},
	{"note": "filed this morning in Beijing", "input": object.union(on("2026-11-23", but({"first_case_on": "2026-11-02", "filed_on": "2026-11-24"})), {"now": "2026-11-23T23:00:00Z"}), "want": late},
	{"note": "the 16th working day", "input": on("2026-11-24", unfiled("2026-11-02")), "want": fail("not_filed")},
	# 15 working days from 8 October 2026 end on 28 October: Saturday 10 October is worked.
	{"note": "with a make-up Saturday, the 15th", "input": on("2026-10-28", unfiled("2026-10-08")), "want": pass},
	{"note": "with a make-up Saturday, the 16th", "input": on("2026-10-29", unfiled("2026-10-08")), "want": seems},
	# 15 working days from 28 September 2026 end on 23 October: 1 to 7 October are holidays.
	{"note": "across the National Day, the 15th", "input": on("2026-10-23", unfiled("2026-09-28")), "want": pass},
	{"note": "across the National Day, the 16th", "input": on("2026-10-26", unfiled("2026-09-28")), "want": seems},
	{"note": "six weeks after the first case", "input": one(unfiled("2026-10-08")), "want": fail("not_filed")},
	{"note": "across the National Day, the 18th: within what the calendar may err", "input": on("2026-10-28", unfiled("2026-09-28")), "want": seems},
	{"note": "across the National Day, the 19th", "input": on("2026-10-29", unfiled("2026-09-28")), "want": fail("not_filed")},
	{"note": "a year without a calendar, 45 days", "input": on("2027-02-15", unfiled("2027-01-01")), "want": undetermined("filings_unknown")},
	{"note": "a year without a calendar, 46 days", "input": on("2027-02-16", unfiled("2027-01-01")), "want": fail("not_filed")},
	{"note": "never filed since March", "input": one(but({"filed_on": "never"})), "want": fail("not_filed")},
	{"note": "the filing is planned", "input": one(but({"filed_on": "2026-12-01"})), "want": fail("not_filed")},
	{"note": "filed today", "input": one(but({"first_case_on": "2026-11-16", "filed_on": "2026-11-23"})), "want": pass},
	{"note": "overdue, whatever else is not known", "input": one(object.union(unfiled("2026-03-02"), {"self_assessment": null})), "want": fail("not_filed")},
	{"note": "practised before it was listed, filed in time", "input": asked(ecmo, [but({"code": "G11", "first_case_on": "2016-05-04", "filed_on": "2022-05-05"})]), "want": pass},
	{"note": "practised before it was listed, filed late", "input": asked(ecmo, [but({"code": "G11", "first_case_on": "2016-05-04", "filed_on": "2022-06-30"})]), "want": late},
	{"note": "practised after it was listed, filed late", "input": asked(ecmo, [but({"code": "G11", "filed_on": "2026-06-01"})]), "want": late},
	{"note": "practised before it was listed, the first case on no day", "input": asked(ecmo, [but({"code": "G11", "first_case_on": "2016-02-30"})]), "want": in_time_unknown},
	{"note": "filed late", "input": one(but({"filed_on": "2026-06-01"})), "want": late},
	{"note": "filed on the 16th working day", "input": one(but({"first_case_on": "2026-10-08", "filed_on": "2026-10-29"})), "want": late},
	{"note": "filed on the 15th working day", "input": one(but({"first_case_on": "2026-10-08", "filed_on": "2026-10-28"})), "want": pass},
	{"note": "filed late, the note is not known", "input": one(but({"filed_on": "2026-06-01", "status": null})), "want": undetermined("filings_unknown")},
	{"note": "filed in a year without a calendar, perhaps late", "input": one(but({"first_case_on": "2019-03-01", "filed_on": "2019-04-01"})), "want": in_time_unknown},
	{"note": "filed in a year without a calendar, surely in time", "input": one(but({"first_case_on": "2019-03-01", "filed_on": "2019-03-16"})), "want": pass},
	{"note": "filed, the first case is not known", "input": one(but({"first_case_on": null})), "want": in_time_unknown},
	{"note": "nothing on record", "input": asked(robot, []), "want": fail("not_on_record")},
	{"note": "another technology on record", "input": asked(robot, [other]), "want": fail("not_on_record")},
	{"note": "nothing on record, and no clock", "input": {"deployment": robot, "institution": {"restricted_filings": []}}, "want": fail("not_on_record")},
	{"note": "the code says none, the robot counts", "input": asked(object.union(robot, {"technology_code": "none"}), []), "want": fail("not_on_record")},
	{"note": "robot assisted, not called surgery", "input": asked(object.union(robot, {"use_case": "treatment_support"}), []), "want": fail("not_on_record")},
	{"note": "ECMO, not on record", "input": asked(object.union(ablation, {"technology_code": "G11"}), [filed]), "want": fail("not_on_record")},
	{"note": "a named technology, robot not known", "input": asked(object.union(ablation, {"robot_assisted": null}), []), "want": fail("not_on_record")},
	{"note": "China among others", "input": asked(object.union(robot, {"jurisdictions": ["EU", "CN"]}), []), "want": fail("not_on_record")},
	{"note": "the self-assessment failed", "input": one(but({"self_assessment": "fail"})), "want": fail("self_assessment_failed")},
	{"note": "no case yet, the self-assessment failed", "input": one(object.union(unfiled("never"), {"self_assessment": "fail"})), "want": fail("self_assessment_failed")},
	{"note": "no argument of the technology body", "input": one(but({"tech_committee": false})), "want": fail("argument_missing")},
	{"note": "no argument of the ethics committee", "input": one(but({"ethics_committee": false})), "want": fail("argument_missing")},
	{"note": "cancelled", "input": one(but({"status": "cancelled"})), "want": fail("filing_cancelled")},
	{"note": "cancelled, within the term", "input": one(object.union(unfiled("2026-11-16"), {"status": "cancelled"})), "want": fail("filing_cancelled")},
	{"note": "cancelled, and filed again", "input": asked(robot, [but({"status": "cancelled"}), but({"filed_on": "2026-03-12"})]), "want": pass},
	{"note": "cancelled, and what came after is not known", "input": asked(robot, [but({"status": "cancelled"}), but({"status": null})]), "want": undetermined("filings_unknown")},
	{"note": "the self-assessment is not known", "input": one(but({"self_assessment": null})), "want": undetermined("filings_unknown")},
	{"note": "the technology body is not known", "input": one(but({"tech_committee": null})), "want": undetermined("filings_unknown")},
	{"note": "the ethics committee is not known", "input": one(but({"ethics_committee": null})), "want": undetermined("filings_unknown")},
	{"note": "within the term, the ethics committee is not known", "input": one(object.union(unfiled("2026-11-16"), {"ethics_committee": null})), "want": undetermined("filings_unknown")},
	{"note": "the note is not known", "input": one(but({"status": null})), "want": undetermined("filings_unknown")},
	{"note": "neither the first case nor a filing is known", "input": one(unfiled(null)), "want": undetermined("filings_unknown")},
	{"note": "filed on no day of the calendar", "input": one(but({"filed_on": "2026-02-30"})), "want": undetermined("filings_unknown")},
	{"note": "filed, but no clock", "input": without_clock(filed), "want": undetermined("filings_unknown")},
	{"note": "not filed, but no clock", "input": without_clock(unfiled("2026-03-02")), "want": undetermined("filings_unknown")},
	{"note": "no case yet, and no clock", "input": without_clock(but({"filed_on": "2026-02-20", "first_case_on": "never"})), "want": undetermined("filings_unknown")},
	{"note": "the filings are not known", "input": asked(robot, null), "want": undetermined("filings_unknown")},
	{"note": "the filings are no list", "input": asked(robot, "G10"), "want": undetermined("filings_unknown")},
	{"note": "robot and autotransplant, both filed", "input": asked(both, [filed, other]), "want": pass},
	{"note": "robot and autotransplant, one filed", "input": asked(both, [filed]), "want": fail("not_on_record")},
	{"note": "one overdue, one not known", "input": asked(both, [unfiled("2026-03-02"), object.union(other, {"status": null})]), "want": fail("not_filed")},
	{"note": "one seems overdue, one not known", "input": object.union(asked(both, [unfiled("2026-09-28"), object.union(other, {"status": null})]), {"now": "2026-10-26T09:00:00Z"}), "want": seems},
	{"note": "one late, one not known", "input": asked(both, [but({"filed_on": "2026-06-01"}), object.union(other, {"status": null})]), "want": undetermined("filings_unknown")},
	{"note": "one late, one perhaps", "input": asked(both, [but({"filed_on": "2026-06-01"}), object.union(other, {"first_case_on": null})]), "want": late},
	{"note": "one late, one in time", "input": asked(both, [but({"filed_on": "2026-06-01"}), other]), "want": late},
	{"note": "one perhaps late, one in time", "input": asked(both, [but({"first_case_on": null}), other]), "want": in_time_unknown},
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
