package medguard.rules.cn.clinical.final_decision_by_physician_test

import data.medguard.rules.cn.clinical.final_decision_by_physician as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

confirmed := {"done": true, "outcome": "accepted", "licence_no": "110310105000123", "registered_here": true}

review_unknown := {"status": "undetermined", "why": "review_unknown", "at_most": "require_human_review"}

assistant := {"status": "undetermined", "why": "assistant_physician", "at_most": "require_human_review"}

asked(types, change) := {
	"deployment": {"jurisdictions": ["CN"]},
	"reply": {"output_types": types},
	"review": object.union(confirmed, change),
}

unseen := {"done": false, "outcome": null, "licence_no": null, "registered_here": null}

cases := [
	{"note": "a diagnosis that a physician confirmed", "input": asked(["diagnosis"], {}), "want": pass},
	{"note": "a diagnosis that a physician has edited", "input": asked(["diagnosis"], {"outcome": "edited"}), "want": pass},
	{"note": "confirmed, how is not recorded", "input": asked(["diagnosis"], {"outcome": null}), "want": pass},
	{"note": "a diagnosis that nobody has seen", "input": asked(["diagnosis"], unseen), "want": fail("not_confirmed")},
	{
		"note": "a treatment plan among a summary",
		"input": asked(["summary", "treatment_plan"], unseen),
		"want": fail("not_confirmed"),
	},
	{"note": "a prescription", "input": asked(["prescription"], unseen), "want": fail("not_confirmed")},
	{"note": "a medical certificate", "input": asked(["medical_certificate"], unseen), "want": fail("not_confirmed")},
	{"note": "the physician rejects it", "input": asked(["diagnosis"], {"outcome": "rejected"}), "want": fail("refused")},
	{"note": "the physician overrides it", "input": asked(["diagnosis"], {"outcome": "overridden"}), "want": fail("refused")},
	{
		"note": "a physician of another hospital",
		"input": asked(["diagnosis"], {"registered_here": false}),
		"want": fail("not_registered_here"),
	},
	{
		"note": "reviewed, but under no licence",
		"input": asked(["diagnosis"], {"licence_no": null}),
		"want": review_unknown,
	},
	{
		"note": "reviewed, a licence that is no text",
		"input": asked(["diagnosis"], {"licence_no": 110310105000123}),
		"want": review_unknown,
	},
	{
		"note": "reviewed, where they are registered is not known",
		"input": asked(["diagnosis"], {"registered_here": null}),
		"want": review_unknown,
	},
	{
		"note": "whether it was reviewed is not known",
		"input": asked(["diagnosis"], {"done": null}),
		"want": review_unknown,
	},
	{"note": "an assistant physician alone", "input": asked(["diagnosis"], {"role": "assistant_physician"}), "want": assistant},
	{"note": "an assistant physician's licence", "input": asked(["diagnosis"], {"licence_no": "210110105000123"}), "want": assistant},
	{"note": "an assistant physician, not classified", "input": asked(null, {"role": "assistant_physician"}), "want": undetermined("output_type_unknown")},
	{
		"note": "an assistant physician in a township",
		"input": object.union(asked(["diagnosis"], {"role": "assistant_physician"}), {"institution": {"township": true}}),
		"want": pass,
	},
	{"note": "a pharmacist with a number", "input": asked(["treatment_plan"], {"role": "pharmacist"}), "want": fail("not_confirmed")},
	{"note": "a clerk, who has no licence", "input": asked(["medical_certificate"], {"licence_no": "none"}), "want": fail("not_confirmed")},
	{"note": "a summary", "input": asked(["summary"], unseen), "want": not_applicable("no_clinical_decision")},
	{"note": "education", "input": asked(["education"], unseen), "want": not_applicable("no_clinical_decision")},
	{"note": "triage to a department", "input": asked(["triage"], unseen), "want": not_applicable("no_clinical_decision")},
	{"note": "nothing medical", "input": asked([], unseen), "want": not_applicable("no_clinical_decision")},
	{"note": "not classified, not seen", "input": asked(null, unseen), "want": undetermined("output_type_unknown")},
	{"note": "not classified, confirmed", "input": asked(null, {}), "want": undetermined("output_type_unknown")},
	{"note": "not classified, rejected", "input": asked(null, {"outcome": "rejected"}), "want": undetermined("output_type_unknown")},
	{
		"note": "not classified, confirmed elsewhere",
		"input": asked(null, {"registered_here": false}),
		"want": undetermined("output_type_unknown"),
	},
	{"note": "classified as no list", "input": asked("diagnosis", {}), "want": undetermined("output_type_unknown")},
	{
		"note": "outside China",
		"input": object.union(asked(["diagnosis"], unseen), {"deployment": {"jurisdictions": ["EU"]}}),
		"want": not_applicable("outside_china"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
