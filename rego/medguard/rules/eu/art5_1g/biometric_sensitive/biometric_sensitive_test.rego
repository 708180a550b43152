package medguard.rules.eu.art5_1g.biometric_sensitive_test

import data.medguard.rules.eu.art5_1g.biometric_sensitive as rule

pass := {"status": "pass", "why": ""}

forbidden := {"status": "fail", "why": "sensitive_target"}

not_applicable(why) := {"status": "not_applicable", "why": why}

unknown := {"status": "undetermined", "why": "categories_unknown"}

asked(categorises, target, labelling) := {
	"deployment": {"jurisdictions": ["EU"]},
	"system": {"biometric_categorisation": categorises, "biometric_target": target, "biometric_labelling": labelling},
}

six := ["race", "political_opinions", "trade_union_membership", "religion_or_philosophy", "sex_life", "sexual_orientation"]

targets := [{"note": target, "input": asked(true, target, false), "want": forbidden} | some target in six]

others := [
	{"note": "age groups", "input": asked(true, "none", null), "want": pass},
	{"note": "none of the six, whether biometric is not known", "input": asked(null, "none", null), "want": pass},
	{"note": "skin images labelled for a balanced data set", "input": asked(true, "race", true), "want": pass},
	{"note": "nobody claims that it only labels", "input": asked(true, "sexual_orientation", null), "want": forbidden},
	{
		"note": "no biometric categorisation",
		"input": asked(false, null, null),
		"want": not_applicable("no_biometric_categorisation"),
	},
	{"note": "target not known", "input": asked(true, null, false), "want": unknown},
	{"note": "a target of nobody's", "input": asked(true, "mood", false), "want": unknown},
	{"note": "categorisation not known", "input": asked(null, "race", false), "want": unknown},
	{
		"note": "outside the Union",
		"input": object.union(asked(true, "race", false), {"deployment": {"jurisdictions": ["CN"]}}),
		"want": not_applicable("outside_eu"),
	},
	{
		"note": "a distributor is bound too",
		"input": object.union(asked(true, "race", false), {"operator": {"roles": ["distributor"]}}),
		"want": forbidden,
	},
	{
		"note": "nothing is known",
		"input": {},
		"want": {"status": "undetermined", "why": "jurisdictions_unknown"},
	},
]

cases := array.concat(targets, others)

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
