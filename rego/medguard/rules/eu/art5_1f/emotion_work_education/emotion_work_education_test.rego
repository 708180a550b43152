package medguard.rules.eu.art5_1f.emotion_work_education_test

import data.medguard.rules.eu.art5_1f.emotion_work_education as rule

pass := {"status": "pass", "why": ""}

forbidden := {"status": "fail", "why": "emotion_forbidden"}

not_written := {"status": "fail", "why": "reason_not_written"}

not_applicable(why) := {"status": "not_applicable", "why": why}

unknown := {"status": "undetermined", "why": "emotion_unknown"}

asked(recognition, area, reason, ref) := {
	"system": {"emotion_recognition": recognition},
	"deployment": {"jurisdictions": ["EU"], "area": area, "emotion_reason": reason, "emotion_reason_ref": ref},
}

cases := [
	{"note": "patients on a ward", "input": asked(true, "clinical", null, null), "want": pass},
	{"note": "patients, recognition not known", "input": asked(null, "clinical", null, null), "want": pass},
	{"note": "callers of an emergency line", "input": asked(true, "emergency", "none", null), "want": pass},
	{"note": "applicants for a benefit", "input": asked(true, "public_benefit", "none", null), "want": pass},
	{"note": "customers", "input": asked(true, "other", "none", null), "want": pass},
	{"note": "pilots, safety", "input": asked(true, "workplace", "safety", "SAFE-1"), "want": pass},
	{"note": "staff, therapy", "input": asked(true, "workplace", "medical", "MED-1"), "want": pass},
	{"note": "students, therapy", "input": asked(true, "education", "medical", "MED-1"), "want": pass},
	{"note": "a reason, recognition not known", "input": asked(null, "workplace", "medical", "MED-1"), "want": pass},
	{"note": "voice mood of nurses", "input": asked(true, "workplace", "none", null), "want": forbidden},
	{"note": "attention of students", "input": asked(true, "education", "none", null), "want": forbidden},
	{"note": "a document, but no reason", "input": asked(true, "workplace", "none", "HR-1"), "want": forbidden},
	{"note": "medical, written nowhere", "input": asked(true, "workplace", "medical", ""), "want": not_written},
	{"note": "safety, written nowhere", "input": asked(true, "education", "safety", "  "), "want": not_written},
	{
		"note": "fatigue: no emotion",
		"input": asked(false, "workplace", "none", null),
		"want": not_applicable("no_emotion_recognition"),
	},
	{"note": "recognition not known", "input": asked(null, "workplace", "none", null), "want": unknown},
	{"note": "recognition not known, reason unwritten", "input": asked(null, "workplace", "medical", ""), "want": unknown},
	{"note": "area not known", "input": asked(true, null, "none", null), "want": unknown},
	{"note": "an area of nobody's", "input": asked(true, "ward", "none", null), "want": unknown},
	{"note": "reason not known", "input": asked(true, "workplace", null, "X-1"), "want": unknown},
	{"note": "a reason of nobody's", "input": asked(true, "workplace", "wellness", ""), "want": unknown},
	{"note": "whether written is not known", "input": asked(true, "workplace", "medical", null), "want": unknown},
	{"note": "the reason is a number", "input": asked(true, "workplace", "medical", 7), "want": unknown},
	{
		"note": "outside the Union",
		"input": object.union(asked(true, "workplace", "none", null), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{
		"note": "an importer is bound too",
		"input": object.union(asked(true, "workplace", "none", null), {"operator": {"roles": ["importer"]}}),
		"want": forbidden,
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
