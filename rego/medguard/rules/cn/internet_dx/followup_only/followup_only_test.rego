package medguard.rules.cn.internet_dx.followup_only_test

import data.medguard.rules.cn.internet_dx.followup_only as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

asked(deployment, value) := {
	"deployment": object.union({"jurisdictions": ["CN"], "channel": "internet_dx"}, deployment),
	"patient": {"first_visit": value},
}

cases := [
	{"note": "a return visit", "input": asked({}, false), "want": pass},
	{"note": "a first visit", "input": asked({}, true), "want": fail("first_visit")},
	{"note": "a first visit for diagnosis", "input": asked({"use_case": "diagnosis_support"}, true), "want": fail("first_visit")},
	{"note": "a first visit for a record", "input": asked({"use_case": "documentation"}, true), "want": fail("first_visit")},
	{"note": "a first visit guided to a department", "input": asked({"use_case": "triage"}, true), "want": not_applicable("no_care")},
	{"note": "health education for a new patient", "input": asked({"use_case": "health_education"}, true), "want": not_applicable("no_care")},
	{"note": "triage, the visit not known", "input": asked({"use_case": "triage"}, null), "want": not_applicable("no_care")},
	{"note": "not known", "input": asked({}, null), "want": undetermined("visit_unknown")},
	{"note": "no in words", "input": asked({}, "no"), "want": undetermined("visit_unknown")},
	{"note": "on the ward", "input": asked({"channel": "in_person"}, true), "want": not_applicable("not_internet_diagnosis")},
	{"note": "a consumer's app", "input": asked({"channel": "consumer"}, true), "want": not_applicable("not_internet_diagnosis")},
	{"note": "outside China", "input": asked({"jurisdictions": ["EU"]}, true), "want": not_applicable("outside_china")},
	{"note": "the channel is not known", "input": asked({"channel": null}, true), "want": undetermined("channel_unknown")},
	{"note": "where is not known", "input": asked({"jurisdictions": []}, true), "want": undetermined("jurisdictions_unknown")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
