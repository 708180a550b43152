package medguard.rules.cn.pipl.minor_guardian_test

import data.medguard.rules.cn.pipl.minor_guardian as rule

pass := {"status": "pass", "why": ""}

none := {"status": "fail", "why": "no_guardian_consent"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

of_age(age, consent) := {
	"deployment": {"jurisdictions": ["CN"]},
	"patient": {"age": age, "consent": object.union({"pi_basis": "consent", "pi_separate": true}, consent)},
}

deployed(age, deployment) := object.union(
	of_age(age, {"guardian": false}),
	{"deployment": object.union({"jurisdictions": ["CN"]}, deployment)},
)

cases := [
	{"note": "thirteen, a guardian has consented", "input": of_age(13, {"guardian": true}), "want": pass},
	{"note": "thirteen, the child alone has consented", "input": of_age(13, {"guardian": false}), "want": none},
	{"note": "a newborn", "input": of_age(0, {"guardian": false}), "want": none},
	{"note": "fourteen", "input": of_age(14, {"guardian": false}), "want": not_applicable("fourteen_or_older")},
	{"note": "an adult", "input": of_age(52, {"guardian": null}), "want": not_applicable("fourteen_or_older")},
	{
		"note": "thirteen, an emergency",
		"input": of_age(13, {"pi_basis": "emergency", "guardian": false}),
		"want": not_applicable("other_basis"),
	},
	{
		"note": "thirteen, a legal duty",
		"input": of_age(13, {"pi_basis": "legal_duty", "guardian": null}),
		"want": not_applicable("other_basis"),
	},
	{"note": "thirteen, the basis is not known", "input": of_age(13, {"pi_basis": null, "guardian": false}), "want": undetermined("age_unknown")},
	{"note": "thirteen, the guardian is not known", "input": of_age(13, {"guardian": null}), "want": undetermined("age_unknown")},
	{"note": "the age is not known", "input": of_age(null, {"guardian": false}), "want": undetermined("age_unknown")},
	{"note": "the age is not known, a guardian has consented", "input": of_age(null, {"guardian": true}), "want": pass},
	{"note": "an age that is a text", "input": of_age("52", {"guardian": false}), "want": undetermined("age_unknown")},
	{"note": "an age below nought", "input": of_age(-1, {"guardian": false}), "want": undetermined("age_unknown")},
	{
		"note": "no personal information",
		"input": deployed(13, {"personal_information": false}),
		"want": not_applicable("no_personal_information"),
	},
	{"note": "China among others", "input": deployed(13, {"jurisdictions": ["EU", "CN"]}), "want": none},
	{"note": "outside China", "input": deployed(13, {"jurisdictions": ["EU"]}), "want": not_applicable("outside_china")},
	{"note": "a person's own affairs", "input": object.union(deployed(13, {}), {"operator": {"personal_use": true}}), "want": not_applicable("personal_affairs")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
