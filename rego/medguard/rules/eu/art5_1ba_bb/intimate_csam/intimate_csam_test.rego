package medguard.rules.eu.art5_1ba_bb.intimate_csam_test

import data.medguard.rules.eu.art5_1ba_bb.intimate_csam as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

unknown := {"status": "undetermined", "why": "safeguards_unknown"}

asked(generates, safeguards, intended) := {
	"deployment": {"jurisdictions": ["EU"]},
	"system": {
		"generates": generates,
		"intimate_content_safeguards": safeguards,
		"intimate_content_intended": intended,
	},
}

cases := [
	{"note": "images, with safeguards", "input": asked(["image"], true, false), "want": pass},
	{"note": "safeguards, whatever it generates", "input": asked(null, true, false), "want": pass},
	{"note": "safeguards, but whether it is made for it is not known", "input": asked(["image"], true, null), "want": unknown},
	{"note": "images, no safeguards", "input": asked(["text", "image"], false, false), "want": fail("no_safeguards")},
	{"note": "sound, no safeguards", "input": asked(["audio"], false, null), "want": fail("no_safeguards")},
	{"note": "video, no safeguards", "input": asked(["video"], false, null), "want": fail("no_safeguards")},
	{"note": "made for it, with safeguards", "input": asked(["image"], true, true), "want": fail("made_for_it")},
	{"note": "text only", "input": asked(["text"], false, null), "want": not_applicable("generates_no_pictures")},
	{"note": "generates nothing", "input": asked([], null, null), "want": not_applicable("generates_no_pictures")},
	{"note": "text only, said as one word", "input": asked("text", false, null), "want": unknown},
	{"note": "safeguards not known", "input": asked(["image"], null, false), "want": unknown},
	{"note": "no safeguards, what it generates is not known", "input": asked(null, false, false), "want": unknown},
	{
		"note": "outside the Union",
		"input": object.union(asked(["image"], false, true), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{
		"note": "a distributor is bound too",
		"input": object.union(asked(["image"], false, false), {"operator": {"roles": ["distributor"]}}),
		"want": fail("no_safeguards"),
	},
	{
		"note": "nothing is known",
		"input": {},
		"want": {"status": "undetermined", "why": "jurisdictions_unknown"},
	},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
