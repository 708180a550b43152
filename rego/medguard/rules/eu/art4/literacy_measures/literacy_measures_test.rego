package medguard.rules.eu.art4.literacy_measures_test

import data.medguard.rules.eu.art4.literacy_measures as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

programme := {
	"ref": "EDU-7",
	"roles_needed": ["clinician", "reviewer"],
	"roles_covered": ["clinician", "reviewer", "admin"],
	"updated_on": "2026-09-01",
}

asked(change) := {
	"operator": {"roles": ["deployer"]},
	"deployment": {"jurisdictions": ["EU"], "literacy": object.union(programme, change)},
}

by(roles) := object.union(asked({}), {"operator": {"roles": roles}})

on(now) := object.union(asked({}), {"now": now})

cases := [
	{"note": "a programme for clinicians and reviewers", "input": asked({}), "want": pass},
	{"note": "a provider", "input": by(["provider"]), "want": pass},
	{"note": "no programme", "input": asked({"ref": ""}), "want": fail("no_measures")},
	{"note": "no programme, and nothing else is known", "input": asked({"ref": " ", "roles_needed": null, "updated_on": null}), "want": fail("no_measures")},
	{"note": "reviewers are left out", "input": asked({"roles_covered": ["clinician"]}), "want": fail("role_not_covered")},
	{"note": "nobody is covered", "input": asked({"roles_covered": []}), "want": fail("role_not_covered")},
	{"note": "dated tomorrow", "input": on("2026-08-31T23:59:59Z"), "want": fail("not_yet_taken")},
	{"note": "dated today", "input": on("2026-09-01T00:00:00Z"), "want": pass},
	{
		"note": "nobody operates it",
		"input": asked({"roles_needed": [], "ref": ""}),
		"want": not_applicable("nobody_operates"),
	},
	{"note": "programme not known", "input": asked({"ref": null}), "want": undetermined("measures_unknown")},
	{"note": "programme is a number", "input": asked({"ref": 7}), "want": undetermined("measures_unknown")},
	{"note": "who operates it is not known", "input": asked({"roles_needed": null}), "want": undetermined("measures_unknown")},
	{"note": "who is covered is not known", "input": asked({"roles_covered": null}), "want": undetermined("measures_unknown")},
	{"note": "who is covered is one word", "input": asked({"roles_covered": "clinician"}), "want": undetermined("measures_unknown")},
	{"note": "no date", "input": asked({"updated_on": null}), "want": undetermined("measures_unknown")},
	{"note": "never", "input": asked({"updated_on": "never"}), "want": undetermined("measures_unknown")},
	{
		"note": "never, on some day",
		"input": object.union(asked({"updated_on": "never"}), {"now": "2026-11-23T00:00:00Z"}),
		"want": undetermined("measures_unknown"),
	},
	{"note": "an importer only", "input": by(["importer"]), "want": not_applicable("other_role")},
	{"note": "role not known", "input": by(null), "want": undetermined("roles_unknown")},
	{
		"note": "outside the Union",
		"input": object.union(asked({}), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
