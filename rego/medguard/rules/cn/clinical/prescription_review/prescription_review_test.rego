package medguard.rules.cn.clinical.prescription_review_test

import data.medguard.rules.cn.clinical.prescription_review as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

seen := {"done": true, "outcome": "accepted", "licence_no": "110310105000123", "registered_here": true}

unseen := {"done": false, "outcome": null, "licence_no": null, "registered_here": null}

assistant := {"status": "undetermined", "why": "assistant_physician", "at_most": "require_human_review"}

review_unknown := {"status": "undetermined", "why": "review_unknown", "at_most": "require_human_review"}

asked(types, review) := {"deployment": {"jurisdictions": ["CN"]}, "reply": {"output_types": types}, "review": review}

reviewed(change) := asked(["prescription"], object.union(seen, change))

cases := [
	{"note": "a physician accepted it", "input": reviewed({}), "want": pass},
	{"note": "a physician edited it", "input": reviewed({"outcome": "edited"}), "want": pass},
	{"note": "the outcome is not kept, but who confirmed it is", "input": reviewed({"outcome": null}), "want": pass},
	{"note": "a summary", "input": asked(["summary"], unseen), "want": pass},
	{"note": "nothing medical", "input": asked([], null), "want": pass},
	{"note": "an assistant physician alone", "input": reviewed({"licence_no": " 210110105000123"}), "want": assistant},
	{"note": "a longer number that begins with 2", "input": reviewed({"licence_no": "2101101050001234"}), "want": pass},
	{"note": "a number with 2 further on", "input": reviewed({"licence_no": "1210110105000123"}), "want": pass},
	{"note": "an assistant physician by the registry", "input": reviewed({"role": "assistant_physician"}), "want": assistant},
	{
		"note": "an assistant physician in a township",
		"input": object.union(reviewed({"role": "assistant_physician", "licence_no": "210110105000123"}), {"institution": {"township": true}}),
		"want": pass,
	},
	{"note": "a pharmacist, whatever the number", "input": reviewed({"role": "pharmacist"}), "want": fail("review_missing")},
	{"note": "an assistant physician rejected it", "input": reviewed({"licence_no": "210110105000123", "outcome": "rejected"}), "want": fail("review_refused")},
	{"note": "an assistant physician's summary", "input": object.union(reviewed({"licence_no": "210110105000123"}), {"reply": {"output_types": ["summary"]}}), "want": pass},
	{"note": "nobody looked", "input": asked(["prescription"], unseen), "want": fail("review_missing")},
	{"note": "among education, nobody looked", "input": asked(["education", "prescription"], unseen), "want": fail("review_missing")},
	{"note": "rejected", "input": reviewed({"outcome": "rejected"}), "want": fail("review_refused")},
	{"note": "overridden", "input": reviewed({"outcome": "overridden"}), "want": fail("review_refused")},
	{"note": "a physician from elsewhere", "input": reviewed({"registered_here": false}), "want": fail("reviewer_not_registered")},
	{"note": "accepted by nobody in particular", "input": reviewed({"licence_no": null}), "want": review_unknown},
	{"note": "an empty licence", "input": reviewed({"licence_no": ""}), "want": fail("review_missing")},
	{"note": "a nurse, who has no licence", "input": reviewed({"licence_no": "none"}), "want": fail("review_missing")},
	{"note": "registered where is not known", "input": reviewed({"registered_here": null}), "want": review_unknown},
	{"note": "whether anybody looked is not known", "input": reviewed({"done": null}), "want": review_unknown},
	{"note": "no review on record", "input": asked(["prescription"], null), "want": review_unknown},
	{"note": "not classified", "input": asked(null, seen), "want": undetermined("output_type_unknown")},
	{"note": "classified as no list", "input": asked("prescription", unseen), "want": undetermined("output_type_unknown")},
	{
		"note": "outside China",
		"input": object.union(asked(["prescription"], unseen), {"deployment": {"jurisdictions": ["EU"]}}),
		"want": not_applicable("outside_china"),
	},
	{
		"note": "in internet diagnosis as well",
		"input": object.union(asked(["prescription"], unseen), {"deployment": {"jurisdictions": ["CN"], "channel": "internet_dx"}}),
		"want": fail("review_missing"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
