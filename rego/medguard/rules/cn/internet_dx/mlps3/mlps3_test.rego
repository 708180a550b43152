package medguard.rules.cn.internet_dx.mlps3_test

import data.medguard.rules.cn.internet_dx.mlps3 as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

asked(change) := {"deployment": object.union({"jurisdictions": ["CN"], "channel": "internet_dx", "mlps_level": 2}, change)}

cases := [
	{"note": "level three", "input": asked({"mlps_level": 3}), "want": pass},
	{"note": "level five", "input": asked({"mlps_level": 5}), "want": pass},
	{"note": "level two", "input": asked({}), "want": fail("level_too_low")},
	{"note": "level one", "input": asked({"mlps_level": 1}), "want": fail("level_too_low")},
	{"note": "no level that there is", "input": asked({"mlps_level": 6}), "want": undetermined("level_unknown")},
	{"note": "not known", "input": asked({"mlps_level": null}), "want": undetermined("level_unknown")},
	{"note": "a level in words", "input": asked({"mlps_level": "3"}), "want": undetermined("level_unknown")},
	{"note": "on the ward", "input": asked({"channel": "in_person"}), "want": not_applicable("not_internet_diagnosis")},
	{"note": "outside China", "input": asked({"jurisdictions": ["EU"]}), "want": not_applicable("outside_china")},
	{"note": "the channel is not known", "input": asked({"channel": null}), "want": undetermined("channel_unknown")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
