package medguard.rules.cn.label.no_tamper_test

import data.medguard.rules.cn.label.no_tamper as rule

pass := {"status": "pass", "why": ""}

stripped := {"status": "fail", "why": "asks_to_strip"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

asked(deployment, strip) := {
	"deployment": object.union({"jurisdictions": ["CN"], "public_cn": true}, deployment),
	"request": {"asks_to_strip_label": strip},
}

cases := [
	{"note": "asks for something else", "input": asked({}, false), "want": pass},
	{"note": "asks to strip the label", "input": asked({}, true), "want": stripped},
	{"note": "the same inside a hospital", "input": asked({"public_cn": false}, true), "want": stripped},
	{"note": "public or not is not known", "input": asked({"public_cn": null}, true), "want": stripped},
	{"note": "China among others", "input": asked({"jurisdictions": ["US", "CN"]}, true), "want": stripped},
	{"note": "not measured", "input": asked({}, null), "want": undetermined("request_not_measured")},
	{
		"note": "no request",
		"input": {"deployment": {"jurisdictions": ["CN"]}, "request": null},
		"want": undetermined("request_not_measured"),
	},
	{"note": "measured as no yes or no", "input": asked({}, "no"), "want": undetermined("request_not_measured")},
	{"note": "outside China", "input": asked({"jurisdictions": ["EU"]}, true), "want": not_applicable("outside_china")},
	{
		"note": "a jurisdiction was not given",
		"input": asked({"jurisdictions": []}, true),
		"want": undetermined("jurisdictions_unknown"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
