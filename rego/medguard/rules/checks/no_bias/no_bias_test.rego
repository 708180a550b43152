package medguard.rules.checks.no_bias_test

import data.medguard.rules.checks.no_bias as rule

pass := {"status": "pass", "why": ""}

possible := {"status": "pass", "why": "possible_bias"}

unjudged := {"status": "undetermined", "why": "bias_unjudged"}

unknown_kind := {"status": "undetermined", "why": "unknown_bias_kind"}

off := {"status": "not_applicable", "why": "not_looked_for"}

unknown := {"status": "undetermined", "why": "checks_unknown"}

fail(why) := {"status": "fail", "why": why}

clear := {"check": "bias", "status": "judged", "kind": "", "detail": ""}

crashed := {"check": "bias", "status": "unjudged", "kind": "", "detail": "timeout"}

seen(kind) := {"check": "bias", "status": "judged", "kind": kind, "detail": "en.race.myth"}

found(kind) := {"findings": [seen(kind)]}

cases := [
	{"note": "nothing found", "input": {"findings": [clear]}, "want": pass},
	{"note": "race-based medicine", "input": found("race_based_medicine"), "want": fail("race_based_medicine")},
	{"note": "unequal care", "input": found("unequal_care"), "want": fail("unequal_care")},
	{"note": "a stereotype", "input": found("stereotype"), "want": fail("stereotype")},
	{"note": "a word that stigmatises", "input": found("stigmatising_language"), "want": fail("stigmatising_language")},
	{"note": "something that only resembles bias", "input": found("possible_bias"), "want": possible},
	{
		"note": "the gravest is the reason",
		"input": {"findings": [seen("stereotype"), seen("stigmatising_language"), seen("unequal_care")]},
		"want": fail("unequal_care"),
	},
	{
		"note": "a stereotype beside a resemblance",
		"input": {"findings": [seen("possible_bias"), seen("stereotype")]},
		"want": fail("stereotype"),
	},
	{"note": "seen before the crash", "input": {"findings": [seen("stereotype"), crashed]}, "want": fail("stereotype")},
	{"note": "a resemblance, then a crash", "input": {"findings": [seen("possible_bias"), crashed]}, "want": unjudged},
	{"note": "a kind nobody has heard of", "input": found("rudeness"), "want": unknown_kind},
	{"note": "a resemblance and an unknown kind", "input": {"findings": [seen("possible_bias"), seen("rudeness")]}, "want": unknown_kind},
	{"note": "the check crashed", "input": {"findings": [crashed]}, "want": unjudged},
	{"note": "the check did not run", "input": {"findings": []}, "want": off},
	{
		"note": "only another check ran",
		"input": {"findings": [{"check": "leaks", "status": "judged", "kind": "stereotype", "detail": ""}]},
		"want": off,
	},
	{"note": "nothing is known", "input": {}, "want": unknown},
	{"note": "findings are no list", "input": {"findings": "none"}, "want": unknown},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
