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

# An empty list says nothing: every deployment is somewhere. Nor does what is no code of a country ("Germany", "eu").
default in_union := "unknown"

in_union := "yes" if {
	some place in input.deployment.jurisdictions
	place in data.law.eu.union
}

in_union := "no" if {
	some _ in input.deployment.jurisdictions
	every place in input.deployment.jurisdictions {
		regex.match(`^[A-Z]{2}$`, place)
		not place in data.law.eu.union
	}
}

default roles_known := false

roles_known if some _ in input.operator.roles

has_role(wanted) if {
	some role in input.operator.roles
	role in (wanted - personally)
}

has_role(wanted) if {
	"provider" in wanted
	considered_provider
}

# Art. 2(10), 3(4): a natural person is no deployer of what they use for themselves. Whoever is of a stated kind is an institution.
default personally := set()

personally := {"deployer"} if {
	input.operator.personal_use == true
	not of_a_kind
}

of_a_kind if written(input.operator.kind)

# Art. 25(1): who put its name on a high-risk system, modified it substantially, or made it high-risk by another purpose.
considered_provider if {
	some way in input.operator.became_provider_by
	way in {"own_name", "substantial_modification", "changed_purpose"}
}

# Art. 2(1)(e), 25(3): who places it together with a product, under its own name.
considered_provider if {
	"product_manufacturer" in input.operator.roles
	annex_i != "no"
}

# Who is held to less where the papers are the provider's to write.
only_deploys if {
	has_role({"deployer"})
	not has_role({"provider"})
}

# The verdict that place and the exclusions of Art. 2 alone give: for prohibitions, which bind everybody (Art. 5).
outside_act := {"status": "undetermined", "why": "jurisdictions_unknown"} if {
	in_union == "unknown"
} else := {"status": "not_applicable", "why": "outside_eu"} if {
	in_union == "no"
} else := {"status": "not_applicable", "why": "outside_act"} if {
	input.system.excluded in {"military", "scientific_research", "before_market"}
}

# The same, and the roles; undefined where the rule itself must say.
outside(roles) := outside_act if {
	outside_act
} else := {"status": "undetermined", "why": "roles_unknown"} if {
	not roles_known
} else := {"status": "not_applicable", "why": "personal_use"} if {
	"deployer" in (roles & personally)
	"deployer" in input.operator.roles
	not has_role(roles)
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
	not emotion_recognition
} else := "no" if {
	derogation == "valid"
} else := "yes" if {
	some _ in input.system.annex_iii_points
	derogation in {"void", "none"}
} else := "yes" if {
	emotion_recognition
	derogation in {"void", "none"}
}

# Point 1(c), whether the profile lists it or not.
emotion_recognition if {
	input.system.emotion_recognition == true
	is_array(input.system.annex_iii_points)
}

# Art. 6(3) and (4): a condition, no significant risk, the assessment written down and registered; never with profiling.
default derogation := "unknown"

derogation := "none" if {
	not input.system.art6_3.claimed == true
} else := "void" if {
	input.system.profiling == true
} else := "void" if {
	input.system.art6_3.no_significant_risk == false
} else := "void" if {
	input.system.art6_3.condition == "none"
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
} else := "yes" if {
	emotion_recognition
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
legacy if legacy_on(high_risk_from)

# The same where the rule itself says from which day it would be bound.
legacy_on(day) if {
	before(input.system.first_placed_on, day)
	unchanged_until(day)
	not legacy_ended
}

unchanged_until(_) if input.system.significant_change_on == "never"

unchanged_until(day) if before(input.system.significant_change_on, day)

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
} else := {"status": "undetermined", "why": "annex_iii_unknown"} if {
	annex_iii == "unknown"
	perhaps_not_yet_bound
}

# A device of which nobody has said whether it is in Annex III too: if not, the later day counts, also for what was placed before.
perhaps_not_yet_bound if days.of(input.now) < dates.hr_annex_i

perhaps_not_yet_bound if legacy_on(dates.hr_annex_i)

# The same for duties that are worded for Annex III systems only: Arts 27, 49 and 86 leave out point 2, Art. 26(11) does not.
not_annex_iii(roles) := not_listed(roles, annex_iii_but_2)

not_annex_iii_with_2(roles) := not_listed(roles, annex_iii)

not_listed(roles, listed) := outside(roles) if {
	outside(roles)
} else := {"status": "not_applicable", "why": "not_annex_iii"} if {
	listed == "no"
} else := {"status": "undetermined", "why": "annex_iii_unknown"} if {
	listed == "unknown"
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

# What a rule may then do at most.
disputed(verdict) := disputed_until(high_risk_from, verdict)

disputed_until(day, verdict) := {"status": verdict.status, "why": verdict.why, "at_most": "warn"} if {
	verdict.status in {"fail", "undetermined"}
	literal_only(day)
} else := verdict

# -- Art. 50: conversations, notices, marks ---------------------------------------------------------------------------------

# The verdict where nobody converses with the system itself, Art. 50(1); undefined where somebody does.
no_interaction := {"status": "not_applicable", "why": "no_direct_interaction"} if {
	input.deployment.interacts_directly == false
} else := {"status": "not_applicable", "why": "authorised_against_crime"} if {
	input.deployment.authorised_against_crime == true
	input.deployment.public_reports_crime == false
} else := {"status": "undetermined", "why": "interaction_unknown"} if {
	not interacts
} else := {"status": "not_applicable", "why": "not_for_people"} if {
	input.reply.for_people == false
} else := {"status": "undetermined", "why": "reply_not_measured"} if {
	not for_people
}

interacts if input.deployment.interacts_directly == true

for_people if input.reply.for_people == true

# Art. 50(1), "unless this is obvious": each condition known, none assumed.
obvious if {
	input.deployment.audience.professional_only == true
	input.deployment.audience.trained_health_professionals == true
	input.deployment.audience.vulnerable_foreseeable == false
	written(input.deployment.obvious_rationale_ref)
}

# Every notice given: earlier in this conversation, with this reply, or standing where people begin.
notices contains shown if some shown in input.request.disclosures

notices contains shown if some shown in input.reply.disclosures

notices contains shown if some shown in input.deployment.notices

# Terms, menus, manuals and links are not seen in time (Guidelines, par. 38 and 142); a place that nobody knows is not either.
seen(shown) if shown.place in data.law.eu.seen_places

told(kind) if {
	some shown in notices
	shown.kind == kind
	seen(shown)
}

told_in_this_reply(kind) if {
	some shown in input.reply.disclosures
	shown.kind == kind
	seen(shown)
}

# The verdict where Art. 50(3) does not concern the system; undefined where it does.
no_exposure := outside({"deployer"}) if {
	outside({"deployer"})
} else := {"status": "not_applicable", "why": "no_biometric_inference"} if {
	input.system.emotion_recognition == false
	input.system.biometric_categorisation == false
} else := {"status": "not_applicable", "why": "authorised_against_crime"} if {
	input.deployment.authorised_against_crime == true
} else := {"status": "undetermined", "why": "biometric_inference_unknown"} if {
	not infers_from_biometrics
}

infers_from_biometrics if input.system.emotion_recognition == true

infers_from_biometrics if input.system.biometric_categorisation == true

# The verdict where Art. 50(2) asks for no mark on this reply; undefined where it does.
no_mark_needed := outside({"provider"}) if {
	outside({"provider"})
} else := {"status": "not_applicable", "why": "authorised_against_crime"} if {
	input.deployment.authorised_against_crime == true
} else := {"status": "not_applicable", "why": "generates_nothing"} if {
	input.system.generates == []
	not generated
} else := {"status": "not_applicable", "why": "not_for_people"} if {
	input.reply.modality == "text"
	input.reply.for_people == false
} else := {"status": "not_applicable", "why": "assistive_or_unaltered"} if {
	input.reply.transformation in data.law.eu.unmarked.any
} else := {"status": "not_applicable", "why": "assistive_or_unaltered"} if {
	input.reply.modality == "text"
	input.reply.transformation in data.law.eu.unmarked.text
} else := {"status": "not_applicable", "why": "technical_inside"} if {
	input.deployment.technical_output_only == true
	input.deployment.internal_safeguards == true
	input.deployment.audience.professional_only == true
	input.reply.reaches_people_outside == false
}

# What can carry metadata: a file, and whatever is no text.
contained if input.reply.container in data.law.eu.containers

contained if exported

contained if input.reply.modality in {"audio", "image", "video"}

exported if input.reply.exported_file == true

free_text if {
	input.reply.container == "free_text"
	not contained
}

# Too short for a watermark, Code of Practice, Measure 1.1.2.
very_short if {
	input.reply.modality == "text"
	is_number(input.reply.tokens)
	input.reply.tokens < data.law.eu.watermark_tokens
}

# What was measured outweighs what a profile says.
generated if input.reply.transformation in data.law.eu.marked

# A voice that reads a translation aloud is synthetic.
generated if {
	input.reply.modality in {"audio", "image", "video"}
	input.reply.transformation in data.law.eu.unmarked.text
}

# Every model that may have answered watermarks its text, and nothing was lost on the way.
watermarked_by_model if {
	input.reply.modality == "text"
	input.reply.upstream_marks_lost == false
	some _ in input.system.upstream_models
	every model in input.system.upstream_models {
		model.text_watermark == true
	}
}

# The day of Art. 50(2): Art. 111(4) puts it off for systems placed before 2026-08-02. Where the day is not known, or the design
# has changed significantly since (our inference: then it is a new system), it does not.
marking_from := dates.art50_2_legacy if {
	before(input.system.first_placed_on, dates.general)
	not renewed
} else := dates.general

renewed if {
	days.valid(input.system.significant_change_on)
	input.system.significant_change_on >= dates.general
}

# That inference alone holds back at most: before the later day.
on_inference if {
	before(input.system.first_placed_on, dates.general)
	renewed
	days.of(input.now) < dates.art50_2_legacy
}

# What the Code of Practice asks binds who signed it; others are told of the gap.
against_code(why) := {"status": "fail", "why": why} if {
	input.deployment.cop_signatory == true
} else := {"status": "fail", "why": why, "at_most": "warn"} if {
	input.deployment.cop_signatory == false
} else := {"status": "undetermined", "why": "signatory_unknown", "at_most": "require_human_review"}

# -- how long logs are kept (Arts 19, 26(6)) ---------------------------------------------------------------------------------

# Days asked for beyond the six months; 0 where nothing longer is known, undefined where what is stated is no number.
log_floor := floor_ if {
	floor_ := input.deployment.keep.log_floor_days
	is_number(floor_)
}

log_floor := 0 if not log_floor_stated

log_floor_stated if input.deployment.keep.log_floor_days != null

# -- small things -----------------------------------------------------------------------------------------------------

# A reference that says something; "pending" or "tbd" is neither a reference nor a no.
written(text) if {
	is_string(text)
	not absent(text)
	not lower(trim_space(text)) in data.law.eu.no_reference
}

# A reference that says: there is none.
absent(text) if {
	is_string(text)
	lower(trim_space(text)) in {"", "none", "never"}
}
