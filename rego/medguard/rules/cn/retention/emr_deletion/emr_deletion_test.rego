package medguard.rules.cn.retention.emr_deletion_test

import data.medguard.rules.cn.retention.emr_deletion as rule

pass := {"status": "pass", "why": ""}

perhaps := {"status": "undetermined", "why": "perhaps_an_inpatients", "at_most": "require_human_review"}

early := {"status": "fail", "why": "too_early"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

asked(deployment, retention) := {
	"deployment": object.union({"jurisdictions": ["CN"], "channel": "internet_dx"}, deployment),
	"retention": object.union({"record_kind": "emr", "created_on": "2022-03-01", "delete_requested_on": "2037-03-01"}, retention),
}

cases := [
	{"note": "the day after fifteen years", "input": asked({}, {"delete_requested_on": "2037-03-02"}), "want": pass},
	{"note": "the last day of fifteen years", "input": asked({}, {}), "want": early},
	{"note": "the day it was made", "input": asked({}, {"delete_requested_on": "2022-03-01"}), "want": early},
	{"note": "asked for before it was made", "input": asked({}, {"delete_requested_on": "2000-01-01"}), "want": early},
	{"note": "on the ward, the last day of fifteen years", "input": asked({"channel": "in_person"}, {}), "want": early},
	{"note": "on the ward, the day after fifteen years", "input": asked({"channel": "in_person"}, {"delete_requested_on": "2037-03-02"}), "want": perhaps},
	{"note": "on the ward, the last day of thirty years", "input": asked({"channel": "in_person"}, {"delete_requested_on": "2052-03-01"}), "want": perhaps},
	{"note": "on the ward, the day after thirty years", "input": asked({"channel": "in_person"}, {"delete_requested_on": "2052-03-02"}), "want": pass},
	{"note": "on the ward, when it was made is not known", "input": asked({"channel": "in_person"}, {"created_on": null}), "want": undetermined("deletion_unknown")},
	{"note": "outpatients only, the last day of fifteen years", "input": asked({"channel": "in_person", "care": "outpatient"}, {}), "want": early},
	{"note": "outpatients only, the day after fifteen years", "input": asked({"channel": "in_person", "care": "outpatient"}, {"delete_requested_on": "2037-03-02"}), "want": pass},
	{"note": "outpatients only, when it was made is not known", "input": asked({"channel": "in_person", "care": "outpatient"}, {"created_on": null}), "want": undetermined("deletion_unknown")},
	{"note": "inpatients only, the last day of fifteen years", "input": asked({"channel": "in_person", "care": "inpatient"}, {}), "want": early},
	{"note": "inpatients only, the last day of thirty years", "input": asked({"channel": "in_person", "care": "inpatient"}, {"delete_requested_on": "2052-03-01"}), "want": {"status": "fail", "why": "too_early_for_inpatients"}},
	{"note": "inpatients only, the day after thirty years", "input": asked({"channel": "in_person", "care": "inpatient"}, {"delete_requested_on": "2052-03-02"}), "want": pass},
	{"note": "inpatients only, the kind is not known", "input": asked({"channel": "in_person", "care": "inpatient"}, {"record_kind": null, "delete_requested_on": "2052-03-01"}), "want": undetermined("deletion_unknown")},
	{"note": "both, the day after fifteen years", "input": asked({"channel": "in_person", "care": "both"}, {"delete_requested_on": "2037-03-02"}), "want": perhaps},
	{"note": "inpatients over the internet, who are none", "input": asked({"care": "inpatient"}, {"delete_requested_on": "2037-03-02"}), "want": pass},
	{"note": "outpatients only, the channel not known", "input": asked({"channel": null, "care": "outpatient"}, {"delete_requested_on": "2037-03-02"}), "want": undetermined("channel_unknown")},
	{"note": "a health app's", "input": asked({"channel": "consumer"}, {}), "want": not_applicable("no_institutions_record")},
	{"note": "a study's copy", "input": asked({"channel": "research"}, {}), "want": not_applicable("no_institutions_record")},
	{"note": "the channel is not known, too early for any", "input": asked({"channel": null}, {"delete_requested_on": "2026-01-01"}), "want": early},
	{"note": "the channel is not known, after fifteen years", "input": asked({"channel": null}, {"delete_requested_on": "2037-03-02"}), "want": undetermined("channel_unknown")},
	{"note": "the channel is not known, after thirty years", "input": asked({"channel": null}, {"delete_requested_on": "2052-03-02"}), "want": pass},
	{"note": "a channel of no name, after fifteen years", "input": asked({"channel": "post"}, {"delete_requested_on": "2037-03-02"}), "want": undetermined("channel_unknown")},
	{"note": "nothing asked, the channel not known", "input": asked({"channel": null}, {"delete_requested_on": null}), "want": undetermined("deletion_unknown")},
	{"note": "made on 29 February", "input": asked({}, {"created_on": "2024-02-29", "delete_requested_on": "2039-03-01"}), "want": pass},
	{"note": "another kind of record", "input": asked({}, {"record_kind": "log", "delete_requested_on": "2022-03-01"}), "want": not_applicable("other_record")},
	{"note": "another kind, long ago", "input": asked({}, {"record_kind": "log"}), "want": not_applicable("other_record")},
	{"note": "another kind, the channel not known", "input": asked({"channel": null}, {"record_kind": "log"}), "want": not_applicable("other_record")},
	{"note": "another kind, on the ward", "input": asked({"channel": "in_person"}, {"record_kind": "log"}), "want": not_applicable("other_record")},
	{"note": "another kind, outside China", "input": asked({"jurisdictions": ["EU"]}, {"record_kind": "log"}), "want": not_applicable("outside_china")},
	{"note": "the kind is not known, too early", "input": asked({}, {"record_kind": null, "delete_requested_on": "2037-02-28"}), "want": undetermined("deletion_unknown")},
	{"note": "the kind is not known", "input": asked({}, {"record_kind": null}), "want": undetermined("deletion_unknown")},
	{"note": "the kind is no text", "input": asked({}, {"record_kind": 7}), "want": undetermined("deletion_unknown")},
	{"note": "when it was made is not known", "input": asked({}, {"created_on": null}), "want": undetermined("deletion_unknown")},
	{"note": "made on no day", "input": asked({}, {"created_on": "2026-02-30"}), "want": undetermined("deletion_unknown")},
	{"note": "when it was asked for is not known", "input": asked({}, {"delete_requested_on": null}), "want": undetermined("deletion_unknown")},
	{"note": "asked for in words", "input": asked({}, {"delete_requested_on": "tomorrow"}), "want": undetermined("deletion_unknown")},
	{"note": "nothing is to be deleted", "input": {"deployment": {"jurisdictions": ["CN"], "channel": "internet_dx"}, "retention": null}, "want": undetermined("deletion_unknown")},
	{"note": "outside China", "input": asked({"jurisdictions": ["EU"]}, {"delete_requested_on": "2022-03-01"}), "want": not_applicable("outside_china")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "of internet diagnosis", "input": asked({}, {}), "want": "2022-02-08"},
	{"note": "of the ward", "input": asked({"channel": "in_person"}, {}), "want": "2014-01-01"},
	{"note": "the channel is not known", "input": asked({"channel": null}, {}), "want": "2014-01-01"},
]

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
