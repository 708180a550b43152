package medguard.rules.eu.art53.upstream_docs_test

import data.medguard.rules.eu.art53.upstream_docs as rule

pass := {"status": "pass", "why": ""}

missing := {"status": "fail", "why": "documentation_missing"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

builds(models) := {
	"operator": {"roles": ["provider"]},
	"system": {"upstream_models": models},
	"deployment": {"jurisdictions": ["EU"]},
}

model(change) := object.union({"name": "m", "placed_on": "2026-01-10", "annex_xii_ref": "DOC-1", "open_source": false, "systemic_risk": false}, change)

bare := model({"annex_xii_ref": ""})

old := model({"annex_xii_ref": "", "placed_on": "2025-08-01"})

cases := [
	{"note": "documented", "input": builds([model({})]), "want": pass},
	{"note": "a new model without documentation", "input": builds([bare]), "want": missing},
	{"note": "one of two without documentation", "input": builds([model({}), bare]), "want": missing},
	{"note": "one unknown, one without", "input": builds([model({"annex_xii_ref": null}), bare]), "want": missing},
	{"note": "documentation is not known", "input": builds([model({"annex_xii_ref": null})]), "want": undetermined("documentation_unknown")},
	{"note": "an open model", "input": builds([model({"annex_xii_ref": "", "open_source": true})]), "want": pass},
	{
		"note": "an open model with systemic risk",
		"input": builds([model({"annex_xii_ref": "", "open_source": true, "systemic_risk": true})]),
		"want": missing,
	},
	{
		"note": "an open model, systemic risk not ruled out",
		"input": builds([model({"annex_xii_ref": "", "open_source": true, "systemic_risk": null})]),
		"want": missing,
	},
	{"note": "no model", "input": builds([]), "want": not_applicable("no_upstream_models")},
	{"note": "which models is not known", "input": builds(null), "want": undetermined("models_unknown")},
	{
		"note": "a deployer only",
		"input": object.union(builds([bare]), {"operator": {"roles": ["deployer"]}}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "outside the Union",
		"input": object.union(builds([bare]), {"deployment": {"jurisdictions": ["CN"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "a new model", "input": builds([bare]), "want": "2025-08-02"},
	{"note": "a model of the day itself", "input": builds([model({"annex_xii_ref": "", "placed_on": "2025-08-02"})]), "want": "2025-08-02"},
	{"note": "an old model", "input": builds([old]), "want": "2027-08-02"},
	{"note": "an old and a new model", "input": builds([old, bare]), "want": "2025-08-02"},
	{"note": "an old model, and a new one that is documented", "input": builds([old, model({})]), "want": "2027-08-02"},
	{"note": "not known when", "input": builds([model({"annex_xii_ref": "", "placed_on": null})]), "want": "2025-08-02"},
	{"note": "all documented", "input": builds([model({"placed_on": "2025-08-01"})]), "want": "2025-08-02"},
	{"note": "nothing is known of them", "input": {}, "want": "2025-08-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
