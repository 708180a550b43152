# METADATA
# title: A high-risk system is used as its instructions say
# description: >-
#   The deployer uses a high-risk system in accordance with its instructions for use: purpose, population, language and setting of this
#   deployment are each among those that the instructions name. A use for another purpose may also make the deployer a provider
#   (Art. 25(1)(c)). A list that names nothing allows nothing; where the instructions do not limit, write what they cover.
# scope: package
# custom:
#   id: eu/art26_1/within_ifu
#   stage: request
#   title_zh: 按使用说明使用高风险系统
#   description_zh: >-
#     部署者须按使用说明使用高风险系统：本次部署的用途、人群、语言和场所均须在使用说明所列范围之内。用于其他目的，还可能使部署者成为提供者（第25条第1款c项）。
#     空列表不表示允许；使用说明未作限制的，请写明其所涵盖的范围。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 26(1), 25(1)(c)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: What a single question is really about, and the other conditions that the instructions set.
#   not_checked_zh: 单个问题的真实内容，以及使用说明规定的其他条件。
#   reasons:
#     purpose_outside: ["The purpose is not one that the instructions name; another purpose may make the deployer a provider (Art. 25(1)(c)).", "用途不在使用说明所列范围内；改变用途可能使部署者成为提供者（第25条第1款c项）。"]
#     use_outside: ["Population, language or setting is not one that the instructions name.", "人群、语言或场所不在使用说明所列范围内。"]
#     use_unknown: ["The use here, or what the instructions allow, is not stated.", "未说明此处的使用情况或使用说明允许的范围。"]
#   remedy: Use the system only as deployment.instructions allows, or ask the provider to extend the instructions.
#   remedy_zh: 请仅在 deployment.instructions 允许的范围内使用系统，或者请提供者扩展使用说明。
#   source: Regulation (EU) 2024/1689, Art. 26(1), 25(1)(c); dates Regulation (EU) 2026/1744
package medguard.rules.eu.art26_1.within_ifu

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "use_unknown"}

verdict := eu.not_high_risk({"deployer"}) if {
	eu.not_high_risk({"deployer"})
} else := {"status": "fail", "why": "purpose_outside"} if {
	beyond("purpose", "purposes")
} else := {"status": "fail", "why": "use_outside"} if {
	some use, list in limits
	beyond(use, list)
} else := {"status": "pass", "why": ""} if {
	within("purpose", "purposes")
	every use, list in limits {
		within(use, list)
	}
}

limits := {"population": "populations", "language": "languages", "setting": "settings"}

# Known, and not among what is named. An empty list says nothing.
beyond(use, list) if {
	eu.written(input.deployment[use])
	some _ in input.deployment.instructions[list]
	not within(use, list)
}

within(use, list) if {
	eu.written(input.deployment[use])
	input.deployment[use] in input.deployment.instructions[list]
}

starts := eu.high_risk_from
