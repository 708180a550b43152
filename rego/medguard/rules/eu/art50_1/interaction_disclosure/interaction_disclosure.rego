# METADATA
# title: People are told that they are talking to an AI system
# description: >-
#   Whoever converses with the system directly is told so, clearly and at the latest at the first interaction.
#   The exception "obvious from the circumstances" must be proven: only trained health professionals, no vulnerable people
#   foreseeable, and the reasons written down. We judge it on the reply, where the notice is put.
# scope: package
# custom:
#   id: eu/art50_1/interaction_disclosure
#   stage: reply
#   title_zh: 告知用户正在与人工智能系统交互
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 50(1) and (5)
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: require_disclosure
#   remedy: "Show a clear notice at the start of the conversation, e.g. \"You are talking to an AI system, not a person.\""
#   remedy_zh: 请在对话开始时显著告知用户：“您正在与人工智能系统交互，并非真人。”
#   source: Regulation (EU) 2024/1689, OJ L, 2024/1689, 12.7.2024; Commission Guidelines C(2026) 5054, par. 30-53, 142-143
package medguard.rules.eu.art50_1.interaction_disclosure

default verdict := {"status": "undetermined", "why": "reply_not_measured"}

verdict := {"status": "undetermined", "why": "jurisdictions_unknown"} if {
	not jurisdictions_known
} else := {"status": "not_applicable", "why": "outside_eu"} if {
	not "EU" in input.deployment.jurisdictions
} else := {"status": "not_applicable", "why": "no_direct_interaction"} if {
	input.deployment.interacts_directly == false
} else := {"status": "undetermined", "why": "interaction_unknown"} if {
	not interacts
} else := {"status": "not_applicable", "why": "not_for_people"} if {
	input.reply.for_people == false
} else := {"status": "pass", "why": ""} if {
	for_people
	disclosed
} else := {"status": "not_applicable", "why": "obvious"} if {
	for_people
	obvious
} else := {"status": "fail", "why": "not_disclosed"} if {
	for_people
}

# An empty list says nothing: every deployment is somewhere.
jurisdictions_known if {
	count(input.deployment.jurisdictions) > 0
}

interacts if {
	input.deployment.interacts_directly == true
}

for_people if {
	input.reply.for_people == true
}

# Shown earlier in this conversation, or with this reply.
disclosed if {
	some shown in input.request.disclosures
	shown.kind == "interaction"
}

disclosed if {
	some shown in input.reply.disclosures
	shown.kind == "interaction"
}

# Art. 50(1), "unless this is obvious": each condition known, none assumed.
obvious if {
	input.deployment.audience.professional_only == true
	input.deployment.audience.trained_health_professionals == true
	input.deployment.audience.vulnerable_foreseeable == false
	is_string(input.deployment.obvious_rationale_ref)
	trim_space(input.deployment.obvious_rationale_ref) != ""
}
