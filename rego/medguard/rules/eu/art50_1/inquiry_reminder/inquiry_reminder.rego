# METADATA
# title: Who asks is told, and who may forget is reminded
# description: >-
#   Whoever asks whether a human or a machine answers is told in this very reply, professionals too. Where advice on health is given,
#   where vulnerable people are foreseeable, or where the exchange is emotional for long, the notice is repeated from time to time; after
#   how many replies is a house figure, because the Guidelines give none. To clinicians for whom it is obvious no reminders are due.
# scope: package
# custom:
#   id: eu/art50_1/inquiry_reminder
#   stage: reply
#   title_zh: 有问必告知，并适时提醒
#   description_zh: >-
#     使用者询问答复者是人还是机器时，须在本次回复中告知，对专业人员亦然。提供健康建议、可预见有弱势人群、或持续情感互动的，
#     须不时重复告知；间隔轮数为内部标准，指南未作规定。对临床人员显而易见的，无须提醒。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 50(1)
#   strength: guideline
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: require_disclosure
#   notice: interaction
#   not_checked: Whether a reminder fits the moment, and whether the person is about to be misled without asking.
#   not_checked_zh: 提醒是否切合情境，以及使用者未询问但可能被误导的情形。
#   reasons:
#     asked: ["The person asked whether an AI answers, and the reply does not say so.", "使用者询问是否为人工智能，回复未予说明。"]
#     reminder_due: ["It is time to say again that an AI speaks.", "已到再次告知对方为人工智能的时候。"]
#     question_unknown: ["It is not known whether the person asked who answers.", "未知使用者是否询问答复者身份。"]
#     context_unknown: ["It is not known whether reminders are due here, or since when.", "未知此处是否须提醒，或距上次告知多久。"]
#   remedy: "Say in the reply that an AI answers; state deployment.health_advice, companion_mode and audience.vulnerable_foreseeable."
#   remedy_zh: 请在回复中说明由人工智能答复；并填写 deployment.health_advice、companion_mode 与 audience.vulnerable_foreseeable。
#   source: Commission Guidelines C(2026) 5054, par. 40, from a digest; the number of replies is ours
package medguard.rules.eu.art50_1.inquiry_reminder

import data.medguard.lib.eu

verdict := eu.outside({"provider"}) if {
	eu.outside({"provider"})
} else := eu.no_interaction if {
	eu.no_interaction
} else := {"status": "pass", "why": ""} if {
	eu.told_in_this_reply("interaction")
} else := {"status": "fail", "why": "asked"} if {
	input.request.asks_if_ai == true
} else := {"status": "fail", "why": "reminder_due"} if {
	not eu.obvious
	reminders
	long_ago
} else := {"status": "undetermined", "why": "question_unknown"} if {
	not did_not_ask
} else := {"status": "pass", "why": ""} if {
	recently
} else := {"status": "pass", "why": ""} if {
	no_reminders
} else := {"status": "pass", "why": ""} if {
	eu.obvious
} else := {"status": "undetermined", "why": "context_unknown"}

did_not_ask if input.request.asks_if_ai == false

reminders if input.deployment.health_advice == true

reminders if input.deployment.audience.vulnerable_foreseeable == true

reminders if input.deployment.companion_mode == true

# Hardly anybody states that a tool is no companion: there only a yes counts.
no_reminders if {
	input.deployment.health_advice == false
	input.deployment.audience.vulnerable_foreseeable == false
	not reminders
}

long_ago if {
	is_number(input.request.turns_since_notice)
	input.request.turns_since_notice >= after
}

recently if {
	is_number(input.request.turns_since_notice)
	input.request.turns_since_notice < after
}

# The house figure, unless the institution has its own.
after := input.deployment.reminder_turns if {
	is_number(input.deployment.reminder_turns)
	input.deployment.reminder_turns > 0
} else := data.law.eu.reminder_turns
