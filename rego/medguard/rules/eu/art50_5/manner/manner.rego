# METADATA
# title: Notices are clear, in time and accessible
# description: >-
#   Of the notices that Art. 50(1) and (3) ask for, one of each kind that was given must stand where people see it (not in terms, menus, manuals or
#   behind links), come at the latest at the first interaction or exposure, and conform to the accessibility requirements that apply. Whether a
#   notice was given at all, other rules judge; the manner binds who owes the notice, the provider under (1) and the deployer under (3), and a notice that
#   nobody owes has none. If its time was not measured, one that first comes in a later reply is late: we then only warn.
# scope: package
# custom:
#   id: eu/art50_5/manner
#   stage: reply
#   title_zh: 告知清晰、及时且可无障碍获取
#   description_zh: >-
#     就第50条第1、3款要求的告知，凡已作出的每一类，须有一项位于人们可见之处（而非条款、菜单、手册或链接之中），至迟于首次交互或接触时作出，
#     并符合适用的无障碍要求。是否作出告知由其他规则判断；方式要求仅约束负有该告知义务者（第1款为提供者，第3款为部署者），无义务而自愿作出的告知不受此限。未测量时间的，首次出现于后续回复中的告知视为迟延，仅予警示。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 50(5)
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: require_disclosure
#   notice: null
#   not_checked: Size, contrast and language on the screen, and whether assistive technology reads the notice out.
#   not_checked_zh: 屏幕上的字号、对比度与语言，以及辅助技术能否读出告知。
#   reasons:
#     no_notice: ["No notice was given that Art. 50(1) or (3) asks of this operator.", "未作出第50条第1款或第3款要求该经营者作出的告知。"]
#     not_clear: ["A notice stands only where people do not see it in time.", "告知仅位于人们不能及时看到之处。"]
#     late: ["A notice came only after the first interaction or exposure.", "告知在首次交互或接触之后才作出。"]
#     not_accessible: ["A notice does not conform to the accessibility requirements.", "告知不符合无障碍要求。"]
#     accessibility_unknown: ["Whether notices are accessible is not stated.", "未说明告知是否符合无障碍要求。"]
#   remedy: Show the notice at the start or beside the input field, before the first answer, and state deployment.notices_accessible.
#   remedy_zh: 请在首次答复之前于开头或输入框旁显示告知，并填写 deployment.notices_accessible。
#   source: Regulation (EU) 2024/1689, Art. 50(5); Commission Guidelines C(2026) 5054, par. 142-144, from a digest
package medguard.rules.eu.art50_5.manner

import data.medguard.lib.eu

verdict := eu.outside({"provider", "deployer"}) if {
	eu.outside({"provider", "deployer"})
} else := {"status": "not_applicable", "why": "authorised_against_crime"} if {
	input.deployment.authorised_against_crime == true
	input.deployment.public_reports_crime == false
} else := {"status": "fail", "why": "not_clear"} if {
	some kind in given
	not eu.told(kind)
} else := {"status": "fail", "why": "late"} if {
	some kind in given
	not timely(kind)
} else := {"status": "fail", "why": "not_accessible"} if {
	some kind in given
	not perhaps_accessible(kind)
} else := {"status": "undetermined", "why": "reply_not_measured"} if {
	not measured
} else := {"status": "not_applicable", "why": "no_notice"} if {
	given == set()
} else := {"status": "undetermined", "why": "accessibility_unknown"} if {
	some kind in given
	not accessible(kind)
} else := {"status": "fail", "why": "late", "at_most": "warn"} if {
	first_told_in_a_later_reply
} else := {"status": "pass", "why": ""}

measured if {
	is_array(input.request.disclosures)
	is_array(input.reply.disclosures)
}

# Kinds of Art. 50; that of Art. 26(11) has no manner of its own.
given contains shown.kind if {
	some shown in eu.notices
	asked_for(shown.kind)
}

# The manner goes with the duty: what is said without one may be said anyhow.
asked_for(kind) if {
	kind in {"interaction", "principal"}
	eu.has_role({"provider"})
	not input.deployment.interacts_directly == false
	not needless(kind)
}

asked_for("exposure") if {
	eu.has_role({"deployer"})
	not input.deployment.authorised_against_crime == true
	not no_biometrics
}

needless("interaction") if eu.obvious

needless("principal") if input.system.acts_for_principal == false

no_biometrics if {
	input.system.emotion_recognition == false
	input.system.biometric_categorisation == false
}

timely(kind) if {
	some shown in eu.notices
	shown.kind == kind
	eu.seen(shown)
	not shown.in_time == false
}

perhaps_accessible(kind) if {
	some shown in eu.notices
	shown.kind == kind
	eu.seen(shown)
	not shown.in_time == false
	not inaccessible(shown)
}

accessible(kind) if {
	some shown in eu.notices
	shown.kind == kind
	eu.seen(shown)
	not shown.in_time == false
	conforms(shown)
}

# What is said of one notice outweighs what is said of all.
conforms(shown) if shown.accessible == true

conforms(shown) if {
	not shown.accessible == false
	input.deployment.notices_accessible == true
}

inaccessible(shown) if shown.accessible == false

inaccessible(shown) if {
	not shown.accessible == true
	input.deployment.notices_accessible == false
}

first_told_in_a_later_reply if {
	input.request.turn > 1
	some kind in given
	not before_this_reply(kind)
	not in_time_for_sure(kind)
}

before_this_reply(kind) if {
	some shown in input.request.disclosures
	shown.kind == kind
	eu.seen(shown)
}

before_this_reply(kind) if {
	some shown in input.deployment.notices
	shown.kind == kind
	eu.seen(shown)
}

in_time_for_sure(kind) if {
	some shown in input.reply.disclosures
	shown.kind == kind
	shown.in_time == true
}
