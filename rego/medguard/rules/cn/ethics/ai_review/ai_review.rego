# METADATA
# title: The ethics review of AI was made
# description: >-
#   AI activities that bring ethical risk are reviewed by an ethics committee before they start; those on the annex's list (among them
#   human–machine systems that strongly affect behaviour, emotion or life and health, and highly autonomous decisions of high risk) are reviewed
#   again by experts. On the list both are needed. Off the list a missing first review asks for a person to judge whether this use
#   is such an activity at all: the Measures govern research and development more than each call.
# scope: package
# custom:
#   id: cn/ethics/ai_review
#   stage: deployment
#   title_zh: 已完成人工智能科技伦理审查
#   description_zh: >-
#     存在伦理风险的人工智能科技活动应当事前经科技伦理（审查）委员会审查；列入附件清单的（包括对行为、情绪或者生命健康有较强影响的人机融合系统、具有高度自主性的高风险
#     自动化决策系统等），还须专家复核。在清单内的，二者缺一不可；不在清单内而未经初步审查的，由人工判断本用途是否属于应审查的科技活动：该办法主要规范研发活动，而非每次调用。
#   law: 《人工智能科技伦理审查与服务办法（试行）》（工信部联科〔2026〕75号）
#   law_en: Measures for Ethics Review and Services in AI Science and Technology (Trial)
#   article: 附件 需要开展专家复核的清单 (annex, list for expert re-review)
#   strength: binding
#   verified: false
#   effective_from: "2026-03-20"
#   default_level: deny
#   not_checked: Whether the list was read rightly, what the reviews say, their registration, and the tracking after approval.
#   not_checked_zh: 对清单的判断是否正确、审查意见内容、登记情况及批准后的跟踪审查。
#   reasons:
#     no_expert_review: ["On the list, without expert re-review.", "在清单内但未经专家复核。"]
#     no_initial_review: ["On the list, without the committee's review.", "在清单内但未经委员会初步审查。"]
#     not_reviewed: ["Not on the list, and without an ethics review: whether this use is an activity that needs one is for a person.", "不在清单内，且未经伦理审查；本用途是否属于应审查的活动，由人工判断。"]
#     ethics_unknown: ["Whether it is on the list, or whether it was reviewed, is not stated.", "未说明是否在清单内或者是否经过审查。"]
#   remedy: Have the missing review made, and write it into deployment.ai_ethics.
#   remedy_zh: 请完成所缺审查，并填写 deployment.ai_ethics。
#   source: existence high, details medium, second-hand; wording of the list and article numbers not compared
package medguard.rules.cn.ethics.ai_review

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "ethics_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "fail", "why": "no_initial_review"} if {
	input.deployment.ai_ethics.on_review_list == true
	input.deployment.ai_ethics.initial_review == false
} else := {"status": "fail", "why": "no_expert_review"} if {
	input.deployment.ai_ethics.on_review_list == true
	input.deployment.ai_ethics.expert_review == false
} else := {"status": "undetermined", "why": "not_reviewed", "at_most": "require_human_review"} if {
	input.deployment.ai_ethics.on_review_list == false
	input.deployment.ai_ethics.initial_review == false
} else := {"status": "pass", "why": ""} if {
	input.deployment.ai_ethics.initial_review == true
	input.deployment.ai_ethics.on_review_list == false
} else := {"status": "pass", "why": ""} if {
	input.deployment.ai_ethics.initial_review == true
	input.deployment.ai_ethics.expert_review == true
}
