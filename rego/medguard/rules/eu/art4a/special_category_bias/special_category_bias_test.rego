package medguard.rules.eu.art4a.special_category_bias_test

import data.medguard.rules.eu.art4a.special_category_bias as rule

pass := {"status": "pass", "why": ""}

missing := {"status": "fail", "why": "safeguard_missing"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

all := {
	"active": true,
	"no_other_data_would_do": true,
	"secured_and_pseudonymised": true,
	"access_controlled": true,
	"not_transferred": true,
	"deleted_when_done": true,
	"necessity_recorded": true,
}

asked(change) := {
	"operator": {"roles": ["provider"]},
	"deployment": {"jurisdictions": ["EU"]},
	"system": {"bias_processing": object.union(all, change)},
}

by(roles) := object.union(asked({"not_transferred": false}), {"operator": {"roles": roles}})

lacking := [{"note": concat(" ", ["lacking:", name]), "input": asked({name: false}), "want": missing} |
	some name, _ in all
	name != "active"
]

others := [
	{"note": "six safeguards", "input": asked({}), "want": pass},
	{"note": "six safeguards, whether in use is not known", "input": asked({"active": null}), "want": pass},
	{"note": "a deployer is bound too", "input": by(["deployer"]), "want": missing},
	{
		"note": "not processed",
		"input": asked({"active": false, "deleted_when_done": false}),
		"want": not_applicable("no_bias_processing"),
	},
	{"note": "one is not known", "input": asked({"deleted_when_done": null}), "want": undetermined("safeguard_unknown")},
	{
		"note": "one is missing, whether in use is not known",
		"input": asked({"active": null, "deleted_when_done": false}),
		"want": undetermined("safeguard_unknown"),
	},
	{
		"note": "one is missing, another not known",
		"input": asked({"access_controlled": null, "deleted_when_done": false}),
		"want": missing,
	},
	{"note": "an importer only", "input": by(["importer"]), "want": not_applicable("other_role")},
	{"note": "role not known", "input": by(null), "want": undetermined("roles_unknown")},
	{
		"note": "outside the Union",
		"input": object.union(by(["provider"]), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

cases := array.concat(others, lacking)

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
