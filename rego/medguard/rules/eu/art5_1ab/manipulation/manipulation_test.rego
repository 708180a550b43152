package medguard.rules.eu.art5_1ab.manipulation_test

import data.medguard.rules.eu.art5_1ab.manipulation as rule

pass := {"status": "pass", "why": ""}

forbidden := {"status": "fail", "why": "manipulation"}

without_consent := {"status": "fail", "why": "consent_missing", "at_most": "require_human_review"}

not_applicable(why) := {"status": "not_applicable", "why": why}

open := {"status": "undetermined", "why": "screening_incomplete", "at_most": "require_human_review"}

undetermined(why) := {"status": "undetermined", "why": why}

# Nudges elderly people to buy a harmful product.
nudging := {
	"manipulative_technique": false,
	"exploits_vulnerability": true,
	"distorts_behaviour": true,
	"significant_harm": true,
	"medical_treatment_lawful": false,
	"medical_standards": false,
	"explicit_consent": false,
}

# Cognitive behavioural therapy, prescribed.
therapy := object.union(nudging, {
	"medical_treatment_lawful": true,
	"medical_standards": true,
	"explicit_consent": true,
})

nothing := {
	"manipulative_technique": null,
	"exploits_vulnerability": null,
	"distorts_behaviour": null,
	"significant_harm": null,
	"medical_treatment_lawful": null,
	"medical_standards": null,
	"explicit_consent": null,
}

asked(screening) := {"deployment": {"jurisdictions": ["EU"]}, "system": {"screening": screening}}

nudge(change) := asked(object.union(nudging, change))

treat(change) := asked(object.union(therapy, change))

cases := [
	{"note": "neither technique", "input": nudge({"exploits_vulnerability": false}), "want": pass},
	{"note": "behaviour is not distorted", "input": nudge({"distorts_behaviour": false}), "want": pass},
	{"note": "no significant harm", "input": nudge({"significant_harm": false}), "want": pass},
	{"note": "no harm, the rest is not known", "input": asked(object.union(nothing, {"significant_harm": false})), "want": pass},
	{"note": "no distortion, the rest is not known", "input": asked(object.union(nothing, {"distorts_behaviour": false})), "want": pass},
	{"note": "therapy with consent, to standard", "input": treat({}), "want": pass},
	{
		"note": "therapy, the limbs were not asked",
		"input": asked(object.union(nothing, {"medical_treatment_lawful": true, "medical_standards": true, "explicit_consent": true})),
		"want": pass,
	},
	{"note": "elderly people are nudged", "input": nudge({}), "want": forbidden},
	{
		"note": "deceives, exploits nobody",
		"input": nudge({"manipulative_technique": true, "exploits_vulnerability": false}),
		"want": forbidden,
	},
	{
		"note": "exploits, whether it deceives is not known",
		"input": nudge({"manipulative_technique": null}),
		"want": forbidden,
	},
	{
		"note": "deceives, whether it exploits is not known",
		"input": nudge({"manipulative_technique": true, "exploits_vulnerability": null}),
		"want": forbidden,
	},
	{"note": "nobody claims a treatment", "input": nudge({"medical_treatment_lawful": null, "medical_standards": null, "explicit_consent": null}), "want": forbidden},
	{"note": "consent alone makes no treatment", "input": nudge({"explicit_consent": true}), "want": forbidden},
	{"note": "standards and consent, but not lawful", "input": treat({"medical_treatment_lawful": false}), "want": forbidden},
	{"note": "a treatment against medical standards", "input": treat({"medical_standards": false}), "want": forbidden},
	{"note": "a lawful treatment without explicit consent", "input": treat({"explicit_consent": false}), "want": without_consent},
	{"note": "whether to standard is not known", "input": treat({"medical_standards": null}), "want": open},
	{"note": "neither standard nor consent is known", "input": treat({"medical_standards": null, "explicit_consent": null}), "want": open},
	{"note": "no consent, standard not known", "input": treat({"medical_standards": null, "explicit_consent": false}), "want": open},
	{"note": "whether consented is not known", "input": treat({"explicit_consent": null}), "want": open},
	{"note": "no consent, and whether it harms is not known", "input": treat({"explicit_consent": false, "significant_harm": null}), "want": open},
	{"note": "against standards, and whether it harms is not known", "input": treat({"medical_standards": false, "significant_harm": null}), "want": open},
	{"note": "whether it harms is not known", "input": nudge({"significant_harm": null}), "want": open},
	{"note": "whether it distorts is not known", "input": nudge({"distorts_behaviour": null}), "want": open},
	{"note": "one technique is not known, the other is not there", "input": nudge({"exploits_vulnerability": null}), "want": open},
	{
		"note": "one technique is not there, the other is not known",
		"input": nudge({"manipulative_technique": null, "exploits_vulnerability": false}),
		"want": open,
	},
	{"note": "nothing was asked", "input": asked(nothing), "want": open},
	{
		"note": "outside the Union",
		"input": object.union(nudge({}), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{
		"note": "a distributor is bound too",
		"input": object.union(nudge({}), {"operator": {"roles": ["distributor"]}}),
		"want": forbidden,
	},
	{
		"note": "only for science",
		"input": object.union(nudge({}), {"system": {"screening": nudging, "excluded": "scientific_research"}}),
		"want": not_applicable("outside_act"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
