package medguard.rules.cn.retention.logs_test

import data.medguard.rules.cn.retention.logs as rule

pass := {"status": "pass", "why": ""}

short := {"status": "fail", "why": "logs_too_short"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

kept(deployment, keep) := {"deployment": object.union(
	object.union({"jurisdictions": ["CN"]}, deployment),
	{"keep": keep},
)}

cases := [
	{"note": "as long as it must be", "input": kept({}, {"log_days": 184}), "want": pass},
	{"note": "longer", "input": kept({}, {"log_days": 368}), "want": pass},
	{"note": "a little too short", "input": kept({}, {"log_days": 183}), "want": short},
	{"note": "not at all", "input": kept({}, {"log_days": 0}), "want": short},
	{"note": "China among others", "input": kept({"jurisdictions": ["EU", "CN"]}, {"log_days": 1}), "want": short},
	{"note": "ninety days", "input": kept({}, {"log_days": 90}), "want": short},
	{"note": "inside a hospital", "input": kept({"public_cn": false}, {"log_days": 90}), "want": short},
	{"note": "not known", "input": kept({}, {"log_days": null}), "want": undetermined("keep_time_unknown")},
	{"note": "a text", "input": kept({}, {"log_days": "184"}), "want": undetermined("keep_time_unknown")},
	{"note": "a yes", "input": kept({}, {"log_days": true}), "want": undetermined("keep_time_unknown")},
	{"note": "outside China", "input": kept({"jurisdictions": ["EU"]}, {"log_days": 0}), "want": not_applicable("outside_china")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
