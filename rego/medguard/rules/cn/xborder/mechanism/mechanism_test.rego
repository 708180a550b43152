package medguard.rules.cn.xborder.mechanism_test

import data.medguard.rules.cn.xborder.mechanism as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

unsure := {"status": "fail", "why": "cii_exemption_unsure", "at_most": "require_human_review"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

unknown := undetermined("transfer_unknown")

contract := {
	"mechanism": "standard_contract",
	"exempt_ground": "none",
	"important_data": false,
	"cii_operator": false,
}

sent(country, transfer, people, patient) := {
	"deployment": {
		"jurisdictions": ["CN"],
		"model": {"hosting_country": country},
		"transfer": object.union(contract, transfer),
	},
	"institution": {"exported_sensitive_this_year": people[0], "exported_pi_this_year": people[1]},
	"patient": patient,
}

on(now, document) := object.union(document, {"now": now})

somebody := {"ref": "p-17", "age": 52, "first_visit": false}

nobody := {"ref": null, "age": null, "first_visit": null}

asked(transfer, people) := sent("SG", transfer, people, somebody)

without(people) := asked({"mechanism": "none"}, people)

# Nobody's health is spoken of.
plain(transfer, people) := sent("SG", object.union({"mechanism": "none"}, transfer), people, nobody)

claimed(ground, change) := asked(object.union({"mechanism": "none", "exempt_ground": ground}, change), [12000, 2000000])

staff(patient) := sent("SG", {"mechanism": "none", "exempt_ground": "human_resources"}, [300, 0], patient)

cases := [
	# numbers, with a standard contract
	{"note": "contract, 9,000 sensitive", "input": asked({}, [9000, 0]), "want": pass},
	{"note": "contract, 9,999 sensitive", "input": asked({}, [9999, 0]), "want": pass},
	{"note": "contract, 10,000 sensitive", "input": asked({}, [10000, 0]), "want": fail("too_many_unassessed")},
	{"note": "contract, 12,000 sensitive", "input": asked({}, [12000, 0]), "want": fail("too_many_unassessed")},
	{"note": "contract, 999,999 others", "input": asked({}, [0, 999999]), "want": pass},
	{"note": "contract, 1,000,000 others", "input": asked({}, [0, 1000000]), "want": fail("too_many_unassessed")},
	{"note": "contract, both just below", "input": asked({}, [9999, 999999]), "want": pass},
	{"note": "contract, one sensitive among a million", "input": asked({}, [1, 1000000]), "want": fail("too_many_unassessed")},
	{"note": "certified, 9,999 sensitive", "input": asked({"mechanism": "certification"}, [9999, 0]), "want": pass},
	{
		"note": "certified, 10,000 sensitive",
		"input": asked({"mechanism": "certification"}, [10000, 0]),
		"want": fail("too_many_unassessed"),
	},
	# numbers, with nothing
	{"note": "nothing, 99,999 others", "input": plain({}, [0, 99999]), "want": pass},
	{"note": "nothing, 100,000 others", "input": plain({}, [0, 100000]), "want": fail("no_path")},
	{"note": "nothing, one sensitive, no patient", "input": plain({}, [1, 0]), "want": fail("no_path")},
	{"note": "nothing, a patient whom nobody has counted as sensitive", "input": without([0, 0]), "want": fail("no_path")},
	{"note": "contract, a patient whom nobody has counted as sensitive", "input": asked({}, [0, 0]), "want": pass},
	{"note": "nothing, one sensitive", "input": without([1, 0]), "want": fail("no_path")},
	{"note": "nothing, one sensitive, the others not counted", "input": without([1, null]), "want": fail("no_path")},
	{"note": "nothing, 10,000 sensitive", "input": without([10000, 0]), "want": fail("too_many_unassessed")},
	{"note": "nothing, a patient, nobody counted", "input": without([null, null]), "want": fail("no_path")},
	{
		"note": "nothing, a patient of whom the age is known, nobody counted",
		"input": sent("SG", {"mechanism": "none"}, [null, null], object.union(nobody, {"age": 52})),
		"want": fail("no_path"),
	},
	{
		"note": "nothing, a patient on a return visit, nobody counted",
		"input": sent("SG", {"mechanism": "none"}, [null, null], object.union(nobody, {"first_visit": false})),
		"want": fail("no_path"),
	},
	{
		"note": "nothing, no patient, nobody counted",
		"input": sent("SG", {"mechanism": "none"}, [null, null], nobody),
		"want": unknown,
	},
	{"note": "the path is not known, 99,999 others", "input": plain({"mechanism": null}, [0, 99999]), "want": pass},
	{"note": "the path is not known, a patient", "input": asked({"mechanism": null}, [0, 0]), "want": unknown},
	{"note": "the path is not known, one sensitive", "input": asked({"mechanism": null}, [1, 0]), "want": unknown},
	{"note": "the path is not known, 10,000 sensitive", "input": asked({"mechanism": null}, [10000, 0]), "want": unknown},
	{"note": "a path that the law does not know", "input": asked({"mechanism": "bcr"}, [10000, 0]), "want": unknown},
	# who counts
	{"note": "the assessment, 12,000 sensitive", "input": asked({"mechanism": "security_assessment"}, [12000, 0]), "want": pass},
	{
		"note": "the assessment, all else unknown",
		"input": sent(null, {"mechanism": "security_assessment", "important_data": null, "cii_operator": null}, [null, null], nobody),
		"want": pass,
	},
	{"note": "contract, important data", "input": asked({"important_data": true}, [1, 0]), "want": fail("important_data_unassessed")},
	{
		"note": "nothing, important data",
		"input": asked({"mechanism": "none", "important_data": true}, [0, 0]),
		"want": fail("important_data_unassessed"),
	},
	{
		"note": "assessed, important data",
		"input": asked({"mechanism": "security_assessment", "important_data": true}, [1, 0]),
		"want": pass,
	},
	{"note": "the path is not known, important data", "input": asked({"mechanism": null, "important_data": true}, [1, 0]), "want": unknown},
	{"note": "contract, critical infrastructure", "input": asked({"cii_operator": true}, [1, 0]), "want": fail("cii_unassessed")},
	{
		"note": "nothing, critical infrastructure, few others",
		"input": asked({"mechanism": "none", "cii_operator": true}, [0, 50]),
		"want": fail("cii_unassessed"),
	},
	{
		"note": "assessed, critical infrastructure",
		"input": asked({"mechanism": "security_assessment", "cii_operator": true}, [1, 0]),
		"want": pass,
	},
	{"note": "the path is not known, critical infrastructure", "input": asked({"mechanism": null, "cii_operator": true}, [1, 0]), "want": unknown},
	# exemptions
	{"note": "a contract with the patient", "input": claimed("contract_necessity", {}), "want": pass},
	{"note": "an emergency", "input": claimed("emergency", {}), "want": pass},
	{"note": "an emergency, the path not known", "input": claimed("emergency", {"mechanism": null}), "want": pass},
	{"note": "a free-trade zone", "input": claimed("free_trade_zone", {}), "want": pass},
	{"note": "a legal duty, the first day in Beijing", "input": on("2024-12-31T16:00:00Z", claimed("legal_duty", {})), "want": pass},
	{
		"note": "a legal duty, the day before",
		"input": on("2024-12-31T15:59:59Z", claimed("legal_duty", {})),
		"want": fail("too_many_unassessed"),
	},
	{"note": "collected abroad", "input": claimed("collected_abroad", {}), "want": pass},
	{
		"note": "a ground that the law does not know",
		"input": claimed("legitimate_interests", {}),
		"want": fail("too_many_unassessed"),
	},
	{"note": "whether one is claimed is not known", "input": claimed(null, {}), "want": fail("too_many_unassessed")},
	{"note": "one's own staff", "input": staff(nobody), "want": pass},
	{"note": "one's own staff, but a patient", "input": staff(object.union(nobody, {"ref": "p-17"})), "want": fail("no_path")},
	{"note": "one's own staff, but somebody's age", "input": staff(object.union(nobody, {"age": 52})), "want": fail("no_path")},
	{
		"note": "one's own staff, but a first visit",
		"input": staff(object.union(nobody, {"first_visit": true})),
		"want": fail("no_path"),
	},
	{
		"note": "an emergency, important data",
		"input": claimed("emergency", {"important_data": true}),
		"want": fail("important_data_unassessed"),
	},
	{
		"note": "a free-trade zone, important data",
		"input": claimed("free_trade_zone", {"important_data": true}),
		"want": fail("important_data_unassessed"),
	},
	{"note": "an emergency, important or not is not known", "input": claimed("emergency", {"important_data": null}), "want": unknown},
	{"note": "an emergency, critical infrastructure", "input": claimed("emergency", {"cii_operator": true}), "want": unsure},
	{
		"note": "a contract with the patient, critical infrastructure",
		"input": claimed("contract_necessity", {"cii_operator": true}),
		"want": unsure,
	},
	{
		"note": "an emergency, critical infrastructure, important or not is not known",
		"input": claimed("emergency", {"cii_operator": true, "important_data": null}),
		"want": unknown,
	},
	{
		"note": "an emergency, critical infrastructure, the path not known",
		"input": claimed("emergency", {"cii_operator": true, "mechanism": null}),
		"want": unknown,
	},
	{"note": "an emergency, critical infrastructure or not is not known", "input": claimed("emergency", {"cii_operator": null}), "want": unknown},
	{
		"note": "an emergency and a contract, few people",
		"input": asked({"exempt_ground": "emergency"}, [1, 0]),
		"want": pass,
	},
	# what is not known
	{"note": "contract, important or not is not known", "input": asked({"important_data": null}, [1, 0]), "want": unknown},
	{"note": "contract, critical infrastructure or not is not known", "input": asked({"cii_operator": null}, [1, 0]), "want": unknown},
	{"note": "contract, the sensitive not counted", "input": asked({}, [null, 0]), "want": unknown},
	{"note": "contract, the others not counted", "input": asked({}, [1, null]), "want": unknown},
	{"note": "contract, a count that is a text", "input": asked({}, ["1", 0]), "want": unknown},
	{"note": "contract, another count that is a text", "input": asked({}, [1, "0"]), "want": unknown},
	{"note": "contract, a count below nought", "input": asked({}, [-1, 0]), "want": unknown},
	{"note": "contract, another count below nought", "input": asked({}, [1, -1]), "want": unknown},
	{"note": "nothing, important or not is not known, few", "input": plain({"important_data": null}, [0, 50]), "want": unknown},
	{"note": "nothing, critical infrastructure not known, few", "input": plain({"cii_operator": null}, [0, 50]), "want": unknown},
	{
		"note": "too many, important or not is not known",
		"input": asked({"important_data": null}, [10000, 0]),
		"want": fail("too_many_unassessed"),
	},
	# where
	{"note": "in China", "input": sent("CN", {"mechanism": "none"}, [12000, 0], somebody), "want": not_applicable("stays_in_china")},
	{"note": "in Hong Kong", "input": sent("HK", {"mechanism": "none"}, [1, 0], somebody), "want": fail("no_path")},
	{"note": "in Macao", "input": sent("MO", {"mechanism": "none"}, [1, 0], somebody), "want": fail("no_path")},
	{"note": "in Taiwan", "input": sent("TW", {"mechanism": "none"}, [1, 0], somebody), "want": fail("no_path")},
	{"note": "nobody knows where", "input": sent(null, {"mechanism": "none"}, [1, 0], somebody), "want": undetermined("hosting_unknown")},
	{
		"note": "nobody knows where, with a contract",
		"input": sent(null, {}, [1, 0], somebody),
		"want": undetermined("hosting_unknown"),
	},
	{
		"note": "neither personal information nor important data",
		"input": {"deployment": {
			"jurisdictions": ["CN"],
			"personal_information": false,
			"model": {"hosting_country": "US"},
			"transfer": {"mechanism": "none", "important_data": false},
		}},
		"want": not_applicable("no_personal_information"),
	},
	{
		"note": "no personal information, important data or not is not known",
		"input": object.union(plain({"important_data": null, "cii_operator": true}, [300, 0]), {"deployment": {"personal_information": false}}),
		"want": unknown,
	},
	{
		"note": "important data without personal information",
		"input": {"deployment": {
			"jurisdictions": ["CN"],
			"personal_information": false,
			"model": {"hosting_country": "US"},
			"transfer": {"mechanism": "none", "important_data": true},
		}},
		"want": fail("important_data_unassessed"),
	},
	{
		"note": "outside China",
		"input": {"deployment": {"jurisdictions": ["EU"], "model": {"hosting_country": "US"}}},
		"want": not_applicable("outside_china"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
