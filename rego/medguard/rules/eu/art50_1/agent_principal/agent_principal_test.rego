package medguard.rules.eu.art50_1.agent_principal_test

import data.medguard.rules.eu.art50_1.agent_principal as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

notice := [{"kind": "principal", "place": "start"}]

call(changes, request, disclosures) := object.union(
	{
		"operator": {"roles": ["provider"]},
		"system": {"acts_for_principal": true},
		"deployment": {"jurisdictions": ["EU"], "interacts_directly": true, "principal": "Clinic X"},
		"request": object.union({"key_step": false, "disclosures": []}, request),
		"reply": {"for_people": true, "disclosures": disclosures},
	},
	changes,
)

deployed(change) := {"deployment": object.union(
	{"jurisdictions": ["EU"], "interacts_directly": true, "principal": "Clinic X"},
	change,
)}

cases := [
	{"note": "AI agent of Clinic X, at the start of the call", "input": call({}, {}, notice), "want": pass},
	{"note": "said earlier in this call", "input": call({}, {"disclosures": notice}, []), "want": pass},
	{"note": "said by a banner", "input": call(deployed({"notices": [{"kind": "principal", "place": "banner"}]}), {}, []), "want": pass},
	{"note": "never said", "input": call({}, {}, []), "want": fail("principal_not_disclosed")},
	{
		"note": "it only says that it is an AI",
		"input": call({}, {}, [{"kind": "interaction", "place": "start"}]),
		"want": fail("principal_not_disclosed"),
	},
	{
		"note": "only the terms name it",
		"input": call({}, {}, [{"kind": "principal", "place": "terms"}]),
		"want": fail("principal_not_disclosed"),
	},
	{"note": "nobody is named", "input": call(deployed({"principal": null}), {}, notice), "want": fail("principal_not_named")},
	{
		"note": "nothing is said of a principal",
		"input": object.union(call({}, {}, notice), {"deployment": null}),
		"want": undetermined("jurisdictions_unknown"),
	},
	{
		"note": "no principal in the profile",
		"input": {
			"operator": {"roles": ["provider"]},
			"system": {"acts_for_principal": true},
			"deployment": {"jurisdictions": ["EU"], "interacts_directly": true},
			"reply": {"for_people": true, "disclosures": notice},
		},
		"want": fail("principal_not_named"),
	},
	{"note": "an empty name", "input": call(deployed({"principal": ""}), {}, notice), "want": fail("principal_not_named")},
	{
		"note": "a key step, said earlier only",
		"input": call({}, {"key_step": true, "disclosures": notice}, []),
		"want": fail("key_step"),
	},
	{"note": "a key step, said again", "input": call({}, {"key_step": true, "disclosures": notice}, notice), "want": pass},
	{
		"note": "a key step or not is not known, said earlier",
		"input": call({}, {"key_step": null, "disclosures": notice}, []),
		"want": {"status": "undetermined", "why": "key_step_unknown", "at_most": "require_disclosure"},
	},
	{"note": "a key step or not is not known, said now", "input": call({}, {"key_step": null}, notice), "want": pass},
	{"note": "no agent", "input": call({"system": {"acts_for_principal": false}}, {}, []), "want": not_applicable("no_agent")},
	{"note": "an agent or not is not known", "input": call({"system": {"acts_for_principal": null}}, {}, notice), "want": undetermined("agent_unknown")},
	{
		"note": "among machines only",
		"input": call(deployed({"interacts_directly": false}), {}, []),
		"want": not_applicable("no_direct_interaction"),
	},
	{
		"note": "outside the Union",
		"input": call(deployed({"jurisdictions": ["US"]}), {}, []),
		"want": not_applicable("outside_eu"),
	},
	{"note": "a deployer only", "input": call({"operator": {"roles": ["deployer"]}}, {}, []), "want": not_applicable("other_role")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
