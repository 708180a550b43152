# METADATA
# title: The router
# description: >-
#   Asks the rules that the profile has switched on at this stage, and gathers their rulings into one decision.
#   Levels come from the profile (input.levels), dates and stages from the rules' own METADATA (data.catalogue).
# scope: package
package medguard.main

# One line a rule. A walk over data.medguard.rules finds nothing in rego-cpp 1.5.2, silently; hence the list, and a test
# that every folder stands in it.
verdicts["checks/all_judged"] := data.medguard.rules.checks.all_judged.verdict

verdicts["cn/label/explicit_text"] := data.medguard.rules.cn.label.explicit_text.verdict

verdicts["content/unread_parts"] := data.medguard.rules.content.unread_parts.verdict

verdicts["eu/art50_1/interaction_disclosure"] := data.medguard.rules.eu.art50_1.interaction_disclosure.verdict

verdicts["phi/identifiers_replaced"] := data.medguard.rules.phi.identifiers_replaced.verdict

verdicts["phi/no_leak_in_reply"] := data.medguard.rules.phi.no_leak_in_reply.verdict

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
		"effect": effect_of(status(id), input.levels[id]),
		"why": why(id),
	}
]

enabled contains id if {
	some id, level in input.levels
	level != "off"
	data.catalogue[id].stage == input.stage
}

status(id) := "not_yet_applicable" if {
	not_yet(id)
} else := verdicts[id].status

why(id) := "not_yet_in_force" if {
	not_yet(id)
} else := verdicts[id].why

# Days are UTC days; both are written year first, so their order is the calendar's. time.parse_rfc3339_ns is not portable.
not_yet(id) if {
	is_string(data.catalogue[id].effective_from)
	regex.match(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T`, input.now)
	substring(input.now, 0, 10) < data.catalogue[id].effective_from
}

effect_of("fail", level) := level

# Not knowing is not allowing, unless the profile only wants to hear about it.
effect_of("undetermined", level) := "deny" if level != "warn"

effect_of("undetermined", "warn") := "warn"

effect_of("pass", _) := "allow"

effect_of("not_applicable", _) := "allow"

effect_of("not_yet_applicable", _) := "allow"
