package medguard.rules.cn.pipl.minimise_identifiers_test

import data.medguard.rules.cn.pipl.minimise_identifiers as rule

pass := {"status": "pass", "why": ""}

remain := {"status": "fail", "why": "identifiers_remain"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

sent(external, country, remaining) := {
	"deployment": {
		"jurisdictions": ["CN"],
		"transfer": {"external_recipient": external},
		"model": {"hosting_country": country},
	},
	"request": {"identifiers": {"found": 3, "replaced": 3, "remaining": remaining}},
}

cases := [
	{"note": "to a vendor, all replaced", "input": sent(true, "CN", 0), "want": pass},
	{"note": "to a vendor, one remains", "input": sent(true, "CN", 1), "want": remain},
	{"note": "to a vendor abroad, one remains", "input": sent(true, "SG", 1), "want": remain},
	{"note": "to a vendor, nobody knows where", "input": sent(true, null, 2), "want": remain},
	{"note": "to servers of one's own abroad", "input": sent(false, "HK", 1), "want": remain},
	{"note": "abroad, nobody knows to whom", "input": sent(null, "US", 1), "want": remain},
	{"note": "in the house and in China", "input": sent(false, "CN", 5), "want": not_applicable("stays_in_house")},
	{"note": "in the house, not measured", "input": sent(false, "CN", null), "want": not_applicable("stays_in_house")},
	{"note": "nobody knows to whom, nothing remains", "input": sent(null, null, 0), "want": pass},
	{"note": "nobody knows to whom, one remains", "input": sent(null, "CN", 1), "want": undetermined("recipient_unknown")},
	{"note": "one's own, nobody knows where, one remains", "input": sent(false, null, 1), "want": undetermined("recipient_unknown")},
	{"note": "to a vendor, not counted", "input": sent(true, "CN", null), "want": undetermined("request_not_measured")},
	{"note": "a count that is a text", "input": sent(true, "CN", "3"), "want": undetermined("request_not_measured")},
	{"note": "a count below nought", "input": sent(true, "CN", -1), "want": undetermined("request_not_measured")},
	{
		"note": "to a vendor, not measured",
		"input": object.union(sent(true, "CN", 0), {"request": {"identifiers": null}}),
		"want": undetermined("request_not_measured"),
	},
	{
		"note": "outside China",
		"input": object.union(sent(true, "US", 1), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_china"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
