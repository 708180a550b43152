package medguard.rules.cn.retention.log_deletion_test

import data.medguard.rules.cn.retention.log_deletion as rule

pass := {"status": "pass", "why": ""}

early := {"status": "fail", "why": "too_early"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

asked(deployment, retention) := {
	"deployment": object.union({"jurisdictions": ["CN"]}, deployment),
	"retention": object.union({"record_kind": "log", "created_on": "2026-05-23", "delete_requested_on": "2026-11-23"}, retention),
}

cases := [
	{"note": "the day after six months", "input": asked({}, {"delete_requested_on": "2026-11-24"}), "want": pass},
	{"note": "the last day of six months", "input": asked({}, {}), "want": early},
	{"note": "the day it was made", "input": asked({}, {"delete_requested_on": "2026-05-23"}), "want": early},
	{"note": "asked for before it was made", "input": asked({}, {"delete_requested_on": "2000-01-01"}), "want": early},
	{"note": "184 days over the long half-year", "input": asked({}, {"created_on": "2026-03-01", "delete_requested_on": "2026-09-01"}), "want": early},
	{"note": "185 days over the long half-year", "input": asked({}, {"created_on": "2026-03-01", "delete_requested_on": "2026-09-02"}), "want": pass},
	{"note": "made on 31 August", "input": asked({}, {"created_on": "2025-08-31", "delete_requested_on": "2026-03-01"}), "want": pass},
	{"note": "made on 31 August, the last of February", "input": asked({}, {"created_on": "2025-08-31", "delete_requested_on": "2026-02-28"}), "want": early},
	{"note": "ninety days", "input": asked({}, {"created_on": "2026-08-25"}), "want": early},
	{"note": "another kind of record", "input": asked({}, {"record_kind": "emr", "delete_requested_on": "2026-05-23"}), "want": not_applicable("other_record")},
	{"note": "another kind, long ago", "input": asked({}, {"record_kind": "emr"}), "want": not_applicable("other_record")},
	{"note": "the kind is not known, too early", "input": asked({}, {"record_kind": null, "delete_requested_on": "2026-11-22"}), "want": undetermined("deletion_unknown")},
	{"note": "the kind is not known", "input": asked({}, {"record_kind": null}), "want": undetermined("deletion_unknown")},
	{"note": "the kind is no text", "input": asked({}, {"record_kind": 7}), "want": undetermined("deletion_unknown")},
	{"note": "when it was made is not known", "input": asked({}, {"created_on": null}), "want": undetermined("deletion_unknown")},
	{"note": "made on no day", "input": asked({}, {"created_on": "2026-02-30"}), "want": undetermined("deletion_unknown")},
	{"note": "when it was asked for is not known", "input": asked({}, {"delete_requested_on": null}), "want": undetermined("deletion_unknown")},
	{"note": "asked for in words", "input": asked({}, {"delete_requested_on": "tomorrow"}), "want": undetermined("deletion_unknown")},
	{"note": "nothing is to be deleted", "input": {"deployment": {"jurisdictions": ["CN"]}, "retention": null}, "want": undetermined("deletion_unknown")},
	{"note": "outside China", "input": asked({"jurisdictions": ["EU"]}, {"delete_requested_on": "2026-05-23"}), "want": not_applicable("outside_china")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
