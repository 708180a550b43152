# METADATA
# title: An agent says for whom it acts
# description: >-
#   An agent that acts towards people on somebody's behalf says so: who that is, in every new conversation, and again at the key steps
#   (authorisation, reporting, validation, reliance on another AI's output). Where it is not known whether this is such a step, it is
#   said again. That it is an AI is asked for by another rule.
# scope: package
# custom:
#   id: eu/art50_1/agent_principal
#   stage: reply
#   title_zh: 智能体须说明代表谁行事
#   description_zh: >-
#     代表他人与人交往的智能体，须在每次新的交互中说明其所代表者，并在关键步骤（授权、报告、确认、依赖其他人工智能的输出）再次说明；
#     不知是否属于关键步骤的，再次说明。人工智能身份的告知由另一规则要求。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 50(1)
#   strength: guideline
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: require_disclosure
#   notice: principal
#   not_checked: Whether the principal named is the true one and has authorised the agent.
#   not_checked_zh: 所述被代表者是否属实、是否已授权。
#   reasons:
#     no_agent: ["Acts on nobody's behalf towards others.", "不代表他人对外行事。"]
#     agent_unknown: ["It is not stated whether the system acts on somebody's behalf.", "未说明系统是否代表他人行事。"]
#     principal_not_named: ["Nobody is named on whose behalf the agent acts.", "未指明智能体所代表者。"]
#     principal_not_disclosed: ["The person was not told on whose behalf the agent acts.", "未告知智能体代表谁行事。"]
#     key_step: ["At this step the principal is to be named again.", "在此关键步骤须再次说明所代表者。"]
#     key_step_unknown: ["It is not known whether this is a key step: the principal is named again.", "未知是否为关键步骤，须再次说明所代表者。"]
#   remedy: "Name the principal in deployment.principal and show it at the start, e.g. \"I am the AI agent of Clinic X.\""
#   remedy_zh: 请在 deployment.principal 中填写被代表者，并在开始时说明，例如“我是某诊所的人工智能代理”。
#   source: Commission Guidelines C(2026) 5054, par. 31, from two digests
package medguard.rules.eu.art50_1.agent_principal

import data.medguard.lib.eu

verdict := eu.outside({"provider"}) if {
	eu.outside({"provider"})
} else := {"status": "not_applicable", "why": "no_agent"} if {
	input.system.acts_for_principal == false
} else := eu.no_interaction if {
	eu.no_interaction
} else := {"status": "undetermined", "why": "agent_unknown"} if {
	not agent
} else := {"status": "fail", "why": "principal_not_named"} if {
	not named
} else := {"status": "pass", "why": ""} if {
	eu.told_in_this_reply("principal")
} else := {"status": "fail", "why": "principal_not_disclosed"} if {
	not eu.told("principal")
} else := {"status": "fail", "why": "key_step"} if {
	input.request.key_step == true
} else := {"status": "pass", "why": ""} if {
	input.request.key_step == false
} else := {"status": "undetermined", "why": "key_step_unknown", "at_most": "require_disclosure"}

named if eu.written(input.deployment.principal)

agent if input.system.acts_for_principal == true
