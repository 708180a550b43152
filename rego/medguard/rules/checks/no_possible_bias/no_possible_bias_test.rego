package medguard.rules.checks.no_possible_bias_test

import data.medguard.rules.checks.no_possible_bias as rule

pass := {"status": "pass", "why": ""}

likely := {"status": "fail", "why": "likely_bias"}

unjudged := {"status": "undetermined", "why": "bias_unjudged"}

unscored := {"status": "undetermined", "why": "score_unknown"}

off := {"status": "not_applicable", "why": "not_looked_for"}

unknown := {"status": "undetermined", "why": "checks_unknown"}

clear := {"check": "bias", "status": "judged", "kind": "", "detail": "", "score": 1}

crashed := {"check": "bias", "status": "unjudged", "kind": "", "detail": "timeout", "score": 1}

alike(score) := {"check": "bias", "status": "judged", "kind": "possible_bias", "detail": "en.learned", "score": score}

cases := [
	{"note": "nothing found", "input": {"findings": [clear]}, "want": pass},
	{"note": "much alike", "input": {"findings": [alike(0.93)]}, "want": likely},
	{"note": "just so much alike", "input": {"findings": [alike(0.8)]}, "want": likely},
	{"note": "a little less alike", "input": {"findings": [alike(0.799)]}, "want": pass},
	{"note": "one of several", "input": {"findings": [alike(0.61), alike(0.85)]}, "want": likely},
	{
		"note": "a pattern, which another rule counts",
		"input": {"findings": [{"check": "bias", "status": "judged", "kind": "stereotype", "detail": "en.x", "score": 1}]},
		"want": pass,
	},
	{"note": "much alike, then a crash", "input": {"findings": [alike(0.9), crashed]}, "want": likely},
	{"note": "a little alike, then a crash", "input": {"findings": [alike(0.6), crashed]}, "want": unjudged},
	{"note": "a score that is no number", "input": {"findings": [alike("0.9")]}, "want": unscored},
	{
		"note": "no score at all",
		"input": {"findings": [{"check": "bias", "status": "judged", "kind": "possible_bias", "detail": "en.learned"}]},
		"want": unscored,
	},
	{"note": "the check crashed", "input": {"findings": [crashed]}, "want": unjudged},
	{"note": "the check did not run", "input": {"findings": []}, "want": off},
	{
		"note": "only another check ran",
		"input": {"findings": [{"check": "leaks", "status": "judged", "kind": "possible_bias", "detail": "", "score": 1}]},
		"want": off,
	},
	{"note": "nothing is known", "input": {}, "want": unknown},
	{"note": "findings are no list", "input": {"findings": "none"}, "want": unknown},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
