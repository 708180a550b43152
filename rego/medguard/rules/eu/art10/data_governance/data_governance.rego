# METADATA
# title: Data governance of a high-risk system is documented, topic by topic
# description: >-
#   The provider documents for training, validation and testing data the eight topics of Art. 10(2)(a) to (h), that the data are relevant,
#   sufficiently representative and, to the best extent possible, free of errors and complete (3), and that they fit the
#   geographical, contextual, behavioural or functional setting (4). Where nothing is trained, the same goes for the testing data
#   alone (6). A deployer is bound only through Art. 26(4).
# scope: package
# custom:
#   id: eu/art10/data_governance
#   stage: deployment
#   title_zh: 高风险系统的数据治理逐项留有文件
#   description_zh: >-
#     提供者须就训练、验证和测试数据记录第10条第2款a至h项的八个事项，数据具有相关性、充分代表性并尽可能无误且完整（第3款），以及数据与地理、情境、行为或功能环境相适应（第4款）。
#     不进行训练的，仅就测试数据适用（第6款）。部署者仅受第26条第4款约束。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 10(2) to (4) and (6)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: What the documents say; whether the bias measures are enough.
#   not_checked_zh: 文件内容本身，以及偏差应对措施是否充分。
#   reasons:
#     topic_missing: ["One of the topics of Art. 10(2) to (4) is documented nowhere.", "第10条第2至4款所列事项中有未作记录的。"]
#     topic_unknown: ["Whether every topic is documented is not stated.", "未说明各事项是否均有记录。"]
#   remedy: Write the missing document and put its reference into system.data_governance.
#   remedy_zh: 请补写所缺文件，并将其编号填入 system.data_governance。
#   source: Regulation (EU) 2024/1689, Art. 10 as amended by Regulation (EU) 2026/1744
package medguard.rules.eu.art10.data_governance

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "topic_unknown"}

verdict := eu.not_high_risk({"provider"}) if {
	eu.not_high_risk({"provider"})
} else := {"status": "fail", "why": "topic_missing"} if {
	some name in topics
	eu.absent(input.system.data_governance[name])
} else := {"status": "pass", "why": ""} if {
	every name in topics {
		eu.written(input.system.data_governance[name])
	}
}

topics := [
	"design_choices",
	"collection",
	"preparation",
	"assumptions",
	"suitability",
	"bias_examination",
	"bias_measures",
	"gaps",
	"representativeness",
	"setting",
]

starts := eu.high_risk_from
