package medguard.rules.eu.art50_3.exposure_data_test

import data.medguard.rules.eu.art50_3.exposure_data as rule

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

missing := {"status": "fail", "why": "no_lawful_basis"}

looks(emotions, categories, deployment) := {
	"operator": {"roles": ["deployer"]},
	"system": {"emotion_recognition": emotions, "biometric_categorisation": categories},
	"deployment": object.union({"jurisdictions": ["EU"]}, deployment),
}

basis(ref) := {"exposure_lawful_basis_ref": ref}

cases := [
	{"note": "a basis", "input": looks(true, false, basis("ROPA-12, Art. 9(2)(h)")), "want": {"status": "pass", "why": ""}},
	{"note": "no basis for emotions", "input": looks(true, false, basis("")), "want": missing},
	{"note": "no basis for categories", "input": looks(false, true, basis("none")), "want": missing},
	{"note": "the basis is not known", "input": looks(true, false, basis(null)), "want": undetermined("lawful_basis_unknown")},
	{"note": "a basis that is no text", "input": looks(true, false, basis(9)), "want": undetermined("lawful_basis_unknown")},
	{"note": "the mood of typed text", "input": looks(false, false, basis("")), "want": not_applicable("no_biometric_inference")},
	{"note": "not known what it infers", "input": looks(null, null, basis("R")), "want": undetermined("biometric_inference_unknown")},
	{
		"note": "permitted against criminal offences",
		"input": looks(true, false, {"exposure_lawful_basis_ref": "", "authorised_against_crime": true}),
		"want": not_applicable("authorised_against_crime"),
	},
	{
		"note": "a provider only",
		"input": object.union(looks(true, false, basis("")), {"operator": {"roles": ["provider"]}}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "outside the Union",
		"input": looks(true, false, {"jurisdictions": ["US"], "exposure_lawful_basis_ref": ""}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
