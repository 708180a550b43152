package medguard.rules.cn.ethics.ai_review_test

import data.medguard.rules.cn.ethics.ai_review as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

asked(listed, initial, expert) := {"deployment": {
	"jurisdictions": ["CN"],
	"ai_ethics": {"on_review_list": listed, "initial_review": initial, "expert_review": expert},
}}

cases := [
	{"note": "not on the list, reviewed", "input": asked(false, true, false), "want": pass},
	{"note": "not on the list, reviewed, experts not known", "input": asked(false, true, null), "want": pass},
	{"note": "on the list, both reviews", "input": asked(true, true, true), "want": pass},
	{"note": "on the list or not is not known, both reviews", "input": asked(null, true, true), "want": pass},
	{"note": "on the list, no experts", "input": asked(true, true, false), "want": fail("no_expert_review")},
	{"note": "on the list, no experts, the first not known", "input": asked(true, null, false), "want": fail("no_expert_review")},
	{"note": "on the list, neither", "input": asked(true, false, false), "want": fail("no_initial_review")},
	{"note": "on the list, experts only", "input": asked(true, false, true), "want": fail("no_initial_review")},
	{
		"note": "not on the list, no review",
		"input": asked(false, false, false),
		"want": {"status": "undetermined", "why": "not_reviewed", "at_most": "require_human_review"},
	},
	{"note": "on the list, experts not known", "input": asked(true, true, null), "want": undetermined("ethics_unknown")},
	{"note": "on the list, the first not known", "input": asked(true, null, true), "want": undetermined("ethics_unknown")},
	{"note": "not on the list, the first not known", "input": asked(false, null, true), "want": undetermined("ethics_unknown")},
	{"note": "on the list or not is not known, no experts", "input": asked(null, true, false), "want": undetermined("ethics_unknown")},
	{"note": "on the list or not is not known, no review", "input": asked(null, false, null), "want": undetermined("ethics_unknown")},
	{
		"note": "a list that is no yes or no",
		"input": asked("yes", true, false),
		"want": undetermined("ethics_unknown"),
	},
	{
		"note": "outside China",
		"input": {"deployment": {"jurisdictions": ["EU"], "ai_ethics": {"on_review_list": true, "expert_review": false}}},
		"want": not_applicable("outside_china"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
