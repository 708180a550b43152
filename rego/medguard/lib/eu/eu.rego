# METADATA
# title: What the rules of the AI Act share
# description: >-
#   To whom the Act applies, whether the system is high-risk and by which route, and from which day. "yes", "no" and "unknown"
#   are kept apart: unknown never counts as no.
# scope: package
package medguard.lib.eu

import data.medguard.lib.days

dates := data.law.eu.dates

# -- where and to whom ----------------------------------------------------------------------------------------------

# An empty list says nothing: every deployment is somewhere.
default in_union := "unknown"

in_union := "yes" if "EU" in input.deployment.jurisdictions

in_union := "no" if {
	some _ in input.deployment.jurisdictions
	not "EU" in input.deployment.jurisdictions
}

default roles_known := false

roles_known if some _ in input.operator.roles

has_role(wanted) if {
	some role in input.operator.roles
	role in wanted
}

# The verdict that scope alone gives; undefined where the rule itself must say.
outside(roles) := {"status": "undetermined", "why": "jurisdictions_unknown"} if {
	in_union == "unknown"
} else := {"status": "not_applicable", "why": "outside_eu"} if {
	in_union == "no"
} else := {"status": "undetermined", "why": "roles_unknown"} if {
	not roles_known
} else := {"status": "not_applicable", "why": "other_role"} if {
	not has_role(roles)
}

# -- high-risk by Art. 6(1): a medical device that needs a notified body (MDCG 2025-6 / AIB 2025-1) ----------------------

default annex_i := "unknown"

annex_i := "no" if {
	input.system.annex_i.act == "none"
} else := "no" if {
	data.law.eu.device_classes[input.system.annex_i.act][input.system.annex_i.device_class] == false
} else := "no" if {
	input.system.annex_i.act in {"MDR", "IVDR"}
	input.system.annex_i.in_house_5_5 == true
} else := "yes" if {
	data.law.eu.device_classes[input.system.annex_i.act][input.system.annex_i.device_class] == true
	input.system.annex_i.in_house_5_5 == false
}

# -- high-risk by Art. 6(2): Annex III ------------------------------------------------------------------------------------

default annex_iii := "unknown"

annex_iii := "no" if {
	input.system.annex_iii_points == []
} else := "no" if {
	derogation == "valid"
} else := "yes" if {
	some _ in input.system.annex_iii_points
	derogation in {"void", "none"}
}

# Art. 6(3) and (4): a condition, no significant risk, the assessment written down and registered; never with profiling.
default derogation := "unknown"

derogation := "none" if {
	not input.system.art6_3.claimed == true
} else := "void" if {
	input.system.profiling == true
} else := "void" if {
	input.system.art6_3.no_significant_risk == false
} else := "valid" if {
	input.system.profiling == false
	input.system.art6_3.no_significant_risk == true
	input.system.art6_3.condition in {"a", "b", "c", "d"}
	written(input.system.art6_3.assessment_ref)
	written(input.system.art6_3.registration_ref)
}

# Point 2 (critical infrastructure) is left out of Arts 27, 49 and 86.
annex_iii_but_2 := annex_iii if {
	annex_iii != "yes"
} else := "yes" if {
	some point in input.system.annex_iii_points
	not startswith(point, "2")
} else := "no"

default high_risk := "unknown"

high_risk := "yes" if {
	annex_i == "yes"
} else := "yes" if {
	annex_iii == "yes"
} else := "no" if {
	annex_i == "no"
	annex_iii == "no"
}

# The day from which the high-risk duties apply to this system: the earlier one where it is both, or where it is not known which.
high_risk_from := dates.hr_annex_i if {
	annex_iii == "no"
} else := dates.hr_annex_iii

# Art. 111(2): systems placed before that day are bound only once their design changes significantly; those meant for public
# authorities by 2030 in any case. Never where the day or the change is not known.
legacy if {
	before(input.system.first_placed_on, high_risk_from)
	unchanged
	not legacy_ended
}

unchanged if input.system.significant_change_on == "never"

unchanged if before(input.system.significant_change_on, high_risk_from)

legacy_ended if {
	not input.system.intended_for_public_authorities == false
	days.of(input.now) >= dates.public_authority_legacy
}

before(day, other) if {
	days.valid(day)
	day < other
}

# The verdict that role and risk alone give for a duty of Chapter III; undefined where the rule itself must say.
not_high_risk(roles) := outside(roles) if {
	outside(roles)
} else := {"status": "not_applicable", "why": "not_high_risk"} if {
	high_risk == "no"
} else := {"status": "undetermined", "why": "high_risk_unknown"} if {
	high_risk == "unknown"
} else := {"status": "not_applicable", "why": "legacy_system"} if {
	legacy
}

# The same for duties that are worded for Annex III systems only (Arts 26(11), 27, 49, 86), points 2 left out.
not_annex_iii(roles) := outside(roles) if {
	outside(roles)
} else := {"status": "not_applicable", "why": "not_annex_iii"} if {
	annex_iii_but_2 == "no"
} else := {"status": "undetermined", "why": "annex_iii_unknown"} if {
	annex_iii_but_2 == "unknown"
} else := {"status": "not_applicable", "why": "legacy_system"} if {
	legacy
}

# -- disputed days (reference, section 2.5) -------------------------------------------------------------------------------

# Arts 49, 71, 72, 73 and 86 stand outside the Chapter whose duties were put off: literally they apply since 2026-08-02.
disputed_from(day) := day if not input.readings.disputed_dates == "literal"

disputed_from(_) := dates.general if input.readings.disputed_dates == "literal"

# Read literally a rule only warns before the practical day.
default literal_only(_) := false

literal_only(day) if {
	input.readings.disputed_dates == "literal"
	days.of(input.now) < day
}

# -- small things -----------------------------------------------------------------------------------------------------

# A reference that says something.
written(text) if {
	is_string(text)
	trim_space(text) != ""
}
