# METADATA
# title: The model's provider has handed over its documentation
# description: >-
#   Whoever builds a system on a general-purpose model holds the information that the model's provider owes it (Annex XII). The duty is the model
#   provider's, so we only warn. Models placed before 2025-08-02 have until 2027-08-02; free and open-source models without systemic risk owe none.
# scope: package
# custom:
#   id: eu/art53/upstream_docs
#   stage: deployment
#   title_zh: 持有模型提供者的技术文件
#   description_zh: >-
#     以通用模型构建系统者，须持有模型提供者应提供的信息（附件十二）。该义务属于模型提供者，故仅予警示。2025年8月2日前投放市场的模型宽限至2027年8月2日；
#     无系统性风险的自由开源模型无此义务。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 53(1)(b), 53(2), 111(3), Annex XII
#   strength: binding
#   verified: false
#   effective_from: "2025-08-02"
#   default_level: warn
#   not_checked: Whether the information is complete, and whether fine-tuning has made the operator a model provider itself.
#   not_checked_zh: 信息是否完整；以及微调是否使经营者自身成为模型提供者。
#   reasons:
#     no_upstream_models: ["No general-purpose model stands behind the system.", "系统不依赖通用模型。"]
#     models_unknown: ["Which models stand behind the system is not stated.", "未说明系统所依赖的模型。"]
#     documentation_missing: ["A model's documentation for downstream providers is missing.", "缺少某一模型面向下游提供者的文件。"]
#     documentation_unknown: ["Whether every model's documentation is at hand is not stated.", "未说明是否持有每一模型的文件。"]
#   remedy: Ask the model's provider for its Annex XII information and name it in system.upstream_models.
#   remedy_zh: 请向模型提供者索取附件十二信息，并填入 system.upstream_models。
#   source: Regulation (EU) 2024/1689, Art. 53, 111(3)
package medguard.rules.eu.art53.upstream_docs

import data.medguard.lib.eu

verdict := eu.outside({"provider"}) if {
	eu.outside({"provider"})
} else := {"status": "not_applicable", "why": "no_upstream_models"} if {
	input.system.upstream_models == []
} else := {"status": "undetermined", "why": "models_unknown"} if {
	not named
} else := {"status": "fail", "why": "documentation_missing"} if {
	some model in input.system.upstream_models
	not content(model)
	eu.absent(model.annex_xii_ref)
} else := {"status": "undetermined", "why": "documentation_unknown"} if {
	some model in input.system.upstream_models
	not content(model)
} else := {"status": "pass", "why": ""}

named if some _ in input.system.upstream_models

content(model) if eu.written(model.annex_xii_ref)

content(model) if {
	model.open_source == true
	model.systemic_risk == false
}

# The later day only if every model that lacks its documentation is an old one.
starts := eu.dates.gpai if {
	some model in input.system.upstream_models
	not content(model)
	not eu.before(model.placed_on, eu.dates.gpai)
} else := eu.dates.gpai_legacy if {
	some model in input.system.upstream_models
	not content(model)
} else := eu.dates.gpai
