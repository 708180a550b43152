package medguard.rules.cn.pipl.pipia_test

import data.medguard.rules.cn.pipl.pipia as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

late := {"status": "fail", "why": "assessed_late", "at_most": "warn"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

at(now, deployment, pipia) := {
	"now": now,
	"deployment": object.union(
		object.union({"jurisdictions": ["CN"], "first_use_on": null}, deployment),
		{"pipia": object.union({"done_on": "2026-06-01", "retained_until_on": "2029-06-30"}, pipia)},
	),
}

asked(deployment, pipia) := at("2026-11-23T08:00:00Z", deployment, pipia)

cases := [
	{"note": "done in June, kept for three years and a month", "input": asked({}, {}), "want": pass},
	{"note": "kept for three years to the day", "input": asked({}, {"retained_until_on": "2029-06-01"}), "want": pass},
	{
		"note": "kept for three years but a day",
		"input": asked({}, {"retained_until_on": "2029-05-31"}),
		"want": fail("kept_too_short"),
	},
	{
		"note": "kept too short, today not known",
		"input": {"deployment": {
			"jurisdictions": ["CN"],
			"pipia": {"done_on": "2026-06-01", "retained_until_on": "2027-06-01"},
		}},
		"want": fail("kept_too_short"),
	},
	{
		"note": "from 29 February",
		"input": asked({}, {"done_on": "2024-02-29", "retained_until_on": "2027-02-28"}),
		"want": pass,
	},
	{"note": "done today", "input": at("2026-06-01T00:00:00Z", {}, {}), "want": pass},
	{"note": "to be done tomorrow", "input": at("2026-05-31T15:59:59Z", {}, {}), "want": fail("assessment_ahead")},
	{"note": "done today, in Beijing", "input": at("2026-05-31T16:00:00Z", {}, {}), "want": pass},
	{
		"note": "none was made",
		"input": {"deployment": {"jurisdictions": ["CN"], "pipia": {"done_on": "never", "retained_until_on": null}}},
		"want": fail("not_assessed"),
	},
	{"note": "done before first use", "input": asked({"first_use_on": "2026-07-01"}, {}), "want": pass},
	{"note": "done on the day of first use", "input": asked({"first_use_on": "2026-06-01"}, {}), "want": pass},
	{"note": "done after first use", "input": asked({"first_use_on": "2026-05-31"}, {}), "want": late},
	{
		"note": "an older system, done before the law began",
		"input": asked({"first_use_on": "2019-03-01"}, {"done_on": "2021-11-01"}),
		"want": pass,
	},
	{
		"note": "an older system, done after the law began",
		"input": asked({"first_use_on": "2019-03-01"}, {"done_on": "2021-11-02"}),
		"want": late,
	},
	{
		"note": "done after first use and kept too short",
		"input": asked({"first_use_on": "2026-05-31"}, {"retained_until_on": "2028-06-01"}),
		"want": fail("kept_too_short"),
	},
	{
		"note": "done after first use, kept until nobody knows",
		"input": asked({"first_use_on": "2026-05-31"}, {"retained_until_on": null}),
		"want": undetermined("pipia_unknown"),
	},
	{
		"note": "a clock that nobody can read",
		"input": at("yesterday", {}, {}),
		"want": undetermined("pipia_unknown"),
	},
	{"note": "first use on no day", "input": asked({"first_use_on": 0}, {}), "want": pass},
	{"note": "not known when it was done", "input": asked({}, {"done_on": null}), "want": undetermined("pipia_unknown")},
	{"note": "done on no day", "input": asked({}, {"done_on": "June 2026"}), "want": undetermined("pipia_unknown")},
	{"note": "done on a number", "input": asked({}, {"done_on": 20260601}), "want": undetermined("pipia_unknown")},
	{
		"note": "not known until when it is kept",
		"input": asked({}, {"retained_until_on": null}),
		"want": undetermined("pipia_unknown"),
	},
	{
		"note": "kept until no day",
		"input": asked({}, {"retained_until_on": "forever"}),
		"want": undetermined("pipia_unknown"),
	},
	{
		"note": "no personal information",
		"input": asked({"personal_information": false}, {"done_on": "never"}),
		"want": not_applicable("no_personal_information"),
	},
	{
		"note": "outside China",
		"input": asked({"jurisdictions": ["EU"]}, {"done_on": "never"}),
		"want": not_applicable("outside_china"),
	},
	{"note": "a person's own affairs", "input": object.union(asked({}, {"done_on": "never"}), {"operator": {"personal_use": true}}), "want": not_applicable("personal_affairs")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
