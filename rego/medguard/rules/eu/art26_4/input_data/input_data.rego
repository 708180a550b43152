# METADATA
# title: Input data suit the intended purpose
# description: >-
#   The deployer of a high-risk system sees to it that input data are relevant and sufficiently representative for the intended purpose, to the extent
#   that it controls them (documents looked up, context added, uploads). Input that lies outside what the system was tested on waits for a person.
# scope: package
# custom:
#   id: eu/art26_4/input_data
#   stage: request
#   title_zh: 输入数据与预期用途相符
#   description_zh: >-
#     高风险系统的部署者在其控制输入数据的范围内（检索文档、附加上下文、上传内容），须确保数据与预期用途相关且具有足够代表性。
#     超出系统测试范围的输入须由人员复核。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 26(4)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: require_human_review
#   not_checked: Whether the input is relevant; and how well the measurement tells what lies outside the tested population.
#   not_checked_zh: 输入是否具有相关性；以及该测量能否准确识别超出测试人群的输入。
#   reasons:
#     no_control: ["The deployer does not control the input.", "部署者不控制输入数据。"]
#     out_of_distribution: ["The input lies outside what the system was tested on.", "输入超出系统的测试范围。"]
#     control_unknown: ["Whether the deployer controls the input is not stated.", "未说明部署者是否控制输入数据。"]
#     input_not_measured: ["The input was not measured.", "未对输入进行测量。"]
#   remedy: Let a person look at the input; state deployment.controls_input.
#   remedy_zh: 请由人员复核输入；并填写 deployment.controls_input。
#   source: Regulation (EU) 2024/1689, Art. 26(4); dates Regulation (EU) 2026/1744
package medguard.rules.eu.art26_4.input_data

import data.medguard.lib.eu

verdict := eu.not_high_risk({"deployer"}) if {
	eu.not_high_risk({"deployer"})
} else := {"status": "not_applicable", "why": "no_control"} if {
	input.deployment.controls_input == false
} else := {"status": "pass", "why": ""} if {
	input.request.input_checks.out_of_distribution == false
} else := {"status": "undetermined", "why": "control_unknown"} if {
	not controls
} else := {"status": "fail", "why": "out_of_distribution"} if {
	input.request.input_checks.out_of_distribution == true
} else := {"status": "undetermined", "why": "input_not_measured"}

controls if input.deployment.controls_input == true

starts := eu.high_risk_from
