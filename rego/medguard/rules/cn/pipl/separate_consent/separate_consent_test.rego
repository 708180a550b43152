package medguard.rules.cn.pipl.separate_consent_test

import data.medguard.rules.cn.pipl.separate_consent as rule

pass := {"status": "pass", "why": ""}

none := {"status": "fail", "why": "no_separate_consent"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

asked(deployment, basis, separate) := {
	"deployment": object.union({"jurisdictions": ["CN"]}, deployment),
	"patient": {"consent": {"pi_basis": basis, "pi_separate": separate}},
}

cases := [
	{"note": "separate consent", "input": asked({}, "consent", true), "want": pass},
	{"note": "consent, but not separate", "input": asked({}, "consent", false), "want": none},
	{
		"note": "not offered to the public: the law holds all the same",
		"input": asked({"public_cn": false}, "consent", false),
		"want": none,
	},
	{"note": "an emergency", "input": asked({}, "emergency", false), "want": not_applicable("other_basis")},
	{"note": "the contract for treatment", "input": asked({}, "contract_necessity", false), "want": not_applicable("other_basis")},
	{"note": "a legal duty, consent not known", "input": asked({}, "legal_duty", null), "want": not_applicable("other_basis")},
	{"note": "other law", "input": asked({}, "other_law", false), "want": not_applicable("other_basis")},
	{"note": "consent was given, the basis is not known", "input": asked({}, null, true), "want": pass},
	{
		"note": "a basis that the law does not know",
		"input": asked({}, "legitimate_interests", false),
		"want": undetermined("consent_unknown"),
	},
	{"note": "no consent, the basis is not known", "input": asked({}, null, false), "want": undetermined("consent_unknown")},
	{"note": "consent as the basis, whether separate is not known", "input": asked({}, "consent", null), "want": undetermined("consent_unknown")},
	{"note": "consent that is no yes or no", "input": asked({}, "consent", "yes"), "want": undetermined("consent_unknown")},
	{
		"note": "the patient is not known",
		"input": {"deployment": {"jurisdictions": ["CN"]}, "patient": null},
		"want": undetermined("consent_unknown"),
	},
	{
		"note": "no personal information",
		"input": asked({"personal_information": false}, "consent", false),
		"want": not_applicable("no_personal_information"),
	},
	{
		"note": "no personal information, it is said, but a name was seen",
		"input": object.union(
			asked({"personal_information": false}, "consent", false),
			{"request": {"identifiers": {"remaining": 1}}},
		),
		"want": none,
	},
	{
		"note": "names replaced: still personal information",
		"input": object.union(asked({}, "consent", false), {"request": {"identifiers": {"remaining": 0}}}),
		"want": none,
	},
	{"note": "outside China", "input": asked({"jurisdictions": ["EU"]}, "consent", false), "want": not_applicable("outside_china")},
	{
		"note": "a jurisdiction was not given",
		"input": asked({"jurisdictions": []}, "consent", false),
		"want": undetermined("jurisdictions_unknown"),
	},
	{"note": "a person's own affairs", "input": object.union(asked({}, "consent", false), {"operator": {"personal_use": true}}), "want": not_applicable("personal_affairs")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
