# METADATA
# title: Separate consent to the export
# description: >-
#   Who sends personal information out of mainland China (to Hong Kong, Macao or Taiwan as well) tells the person who receives it, what for, how and
#   how rights are exercised, and obtains separate consent to that; the consent to treatment or to processing does not hold for it, nor does an exemption
#   from the assessment, the contract and the certification lift it. Where the basis is not consent (Article 13, items 2 to 7), none is needed; the ruling
#   then says so, for later review.
# scope: package
# custom:
#   id: cn/xborder/separate_consent
#   stage: request
#   title_zh: 向境外提供须取得单独同意
#   description_zh: >-
#     向中国大陆以外（含香港、澳门、台湾）提供个人信息的，应当告知接收方、目的、方式及行使权利的途径，并取得个人的单独同意；诊疗同意或者一般处理同意不能代替，
#     免予评估、合同、认证的情形亦不免除。合法性基础并非同意的（第十三条第一款第二至七项），无需取得；裁定予以注明，留存备查。
#   law: 《中华人民共和国个人信息保护法》；《促进和规范数据跨境流动规定》（令第16号）
#   law_en: Personal Information Protection Law; Provisions on Promoting and Regulating Cross-Border Data Flows
#   article: 个人信息保护法 第十三条、第三十九条；跨境流动规定 第十条 (PIPL, Articles 13 and 39; Provisions, Article 10)
#   strength: binding
#   verified: false
#   effective_from: "2021-11-01"
#   default_level: deny
#   not_checked: >-
#     What the person was told, whether the consent names this recipient, and for a child under fourteen whether the guardian gave it. The
#     duty to tell stands on any basis.
#   not_checked_zh: 告知内容、同意是否针对该接收方，以及不满十四周岁者是否由监护人作出。无论何种合法性基础，告知义务均存在。
#   reasons:
#     no_export_consent: ["The patient has not consented separately to the export.", "患者未就向境外提供作出单独同意。"]
#   remedy: Use a model hosted in mainland China, or obtain the separate consent and import it into the registry (patient.consent.xborder_separate).
#   remedy_zh: 请使用境内部署的模型；或者取得单独同意并导入登记（patient.consent.xborder_separate）。
#   source: >-
#     PIPL read in full text; 跨境流动规定 第十条 from memory; CAC questions and answers of July 2026 (not bundled) second-hand. That Article 39 is
#     bound to consent as the basis is the mainstream reading, and the CAC's standard contract is worded so (from memory)
package medguard.rules.cn.xborder.separate_consent

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "consent_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "stays_in_china"} if {
	cn.leaves_china == "no"
} else := cn.outside_pipl if {
	cn.outside_pipl
} else := {"status": "not_applicable", "why": "other_basis"} if {
	cn.consent_basis == "no"
} else := {"status": "pass", "why": ""} if {
	input.patient.consent.xborder_separate == true
} else := {"status": "undetermined", "why": "hosting_unknown"} if {
	cn.leaves_china == "unknown"
} else := {"status": "fail", "why": "no_export_consent"} if {
	cn.consent_basis == "yes"
	input.patient.consent.xborder_separate == false
}
