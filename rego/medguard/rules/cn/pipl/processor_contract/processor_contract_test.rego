package medguard.rules.cn.pipl.processor_contract_test

import data.medguard.rules.cn.pipl.processor_contract as rule

pass := {"status": "pass", "why": ""}

missing := {"status": "fail", "why": "no_contract"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

asked(deployment, transfer) := {"deployment": object.union(
	object.union({"jurisdictions": ["CN"]}, deployment),
	{"transfer": object.union({"external_recipient": true, "processor_contract": false}, transfer)},
)}

cases := [
	{"note": "a vendor with a contract", "input": asked({}, {"processor_contract": true}), "want": pass},
	{"note": "a vendor without a contract", "input": asked({}, {}), "want": missing},
	{
		"note": "a vendor without a contract, names replaced",
		"input": object.union(asked({}, {}), {"request": {"identifiers": {"remaining": 0}}}),
		"want": missing,
	},
	{
		"note": "in the house",
		"input": asked({}, {"external_recipient": false}),
		"want": not_applicable("no_external_recipient"),
	},
	{
		"note": "nobody knows who runs it, with a contract",
		"input": asked({}, {"external_recipient": null, "processor_contract": true}),
		"want": pass,
	},
	{
		"note": "nobody knows who runs it, without a contract",
		"input": asked({}, {"external_recipient": null}),
		"want": undetermined("contract_unknown"),
	},
	{
		"note": "a vendor, a contract is not known of",
		"input": asked({}, {"processor_contract": null}),
		"want": undetermined("contract_unknown"),
	},
	{
		"note": "neither personal information nor important data",
		"input": asked({"personal_information": false}, {"important_data": false}),
		"want": not_applicable("no_personal_information"),
	},
	{
		"note": "important data without personal information",
		"input": asked({"personal_information": false}, {"important_data": true}),
		"want": missing,
	},
	{
		"note": "no personal information, important data or not is not known",
		"input": asked({"personal_information": false}, {"important_data": null}),
		"want": undetermined("contract_unknown"),
	},
	{
		"note": "no personal information, important data or not is not known, with a contract",
		"input": asked({"personal_information": false}, {"important_data": null, "processor_contract": true}),
		"want": pass,
	},
	{"note": "no important data, but personal information", "input": asked({}, {"important_data": false}), "want": missing},
	{"note": "outside China", "input": asked({"jurisdictions": ["EU"]}, {}), "want": not_applicable("outside_china")},
	{"note": "a person's own affairs", "input": object.union(asked({}, {"important_data": false}), {"operator": {"personal_use": true}}), "want": not_applicable("personal_affairs")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
