package medguard.rules.cn.internet_dx.real_name_test

import data.medguard.rules.cn.internet_dx.real_name as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

asked(deployment, value) := {
	"deployment": object.union({"jurisdictions": ["CN"], "channel": "internet_dx"}, deployment),
	"actor": {"id_verified": value},
}

cases := [
	{"note": "verified", "input": asked({}, true), "want": pass},
	{"note": "not verified", "input": asked({}, false), "want": fail("not_verified")},
	{
		"note": "a patient who was not verified",
		"input": object.union(asked({}, false), {"actor": {"role": "patient", "id_verified": false}}),
		"want": fail("not_verified"),
	},
	{"note": "nobody verified, a diagnosis", "input": asked({"use_case": "diagnosis_support"}, false), "want": fail("not_verified")},
	{"note": "guided to a department before registration", "input": asked({"use_case": "triage"}, false), "want": not_applicable("no_care")},
	{"note": "health education, not known who reads", "input": asked({"use_case": "health_education"}, null), "want": not_applicable("no_care")},
	{"note": "not known", "input": asked({}, null), "want": undetermined("identity_unknown")},
	{"note": "yes in words", "input": asked({}, "yes"), "want": undetermined("identity_unknown")},
	{"note": "on the ward", "input": asked({"channel": "in_person"}, false), "want": not_applicable("not_internet_diagnosis")},
	{"note": "a consumer's app", "input": asked({"channel": "consumer"}, false), "want": not_applicable("not_internet_diagnosis")},
	{"note": "outside China", "input": asked({"jurisdictions": ["EU"]}, false), "want": not_applicable("outside_china")},
	{"note": "the channel is not known", "input": asked({"channel": null}, false), "want": undetermined("channel_unknown")},
	{"note": "where is not known", "input": asked({"jurisdictions": []}, false), "want": undetermined("jurisdictions_unknown")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
