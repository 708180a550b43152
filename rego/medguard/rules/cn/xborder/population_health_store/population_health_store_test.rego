package medguard.rules.cn.xborder.population_health_store_test

import data.medguard.rules.cn.xborder.population_health_store as rule

pass := {"status": "pass", "why": ""}

abroad := {"status": "fail", "why": "stored_abroad"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

stored(jurisdictions, transfer) := {"deployment": {"jurisdictions": jurisdictions, "transfer": transfer}}

cases := [
	{"note": "at home", "input": stored(["CN"], {"population_health_store_abroad": false}), "want": pass},
	{"note": "abroad", "input": stored(["CN"], {"population_health_store_abroad": true}), "want": abroad},
	{
		"note": "abroad, with an assessment",
		"input": stored(["CN"], {"population_health_store_abroad": true, "mechanism": "security_assessment"}),
		"want": abroad,
	},
	{
		"note": "abroad, in an emergency",
		"input": stored(["EU", "CN"], {"population_health_store_abroad": true, "exempt_ground": "emergency"}),
		"want": abroad,
	},
	{"note": "not known", "input": stored(["CN"], {"population_health_store_abroad": null}), "want": undetermined("store_unknown")},
	{"note": "no yes or no", "input": stored(["CN"], {"population_health_store_abroad": "SG"}), "want": undetermined("store_unknown")},
	{
		"note": "outside China",
		"input": stored(["EU"], {"population_health_store_abroad": true}),
		"want": not_applicable("outside_china"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
