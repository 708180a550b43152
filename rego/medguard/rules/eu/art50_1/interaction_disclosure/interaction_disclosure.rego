# METADATA
# title: People are told that they are talking to an AI system
# description: >-
#   Whoever converses with the system directly is told so, clearly and at the latest at the first interaction. The duty is the
#   provider's; a hospital that puts a chatbot on another's model into service under its own name is the provider of the system.
#   The exception "obvious from the circumstances" must be proven: only trained health professionals, no vulnerable people
#   foreseeable, and the reasons written down. So must the other one: authorised by law against criminal offences, and not open to
#   the public to report them. Terms, menus, manuals and links tell nobody. We judge it on the reply, where the notice is put.
#   Not bound are a deployer that only uses another's chatbot (its provider is), and whoever reviews each draft in substance and sends it as their own. There
#   is no transition: a system placed on the market before that day is bound too.
# scope: package
# custom:
#   id: eu/art50_1/interaction_disclosure
#   stage: reply
#   title_zh: 告知用户正在与人工智能系统交互
#   description_zh: >-
#     与系统直接对话者应被清楚告知，且不晚于首次交互。义务人为系统提供者；医疗机构以自己名义将基于他人模型的对话系统投入使用的，即为系统提供者。
#     “显而易见”之例外须能证明：仅限经培训的卫生专业人员使用、可预见范围内无弱势人群、理由已书面记录。依法用于打击刑事犯罪之例外同样须能证明，且系统不供公众举报犯罪。
#     仅载于条款、菜单、手册或链接者，不构成告知。本规则在回复阶段判断，告知即置于回复之中。
#     仅使用他人对话系统的部署者不受约束（义务在其提供者）；由人逐份实质审核并以自己名义发出的草稿亦不属直接交互。本条无过渡期：该日之前投放市场的系统同样适用。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 50(1) and (5)
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: require_disclosure
#   notice: interaction
#   not_checked: Whether the notice was seen on the screen, and whether the rationale is true; a person answers for both.
#   not_checked_zh: 告知是否确实显示于屏幕、所述理由是否属实，由责任人负责。
#   reasons:
#     not_disclosed: ["No notice that an AI speaks was shown.", "未告知对方为人工智能。"]
#   remedy: "Show a clear notice at the start of the conversation, e.g. \"You are talking to an AI system, not a person.\""
#   remedy_zh: 请在对话开始时显著告知用户：“您正在与人工智能系统交互，并非真人。”
#   source: Regulation (EU) 2024/1689, OJ L, 2024/1689, 12.7.2024; Commission Guidelines C(2026) 5054, par. 30-53, 142-143
package medguard.rules.eu.art50_1.interaction_disclosure

import data.medguard.lib.eu

verdict := eu.outside({"provider"}) if {
	eu.outside({"provider"})
} else := eu.no_interaction if {
	eu.no_interaction
} else := {"status": "pass", "why": ""} if {
	eu.told("interaction")
} else := {"status": "not_applicable", "why": "obvious"} if {
	eu.obvious
} else := {"status": "fail", "why": "not_disclosed"}
