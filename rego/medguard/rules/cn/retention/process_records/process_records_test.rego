package medguard.rules.cn.retention.process_records_test

import data.medguard.rules.cn.retention.process_records as rule

pass := {"status": "pass", "why": ""}

short := {"status": "fail", "why": "process_too_short"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

kept(deployment, keep) := {"deployment": object.union(
	object.union({"jurisdictions": ["CN"], "channel": "internet_dx"}, deployment),
	{"keep": keep},
)}

cases := [
	{"note": "as long as it must be", "input": kept({}, {"process_years": 3}), "want": pass},
	{"note": "longer", "input": kept({}, {"process_years": 6}), "want": pass},
	{"note": "a little too short", "input": kept({}, {"process_years": 2}), "want": short},
	{"note": "not at all", "input": kept({}, {"process_years": 0}), "want": short},
	{"note": "China among others", "input": kept({"jurisdictions": ["EU", "CN"]}, {"process_years": 1}), "want": short},
	{"note": "on the ward", "input": kept({"channel": "in_person"}, {"process_years": 1}), "want": not_applicable("not_internet_diagnosis")},
	{"note": "the channel is not known", "input": kept({"channel": null}, {"process_years": 1}), "want": undetermined("channel_unknown")},
	{"note": "not known", "input": kept({}, {"process_years": null}), "want": undetermined("keep_time_unknown")},
	{"note": "a text", "input": kept({}, {"process_years": "3"}), "want": undetermined("keep_time_unknown")},
	{"note": "a yes", "input": kept({}, {"process_years": true}), "want": undetermined("keep_time_unknown")},
	{"note": "outside China", "input": kept({"jurisdictions": ["EU"]}, {"process_years": 0}), "want": not_applicable("outside_china")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
