package medguard.main_test

import data.medguard.lib.days
import data.medguard.main

# Dates of our own, so that the laws' may change.
catalogue := {
	"content/unread_parts": {"stage": "request", "effective_from": "2026-08-02"},
	"phi/identifiers_replaced": {"stage": "request", "effective_from": null},
	"checks/all_judged": {"stage": "reply", "effective_from": null},
	"cn/label/explicit_text": {"stage": "reply", "effective_from": null},
	"eu/art50_1/interaction_disclosure": {"stage": "reply", "effective_from": null},
	"phi/no_leak_in_reply": {"stage": "reply", "effective_from": null},
	"eu/art14/oversight_capability": {"stage": "deployment", "effective_from": "2000-01-01"},
}

# Rules that hold themselves back, or say their own first day.
stand_ins := {
	"phi/identifiers_replaced": {"status": "fail", "why": "unverified", "at_most": "require_human_review"},
	"content/unread_parts": {"status": "undetermined", "why": "unverified", "at_most": "require_human_review"},
	"eu/art14/oversight_capability": {"status": "fail", "why": "missing"},
}

own_days := {"eu/art14/oversight_capability": "2027-12-02"}

held(rule, level) := {"stage": "request", "now": today, "levels": {rule: level}}

ruled(rule, status, effect, why) := decided(effect, [{"rule": rule, "status": status, "effect": effect, "why": why}])

own_cases := [
	{
		"note": "holds itself back",
		"input": held("phi/identifiers_replaced", "deny"),
		"want": ruled("phi/identifiers_replaced", "fail", "require_human_review", "unverified"),
	},
	{
		"note": "holds itself back where only what is known is denied",
		"input": held("phi/identifiers_replaced", "deny_if_known"),
		"want": ruled("phi/identifiers_replaced", "fail", "require_human_review", "unverified"),
	},
	{
		"note": "a weaker level stays",
		"input": held("phi/identifiers_replaced", "warn"),
		"want": ruled("phi/identifiers_replaced", "fail", "warn", "unverified"),
	},
	{
		"note": "not knowing, held back",
		"input": object.union(held("content/unread_parts", "deny"), {"now": "2027-01-01T00:00:00Z"}),
		"want": ruled("content/unread_parts", "undetermined", "require_human_review", "unverified"),
	},
	{
		"note": "its own first day, asked with the request",
		"input": held("eu/art14/oversight_capability", "deny"),
		"want": ruled("eu/art14/oversight_capability", "not_yet_applicable", "warn", "not_yet_in_force"),
	},
	{
		"note": "its own first day has come",
		"input": object.union(held("eu/art14/oversight_capability", "deny"), {"now": "2027-12-02T00:00:00Z"}),
		"want": ruled("eu/art14/oversight_capability", "fail", "deny", "missing"),
	},
	{
		"note": "kept before its day",
		"input": object.union(
			held("eu/art14/oversight_capability", "deny"),
			{"readings": {"enforce_early": ["eu/art14/oversight_capability"]}},
		),
		"want": ruled("eu/art14/oversight_capability", "fail", "deny", "missing"),
	},
	{
		"note": "at the stage deployment alone",
		"input": object.union(
			held("eu/art14/oversight_capability", "deny"),
			{"stage": "deployment", "now": "2028-01-01T00:00:00Z"},
		),
		"want": object.union(
			ruled("eu/art14/oversight_capability", "fail", "deny", "missing"),
			{"stage": "deployment"},
		),
	},
]

clean := {"identifiers": {"remaining": 0}, "unread": []}

picture := {"identifiers": {"remaining": 0}, "unread": [{"place": "/", "media": "image/png"}]}

nobody_looked := {"identifiers": null, "unread": []}

all_wrong := {"identifiers": {"remaining": 1}, "unread": [{"place": "/", "media": "image/png"}]}

asked(now, levels, request) := {"stage": "request", "now": now, "levels": levels, "request": request}

today := "2026-11-23T09:30:00Z"

both := {"phi/identifiers_replaced": "deny", "content/unread_parts": "warn"}

decided(effect, rulings) := {"stage": "request", "effect": effect, "rulings": rulings}

unread(status, effect, why) := {"rule": "content/unread_parts", "status": status, "effect": effect, "why": why}

identifiers(status, effect, why) := {"rule": "phi/identifiers_replaced", "status": status, "effect": effect, "why": why}

at_level(level) := asked(today, {"content/unread_parts": level}, picture)

stopped(level) := decided(level, [unread("fail", level, "unread_parts")])

stopped_at(effect) := decided(effect, [unread("fail", effect, "unread_parts")])

unknown_at(level) := asked(today, {"phi/identifiers_replaced": level}, nobody_looked)

unknown(effect) := decided(effect, [identifiers("undetermined", effect, "identifiers_not_measured")])

on(now) := asked(now, {"content/unread_parts": "deny"}, picture)

not_yet := decided("warn", [unread("not_yet_applicable", "warn", "not_yet_in_force")])

not_yet_and_well := decided("allow", [unread("not_yet_applicable", "allow", "not_yet_in_force")])

cases := [
	{
		"note": "all is well",
		"input": asked(today, both, clean),
		"want": decided("allow", [unread("pass", "allow", ""), identifiers("pass", "allow", "")]),
	},
	{
		"note": "the strongest decides",
		"input": asked(today, both, all_wrong),
		"want": decided(
			"deny",
			[unread("fail", "warn", "unread_parts"), identifiers("fail", "deny", "remaining_identifiers")],
		),
	},
	{
		"note": "a warning beside a pass",
		"input": asked(today, both, picture),
		"want": decided("warn", [unread("fail", "warn", "unread_parts"), identifiers("pass", "allow", "")]),
	},
	{"note": "fail at deny", "input": at_level("deny"), "want": stopped("deny")},
	{"note": "fail at review", "input": at_level("require_human_review"), "want": stopped("require_human_review")},
	{"note": "fail at disclosure", "input": at_level("require_disclosure"), "want": stopped("require_disclosure")},
	{"note": "fail at label", "input": at_level("require_label"), "want": stopped("require_label")},
	{"note": "fail at warn", "input": at_level("warn"), "want": stopped("warn")},
	{"note": "undetermined at deny", "input": unknown_at("deny"), "want": unknown("deny")},
	{"note": "undetermined at review", "input": unknown_at("require_human_review"), "want": unknown("deny")},
	{"note": "undetermined at disclosure", "input": unknown_at("require_disclosure"), "want": unknown("deny")},
	{"note": "undetermined at label", "input": unknown_at("require_label"), "want": unknown("deny")},
	{"note": "undetermined at warn", "input": unknown_at("warn"), "want": unknown("warn")},
	{"note": "a known breach is denied", "input": at_level("deny_if_known"), "want": stopped_at("deny")},
	{"note": "what is not known only warns there", "input": unknown_at("deny_if_known"), "want": unknown("warn")},
	{"note": "the day before", "input": on("2026-08-01T23:59:59Z"), "want": not_yet},
	{
		"note": "the day before, and all is well",
		"input": asked("2026-08-01T23:59:59Z", {"content/unread_parts": "deny"}, clean),
		"want": not_yet_and_well,
	},
	{"note": "the day of", "input": on("2026-08-02T00:00:00Z"), "want": stopped("deny")},
	{"note": "the year before, later in the year", "input": on("2025-12-31T00:00:00Z"), "want": not_yet},
	{"note": "an unreadable clock does not put a law off", "input": on("00000000"), "want": stopped("deny")},
	{
		"note": "off is off",
		"input": asked(today, {"phi/identifiers_replaced": "off", "content/unread_parts": "deny"}, clean),
		"want": decided("allow", [unread("pass", "allow", "")]),
	},
	{
		"note": "what belongs to the reply waits",
		"input": asked(today, {"checks/all_judged": "deny", "content/unread_parts": "deny"}, clean),
		"want": decided("allow", [unread("pass", "allow", "")]),
	},
	{
		"note": "a rule that is not in the catalogue gives no ruling",
		"input": asked(today, {"no/such_rule": "deny", "content/unread_parts": "deny"}, clean),
		"want": decided("allow", [unread("pass", "allow", "")]),
	},
	{"note": "no rule is no permission", "input": asked(today, {}, clean), "want": decided("deny", [])},
	{
		"note": "a not applicable rule allows",
		"input": {
			"stage": "reply",
			"now": today,
			"levels": {"checks/all_judged": "deny"},
			"checks": [],
			"findings": [],
		},
		"want": {
			"stage": "reply",
			"effect": "allow",
			"rulings": [{
				"rule": "checks/all_judged",
				"status": "not_applicable",
				"effect": "allow",
				"why": "no_checks",
			}],
		},
	},
	{
		"note": "a reply of which nothing is known",
		"input": {
			"stage": "reply",
			"now": today,
			"levels": {
				"checks/all_judged": "require_human_review",
				"cn/label/explicit_text": "require_label",
				"eu/art50_1/interaction_disclosure": "warn",
				"phi/no_leak_in_reply": "deny",
			},
		},
		"want": {"stage": "reply", "effect": "deny", "rulings": [
			{
				"rule": "checks/all_judged",
				"status": "undetermined",
				"effect": "deny",
				"why": "checks_unknown",
			},
			{
				"rule": "cn/label/explicit_text",
				"status": "undetermined",
				"effect": "deny",
				"why": "jurisdictions_unknown",
			},
			{
				"rule": "eu/art50_1/interaction_disclosure",
				"status": "undetermined",
				"effect": "warn",
				"why": "jurisdictions_unknown",
			},
			{
				"rule": "phi/no_leak_in_reply",
				"status": "undetermined",
				"effect": "deny",
				"why": "leaks_unjudged",
			},
		]},
	},
]

test_decision[case.note] if {
	some case in cases
	main.decision == case.want with input as case.input with data.catalogue as catalogue
}

test_own[case.note] if {
	some case in own_cases
	main.decision == case.want with input as case.input
		with data.catalogue as catalogue
		with main.verdicts as stand_ins
		with main.starts as own_days
}

test_every_rule_that_knows_nothing_is_undetermined if {
	every verdict in main.verdicts { verdict.status == "undetermined" } with input as {}
}

test_every_first_day_is_a_day if {
	every day in main.starts { days.valid(day) } with input as {}
}
