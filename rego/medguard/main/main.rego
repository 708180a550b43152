# METADATA
# title: The router
# description: >-
#   Asks the rules that the profile has switched on at this stage, and gathers their rulings into one decision.
#   Levels come from the profile (input.levels), stages and dates from the rules' own METADATA (data.catalogue); a rule whose
#   first day depends on the facts says it itself (starts).
# scope: package
package medguard.main

import data.medguard.lib.days

# How a system is set up is asked about with every request: days pass, and licences end.
stages := {
	"deployment": {"deployment"},
	"request": {"deployment", "request"},
	"reply": {"reply"},
	"retention": {"retention"},
}

# Strongest first.
effects := ["deny", "require_human_review", "require_disclosure", "require_label", "warn", "allow"]

decision := {"stage": input.stage, "effect": effect, "rulings": rulings}

default effect := "deny"

effect := strongest[0]

strongest := [effect |
	some effect in effects
	some ruling in rulings
	ruling.effect == effect
]

rulings := [ruling |
	some id in sort(enabled)
	ruling := {
		"rule": id,
		"status": status(id),
		"effect": effect_of(id, status(id), input.levels[id]),
		"why": why(id),
	}
]

enabled contains id if {
	some id, level in input.levels
	level != "off"
	data.catalogue[id].stage in stages[input.stage]
}

status(id) := "not_yet_applicable" if {
	not_yet(id)
} else := verdicts[id].status

why(id) := "not_yet_in_force" if {
	not_yet(id)
} else := verdicts[id].why

# A clock that nobody can read puts no law off.
not_yet(id) if {
	not id in early
	today < first_day(id)
}

today := days.of(input.now)

default early := []

early := input.readings.enforce_early

first_day(id) := starts[id] if {
	starts[id]
} else := data.catalogue[id].effective_from

effect_of(id, "fail", level) := weaker(level, at_most(id)) if level != "deny_if_known"

effect_of(id, "fail", "deny_if_known") := at_most(id)

# Not knowing is not allowing, unless the profile only wants to hear about it.
effect_of(id, "undetermined", level) := weaker("deny", at_most(id)) if not level in {"warn", "deny_if_known"}

effect_of(_, "undetermined", level) := "warn" if level in {"warn", "deny_if_known"}

effect_of(_, "pass", _) := "allow"

effect_of(_, "not_applicable", _) := "allow"

# Before its day a rule that would fail only warns.
effect_of(id, "not_yet_applicable", _) := "warn" if verdicts[id].status == "fail"

effect_of(id, "not_yet_applicable", _) := "allow" if verdicts[id].status != "fail"

# What a rule may do at most, if it rests on something that nobody has verified.
at_most(id) := verdicts[id].at_most if {
	verdicts[id].at_most
} else := "deny"

weaker(one, other) := effects[max([rank[one], rank[other]])]

rank[effect_n] := n if some n, effect_n in effects
