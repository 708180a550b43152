# METADATA
# title: Emotion recognition and biometric categorisation have a legal basis
# description: >-
#   Art. 50(3) asks of the deployer a second thing beside the notice: that the personal data are processed as the GDPR, Regulation (EU) 2018/1725 or
#   Directive (EU) 2016/680 say. The legal basis is written down. No notice makes up for a missing one, and keeping this rule does not make the
#   use lawful under Art. 5.
# scope: package
# custom:
#   id: eu/art50_3/exposure_data
#   stage: deployment
#   title_zh: 情绪识别与生物特征分类须有合法依据
#   description_zh: >-
#     除告知外，第50条第3款还要求部署者依 GDPR、条例 (EU) 2018/1725 或指令 (EU) 2016/680 处理个人数据，其合法依据须书面载明。
#     告知不能弥补依据之缺失；符合本规则亦不意味着该使用符合第5条。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 50(3)
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: deny
#   not_checked: Whether the basis carries the processing (GDPR Art. 6 and 9).
#   not_checked_zh: 该依据能否支持此项处理（GDPR 第6条、第9条）。
#   reasons:
#     no_lawful_basis: ["There is no legal basis for processing the biometric data.", "处理生物特征数据没有合法依据。"]
#     lawful_basis_unknown: ["The legal basis for processing the biometric data is not stated.", "未说明处理生物特征数据的合法依据。"]
#   remedy: Write the legal basis down and name it in deployment.exposure_lawful_basis_ref, or stop.
#   remedy_zh: 请书面载明合法依据，并填入 deployment.exposure_lawful_basis_ref；否则应停止使用。
#   source: Regulation (EU) 2024/1689, Art. 50(3); Commission Guidelines C(2026) 5054, par. 110, from a digest
package medguard.rules.eu.art50_3.exposure_data

import data.medguard.lib.eu

verdict := eu.no_exposure if {
	eu.no_exposure
} else := {"status": "pass", "why": ""} if {
	eu.written(input.deployment.exposure_lawful_basis_ref)
} else := {"status": "fail", "why": "no_lawful_basis"} if {
	eu.absent(input.deployment.exposure_lawful_basis_ref)
} else := {"status": "undetermined", "why": "lawful_basis_unknown"}
