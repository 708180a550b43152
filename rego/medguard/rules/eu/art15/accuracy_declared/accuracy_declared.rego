# METADATA
# title: A high-risk system is as accurate as declared
# description: >-
#   Accuracy is appropriate, declared in the instructions for use and kept consistently through the lifecycle (Art. 15(1), (3)): if the last
#   measurement lies outside what was declared, a person looks at the output. The system is also resilient to errors (4); backup
#   or fail-safe plans are one way to that, "may include", so a missing fallback is only warned about.
# scope: package
# custom:
#   id: eu/art15/accuracy_declared
#   stage: deployment
#   title_zh: 高风险系统的准确度与声明一致
#   description_zh: >-
#     准确度须适当、在使用说明中声明，并在整个生命周期内保持一致（第15条第1、3款）：最近一次测量超出所声明范围的，输出须经人复核。
#     系统还须对错误具有韧性（第4款）；备份或故障安全方案只是“可以包括”的手段之一，故缺少后备方案仅予警告。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 15(1), (3) and (4)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: require_human_review
#   not_checked: Whether the declared level is appropriate, how it was measured, and feedback loops of systems that go on learning.
#   not_checked_zh: 所声明水平是否适当、测量方法，以及持续学习系统的反馈回路。
#   reasons:
#     drifted: ["The last measurement lies outside what the instructions declare.", "最近一次测量超出使用说明所声明的范围。"]
#     no_fallback: ["No fallback is defined for when the system fails.", "未规定系统失效时的后备方案。"]
#     accuracy_unknown: ["Whether the last measurement lies within what is declared is not stated.", "未说明最近一次测量是否在所声明范围之内。"]
#     fallback_unknown: ["Whether a fallback is defined is not stated.", "未说明是否规定后备方案。"]
#   remedy: Measure again or correct the declaration, define a fallback, and state both in deployment.accuracy.
#   remedy_zh: 请重新测量或更正声明，规定后备方案，并在 deployment.accuracy 中说明。
#   source: Regulation (EU) 2024/1689, Art. 15; dates Regulation (EU) 2026/1744
package medguard.rules.eu.art15.accuracy_declared

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "accuracy_unknown"}

verdict := eu.not_high_risk({"provider"}) if {
	eu.not_high_risk({"provider"})
} else := {"status": "fail", "why": "drifted"} if {
	input.deployment.accuracy.within_declared == false
} else := {"status": "fail", "why": "no_fallback", "at_most": "warn"} if {
	accurate
	input.deployment.accuracy.fallback_defined == false
} else := {"status": "pass", "why": ""} if {
	accurate
	input.deployment.accuracy.fallback_defined == true
} else := {"status": "undetermined", "why": "fallback_unknown", "at_most": "warn"} if {
	accurate
}

accurate if {
	input.deployment.accuracy.within_declared == true
}

starts := eu.high_risk_from
