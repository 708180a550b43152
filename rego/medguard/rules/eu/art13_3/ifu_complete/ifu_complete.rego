# METADATA
# title: The instructions for use of a high-risk system are complete
# description: >-
#   The provider's instructions for use hold what Art. 13(3)(a) to (f) lists, and the accuracy declared under Art. 15(3). Six entries are
#   due only where applicable, appropriate or relevant: explanation, groups, input data, interpretation, changes determined
#   in advance, logs; the document gives the reason where one is left out. All others are always due. The duty is the provider's;
#   a mere deployer is only warned. Art. 13 does not speak to patients.
# scope: package
# custom:
#   id: eu/art13_3/ifu_complete
#   stage: deployment
#   title_zh: 高风险系统的使用说明完整
#   description_zh: >-
#     提供者的使用说明须包含第13条第3款a至f项所列内容，以及第15条第3款要求声明的准确度。六项仅在适用、适当或相关时须载明：解释能力、特定人群性能、输入数据规格、
#     输出解读、预定变更、日志机制；省略的，文件中应说明理由。其余各项一律须载明。义务人为提供者；仅为部署者的，只予警告。第13条并非针对患者。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 13(3)(a) to (f), 15(3)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Whether the instructions are concise, correct, clear and in a language that the deployer understands (Art. 13(2)), and whether a reason for leaving something out is good.
#   not_checked_zh: 使用说明是否简明、正确、清楚并采用部署者能理解的语言（第13条第2款），以及省略理由是否成立。
#   reasons:
#     no_instructions: ["There are no instructions for use.", "没有使用说明。"]
#     section_missing: ["The instructions lack an entry that Art. 13(3) or 15(3) asks for.", "使用说明缺少第13条第3款或第15条第3款要求的内容。"]
#     section_unknown: ["Whether the instructions hold every entry is not stated.", "未说明使用说明是否包含全部内容。"]
#   remedy: Add the missing entry and state it in deployment.instructions, or name it in not_applicable if it is one of the six.
#   remedy_zh: 请补充所缺内容并在 deployment.instructions 中说明；属于六项之一且不适用的，写入 not_applicable。
#   source: Regulation (EU) 2024/1689, Art. 13(3), 15(3); dates Regulation (EU) 2026/1744
package medguard.rules.eu.art13_3.ifu_complete

import data.medguard.lib.eu

verdict := eu.not_high_risk({"provider", "deployer"}) if {
	eu.not_high_risk({"provider", "deployer"})
} else := {"status": "pass", "why": ""} if {
	not eu.absent(input.deployment.instructions.ref)
	every name in needed {
		input.deployment.instructions[name] == true
	}
} else := object.union(lacking, {"at_most": "warn"}) if {
	eu.only_deploys
} else := lacking

default lacking := {"status": "undetermined", "why": "section_unknown"}

lacking := {"status": "fail", "why": "no_instructions"} if {
	eu.absent(input.deployment.instructions.ref)
} else := {"status": "fail", "why": "section_missing"} if {
	some name in needed
	input.deployment.instructions[name] == false
}

needed contains name if some name in always

needed contains name if {
	some name in where_applicable
	not left_out(name)
}

left_out(name) if {
	name in input.deployment.instructions.not_applicable
}

always := [
	"provider_identity",
	"intended_purpose",
	"accuracy",
	"foreseeable_risks",
	"human_oversight",
	"resources",
	"lifetime",
	"maintenance",
	"declared_metrics",
]

# "where applicable", "when appropriate", "if any", "where relevant".
where_applicable := [
	"explanation_capabilities",
	"group_performance",
	"input_specifications",
	"interpretation",
	"predetermined_changes",
	"log_mechanisms",
]

starts := eu.high_risk_from
