package medguard.rules.cn.genai.public_filing_test

import data.medguard.rules.cn.genai.public_filing as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

filed := {
	"public_opinion_attribute": true,
	"genai_filing_no": "Shanghai-XiaoYi-202601010001",
	"algo_filing_no": "网信算备310101234567890230011号",
}

asked(deployment, model) := {"deployment": object.union(
	object.union({"jurisdictions": ["CN"], "public_cn": true}, deployment),
	{"model": object.union(filed, model)},
)}

started(first, now) := object.union(asked({"first_use_on": first}, {"algo_filing_no": "none"}), {"now": now})

cases := [
	{"note": "both filed", "input": asked({}, {}), "want": pass},
	{"note": "both filed, attribute not known", "input": asked({}, {"public_opinion_attribute": null}), "want": pass},
	{"note": "nothing filed", "input": asked({}, {"genai_filing_no": "none", "algo_filing_no": "none"}), "want": fail("not_assessed")},
	{
		"note": "the service is not filed, the rest not known",
		"input": asked({}, {"genai_filing_no": "none", "algo_filing_no": null}),
		"want": fail("not_assessed"),
	},
	{"note": "an empty number", "input": asked({}, {"genai_filing_no": ""}), "want": fail("not_assessed")},
	{"note": "only the algorithm is filed", "input": asked({}, {"genai_filing_no": "none"}), "want": fail("not_assessed")},
	{
		"note": "the algorithm is not filed, no first day",
		"input": asked({}, {"algo_filing_no": "none"}),
		"want": undetermined("filing_unknown"),
	},
	{
		"note": "the algorithm is not filed, the service not known",
		"input": object.union(started("2026-06-01", "2026-11-16T09:00:00Z"), asked({"first_use_on": "2026-06-01"}, {"genai_filing_no": null, "algo_filing_no": "none"})),
		"want": fail("algorithm_not_filed"),
	},
	{
		"note": "started ten working days ago",
		"input": started("2026-11-02", "2026-11-16T09:00:00Z"),
		"want": pass,
	},
	{
		"note": "the eleventh working day has begun in Beijing",
		"input": started("2026-11-02", "2026-11-16T16:00:00Z"),
		"want": fail("algorithm_not_filed"),
	},
	{
		"note": "eleven working days with the National Day between",
		"input": started("2026-09-25", "2026-10-16T09:00:00Z"),
		"want": {"status": "fail", "why": "algorithm_not_filed", "at_most": "require_human_review"},
	},
	{
		"note": "started eleven working days ago, in plain weeks",
		"input": started("2026-11-02", "2026-11-17T09:00:00Z"),
		"want": fail("algorithm_not_filed"),
	},
	{
		"note": "ten working days with the National Day between",
		"input": started("2026-09-25", "2026-10-15T09:00:00Z"),
		"want": pass,
	},
	{
		"note": "started months ago",
		"input": started("2026-06-01", "2026-11-16T09:00:00Z"),
		"want": fail("algorithm_not_filed"),
	},
	{
		"note": "the first day is no day",
		"input": started("2026-02-30", "2026-11-16T09:00:00Z"),
		"want": undetermined("filing_unknown"),
	},
	{
		"note": "days that the calendar does not reach",
		"input": started("2027-02-01", "2027-02-20T09:00:00Z"),
		"want": undetermined("filing_unknown"),
	},
	{
		"note": "started yesterday, the service not filed",
		"input": object.union(
			asked({"first_use_on": "2026-11-15"}, {"genai_filing_no": "none", "algo_filing_no": "none"}),
			{"now": "2026-11-16T09:00:00Z"},
		),
		"want": fail("not_assessed"),
	},
	{
		"note": "started yesterday, the service not known",
		"input": object.union(
			asked({"first_use_on": "2026-11-15"}, {"genai_filing_no": null, "algo_filing_no": "none"}),
			{"now": "2026-11-16T09:00:00Z"},
		),
		"want": undetermined("filing_unknown"),
	},
	{
		"note": "started yesterday, the algorithm not known",
		"input": object.union(
			asked({"first_use_on": "2026-11-15"}, {"algo_filing_no": null}),
			{"now": "2026-11-16T09:00:00Z"},
		),
		"want": undetermined("filing_unknown"),
	},
	{
		"note": "started months ago, the algorithm not known",
		"input": object.union(
			asked({"first_use_on": "2026-06-01"}, {"algo_filing_no": null}),
			{"now": "2026-11-16T09:00:00Z"},
		),
		"want": undetermined("filing_unknown"),
	},
	{
		"note": "eleven working days, the algorithm not known",
		"input": object.union(
			asked({"first_use_on": "2026-09-25"}, {"algo_filing_no": null}),
			{"now": "2026-10-16T09:00:00Z"},
		),
		"want": undetermined("filing_unknown"),
	},
	{
		"note": "eleven working days, attribute not known",
		"input": object.union(
			asked({"first_use_on": "2026-09-25"}, {"public_opinion_attribute": null, "algo_filing_no": "none"}),
			{"now": "2026-10-16T09:00:00Z"},
		),
		"want": undetermined("filing_unknown"),
	},
	{
		"note": "no power to form opinion",
		"input": asked({}, {"public_opinion_attribute": false, "genai_filing_no": "none"}),
		"want": not_applicable("no_opinion_attribute"),
	},
	{
		"note": "attribute not known, nothing filed",
		"input": asked({}, {"public_opinion_attribute": null, "genai_filing_no": "none", "algo_filing_no": "none"}),
		"want": undetermined("filing_unknown"),
	},
	{
		"note": "attribute not known, the algorithm not filed",
		"input": asked({}, {"public_opinion_attribute": null, "algo_filing_no": "none"}),
		"want": undetermined("filing_unknown"),
	},
	{
		"note": "the service's number is not known",
		"input": asked({}, {"genai_filing_no": null}),
		"want": undetermined("filing_unknown"),
	},
	{
		"note": "the algorithm's number is not known",
		"input": asked({}, {"algo_filing_no": null}),
		"want": undetermined("filing_unknown"),
	},
	{"note": "a number that is no text", "input": asked({}, {"genai_filing_no": 7}), "want": undetermined("filing_unknown")},
	{
		"note": "inside a hospital",
		"input": asked({"public_cn": false}, {"genai_filing_no": "none"}),
		"want": not_applicable("not_public"),
	},
	{"note": "public or not is not known", "input": asked({"public_cn": null}, {}), "want": undetermined("public_unknown")},
	{
		"note": "outside China",
		"input": asked({"jurisdictions": ["US"]}, {"genai_filing_no": "none"}),
		"want": not_applicable("outside_china"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
