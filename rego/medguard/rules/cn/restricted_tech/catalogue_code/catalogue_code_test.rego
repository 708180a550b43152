package medguard.rules.cn.restricted_tech.catalogue_code_test

import data.medguard.rules.cn.restricted_tech.catalogue_code as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

perhaps := {"status": "undetermined", "why": "perhaps_provincial", "at_most": "require_human_review"}

asked(code) := {"deployment": {"jurisdictions": ["CN"], "province": "31", "technology_code": code}}

cases := [
	{"note": "G10", "input": asked("G10"), "want": pass},
	{"note": "G01, the first", "input": asked("G01"), "want": pass},
	{"note": "G12, the last", "input": asked("G12"), "want": pass},
	{"note": "no restricted technology", "input": asked("none"), "want": pass},
	{"note": "G13", "input": asked("G13"), "want": fail("code_not_listed")},
	{"note": "G00", "input": asked("G00"), "want": fail("code_not_listed")},
	{"note": "the old number without its nought", "input": asked("G1"), "want": fail("code_not_listed")},
	{"note": "small letters", "input": asked("g10"), "want": fail("code_not_listed")},
	{"note": "AI-assisted diagnosis, which left the list in 2022 and which a province may have kept", "input": asked("人工智能辅助诊断技术"), "want": perhaps},
	{"note": "a code of a province whose list nobody has entered", "input": asked("ZJ-07"), "want": perhaps},
	{"note": "a name in place of the code", "input": asked("人工智能辅助治疗技术"), "want": fail("code_not_listed")},
	{"note": "an empty code", "input": asked(""), "want": undetermined("code_unknown")},
	{"note": "a number", "input": asked(10), "want": undetermined("code_unknown")},
	{"note": "not stated", "input": asked(null), "want": undetermined("code_unknown")},
	{
		"note": "outside China",
		"input": {"deployment": {"jurisdictions": ["EU"], "technology_code": "G13"}},
		"want": not_applicable("outside_china"),
	},
	{
		"note": "China among others",
		"input": {"deployment": {"jurisdictions": ["EU", "CN"], "technology_code": "G13"}},
		"want": fail("code_not_listed"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
