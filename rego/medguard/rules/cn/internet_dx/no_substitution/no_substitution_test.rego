package medguard.rules.cn.internet_dx.no_substitution_test

import data.medguard.rules.cn.internet_dx.no_substitution as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

seen := {"done": true, "outcome": "accepted", "licence_no": "110310105000123", "registered_here": true}

unseen := {"done": false, "outcome": null, "licence_no": null, "registered_here": null}

asked(types, to_patient, review) := {
	"deployment": {"jurisdictions": ["CN"], "channel": "internet_dx"},
	"reply": {"output_types": types, "patient_facing": to_patient},
	"review": review,
}

at(deployment) := object.union(asked(["diagnosis"], true, unseen), {"deployment": deployment})

reviewed(change) := asked(["diagnosis"], true, object.union(seen, change))

person(types, to_patient, review) := object.union(asked(types, to_patient, review), {"reply": {"claims_to_be_human": true}})

perhaps_posing := {"status": "undetermined", "why": "says_it_is_a_person", "at_most": "require_human_review"}

cases := [
	{"note": "a diagnosis that the physician confirmed", "input": reviewed({}), "want": pass},
	{"note": "a diagnosis that the physician edited", "input": reviewed({"outcome": "edited"}), "want": pass},
	{"note": "confirmed, who sees it is not known", "input": asked(["diagnosis"], null, seen), "want": pass},
	{
		"note": "a diagnosis that an assistant physician confirmed",
		"input": reviewed({"role": "assistant_physician"}),
		"want": {"status": "undetermined", "why": "assistant_physician", "at_most": "require_human_review"},
	},
	{"note": "not classified, an assistant physician confirmed it", "input": asked(null, true, object.union(seen, {"role": "assistant_physician"})), "want": undetermined("output_type_unknown")},
	{"note": "education", "input": asked(["education"], true, unseen), "want": pass},
	{"note": "guided to a department", "input": asked(["triage"], true, unseen), "want": pass},
	{"note": "a summary", "input": asked(["summary", "other"], true, unseen), "want": pass},
	{"note": "nothing medical", "input": asked([], null, null), "want": pass},
	{"note": "a diagnosis from the machine", "input": asked(["diagnosis"], true, unseen), "want": fail("no_physician")},
	{"note": "a treatment plan from the machine", "input": asked(["treatment_plan"], true, unseen), "want": fail("no_physician")},
	{"note": "a prescription from the machine", "input": asked(["prescription"], true, unseen), "want": fail("no_physician")},
	{"note": "a sick note from the machine", "input": asked(["medical_certificate"], true, unseen), "want": fail("no_physician")},
	{"note": "a diagnosis among education", "input": asked(["education", "diagnosis"], true, unseen), "want": fail("no_physician")},
	{"note": "the physician rejected it", "input": reviewed({"outcome": "rejected"}), "want": fail("physician_refused")},
	{"note": "the physician decided otherwise", "input": reviewed({"outcome": "overridden"}), "want": fail("physician_refused")},
	{"note": "a physician from elsewhere", "input": reviewed({"registered_here": false}), "want": fail("physician_not_here")},
	{"note": "a draft for the physician", "input": asked(["diagnosis"], false, unseen), "want": not_applicable("not_patient_facing")},
	{"note": "a draft for the physician, confirmed", "input": asked(["diagnosis"], false, seen), "want": not_applicable("not_patient_facing")},
	{"note": "who sees it is not known", "input": asked(["diagnosis"], null, unseen), "want": undetermined("patient_facing_unknown")},
	{"note": "confirmed by nobody in particular", "input": reviewed({"licence_no": null}), "want": undetermined("confirmation_unknown")},
	{"note": "whether anybody looked is not known", "input": reviewed({"done": null}), "want": undetermined("confirmation_unknown")},
	{"note": "no review on record", "input": asked(["diagnosis"], true, null), "want": undetermined("confirmation_unknown")},
	{"note": "education by somebody who says that it is a person", "input": person(["education"], true, unseen), "want": perhaps_posing},
	{"note": "perhaps to the patient, says that it is a person", "input": person(["education"], null, null), "want": perhaps_posing},
	{"note": "says that it is a person, to the physician", "input": person(["education"], false, unseen), "want": pass},
	{"note": "says that it is a person, in the physician's name", "input": person(["education"], true, seen), "want": pass},
	{"note": "says that it is no person", "input": object.union(person(["education"], true, unseen), {"reply": {"claims_to_be_human": false}}), "want": pass},
	{"note": "a diagnosis by somebody who says that it is a person", "input": person(["diagnosis"], true, unseen), "want": fail("no_physician")},
	{"note": "not classified, says that it is a person", "input": person(null, true, unseen), "want": undetermined("output_type_unknown")},
	{"note": "not classified", "input": asked(null, true, unseen), "want": undetermined("output_type_unknown")},
	{"note": "not classified, confirmed", "input": asked(null, true, seen), "want": undetermined("output_type_unknown")},
	{"note": "on the ward", "input": at({"jurisdictions": ["CN"], "channel": "in_person"}), "want": not_applicable("not_internet_diagnosis")},
	{"note": "outside China", "input": at({"jurisdictions": ["EU"], "channel": "internet_dx"}), "want": not_applicable("outside_china")},
	{"note": "the channel is not known", "input": at({"jurisdictions": ["CN"], "channel": null}), "want": undetermined("channel_unknown")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
