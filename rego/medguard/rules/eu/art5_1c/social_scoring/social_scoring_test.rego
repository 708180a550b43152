package medguard.rules.eu.art5_1c.social_scoring_test

import data.medguard.rules.eu.art5_1c.social_scoring as rule

pass := {"status": "pass", "why": ""}

forbidden := {"status": "fail", "why": "social_scoring"}

open := {"status": "undetermined", "why": "scoring_unknown", "at_most": "require_human_review"}

asked(scores, elsewhere, disproportionate) := {
	"deployment": {"jurisdictions": ["EU"]},
	"system": {"screening": {
		"scores_persons": scores,
		"score_used_elsewhere": elsewhere,
		"score_disproportionate": disproportionate,
	}},
}

cases := [
	{"note": "nobody is scored", "input": asked(false, null, null), "want": pass},
	{"note": "a score without such consequences", "input": asked(true, false, false), "want": pass},
	{"note": "no such consequences, whether scored is not known", "input": asked(null, false, false), "want": pass},
	{"note": "missed appointments decide on credit", "input": asked(true, true, false), "want": forbidden},
	{"note": "missed appointments end all care", "input": asked(true, false, true), "want": forbidden},
	{"note": "both", "input": asked(true, true, true), "want": forbidden},
	{"note": "elsewhere, proportion not known", "input": asked(true, true, null), "want": forbidden},
	{"note": "out of proportion, elsewhere not known", "input": asked(true, null, true), "want": forbidden},
	{"note": "whether scored is not known", "input": asked(null, true, true), "want": open},
	{"note": "not elsewhere, proportion not known", "input": asked(true, false, null), "want": open},
	{"note": "proportionate, elsewhere not known", "input": asked(true, null, false), "want": open},
	{"note": "nothing was asked", "input": asked(null, null, null), "want": open},
	{
		"note": "outside the Union",
		"input": object.union(asked(true, true, true), {"deployment": {"jurisdictions": ["CN"]}}),
		"want": {"status": "not_applicable", "why": "outside_eu"},
	},
	{
		"note": "a distributor is bound too",
		"input": object.union(asked(true, true, true), {"operator": {"roles": ["distributor"]}}),
		"want": forbidden,
	},
	{
		"note": "nothing is known",
		"input": {},
		"want": {"status": "undetermined", "why": "jurisdictions_unknown"},
	},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
