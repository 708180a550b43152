# METADATA
# title: Data leave China only by a lawful path
# description: >-
#   A model whose servers stand outside mainland China (Hong Kong, Macao and Taiwan included) receives an export. Important data, and whatever an
#   operator of critical information infrastructure exports, pass the security assessment. Counted in people since 1 January: 10,000 or more of
#   sensitive information, or 1,000,000 or more of other, the assessment; fewer sensitive ones, however few, or 100,000 or more of other, a
#   standard contract or certification; below 100,000 and none sensitive, nothing. A patient's record is sensitive, whatever the count says. The assessment is good for every case.
#   Exemptions are for who claims one: a contract with the person, cross-border management of one's own staff (not for a patient's data), an emergency, a
#   free-trade zone's list, data collected abroad; since 1 January 2025 also a legal duty. None covers important data. Whether one frees an operator of critical infrastructure
#   is not verified: human review.
# scope: package
# custom:
#   id: cn/xborder/mechanism
#   stage: request
#   title_zh: 数据出境须经合法路径
#   description_zh: >-
#     模型服务器位于中国大陆以外（含香港、澳门、台湾）的，构成向境外提供。重要数据，以及关键信息基础设施运营者提供的个人信息，须通过安全评估。自当年1月1日起累计：
#     敏感个人信息1万人以上或者其他个人信息100万人以上的，申报安全评估；敏感个人信息不满1万人（无论多少）或者其他个人信息10万人以上的，订立标准合同或者通过认证；
#     不满10万人且不含敏感个人信息的，免予；患者病历属敏感个人信息，不论登记人数。已通过安全评估的均可。豁免须主张：为订立、履行个人作为一方的合同，跨境人力资源管理（限员工，不含患者），紧急情况，
#     自贸试验区负面清单，境外收集，自2025年1月1日起还包括履行法定职责或者义务；均不及于重要数据。豁免能否适用于关键信息基础设施运营者未经核对，转人工复核。
#   law: 《促进和规范数据跨境流动规定》（令第16号）；《网络数据安全管理条例》（国务院令第790号）；《中华人民共和国个人信息保护法》
#   law_en: Provisions on Promoting and Regulating Cross-Border Data Flows; Network Data Security Management Regulations; PIPL
#   article: >-
#     跨境流动规定 第四条至第八条；条例 第三十五条、第三十七条；个人信息保护法 第三十八条、第四十条 (Provisions, Articles 4 to 8; Regulations, Articles 35 and 37;
#     PIPL, Articles 38 and 40)
#   strength: binding
#   verified: false
#   effective_from: "2024-03-22"
#   default_level: deny
#   not_checked: >-
#     Whether an exemption really holds and the export is necessary for it; what the assessment, contract or certificate covers and whether it is still valid
#     (three years); the Greater Bay Area's own contract, which knows no numbers; remote access from abroad to servers in China; genetic data.
#   not_checked_zh: 豁免情形是否确实成立、出境是否确需；评估、合同或者认证的范围及有效期（三年）；粤港澳大湾区标准合同（无人数限制）；境外对境内服务器的远程访问；人类遗传资源信息。
#   reasons:
#     important_data_unassessed: ["Important data leave without a security assessment.", "重要数据出境未通过安全评估。"]
#     cii_unassessed: ["An operator of critical information infrastructure exports without a security assessment.", "关键信息基础设施运营者出境未通过安全评估。"]
#     cii_exemption_unsure: ["An operator of critical information infrastructure relies on an exemption, which nobody has verified.", "关键信息基础设施运营者主张豁免，能否适用未经核对。"]
#     too_many_unassessed: ["10,000 people's sensitive or 1,000,000 people's other information: a security assessment is needed.", "敏感个人信息达1万人或者其他个人信息达100万人，须通过安全评估。"]
#     no_path: ["Neither a standard contract nor certification nor a security assessment.", "未订立标准合同、未通过认证，亦未通过安全评估。"]
#     transfer_unknown: ["The path, the numbers of people or the kind of data is not stated.", "出境路径、累计人数或者数据性质未说明。"]
#   remedy: >-
#     Use a model hosted in mainland China; or conclude and file the standard contract, be certified or pass the assessment, and set
#     deployment.transfer.mechanism and the registry's counts.
#   remedy_zh: 请使用境内部署的模型；或者订立标准合同并备案、通过认证、通过安全评估，并填写 deployment.transfer.mechanism 及登记中的累计人数。
#   source: >-
#     条例 and PIPL read in full text; 跨境流动规定 第四至六条 from memory, 第七、八条 seen. Their last paragraphs (属于第三条至第六条情形的，从其规定) would,
#     from memory, free operators of critical infrastructure too, against PIPL 第四十条: to be compared with the gazette
package medguard.rules.cn.xborder.mechanism

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "transfer_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "stays_in_china"} if {
	cn.leaves_china == "no"
} else := cn.outside_pipl if {
	cn.outside_pipl
	input.deployment.transfer.important_data == false
} else := {"status": "pass", "why": ""} if {
	input.deployment.transfer.mechanism == "security_assessment"
} else := {"status": "undetermined", "why": "hosting_unknown"} if {
	cn.leaves_china == "unknown"
} else := {"status": "fail", "why": "important_data_unassessed"} if {
	not_assessed
	input.deployment.transfer.important_data == true
} else := {"status": "undetermined", "why": "transfer_unknown"} if {
	cn.no_personal_information
} else := {"status": "pass", "why": ""} if {
	exemption_claimed
	ordinary
} else := {"status": "pass", "why": ""} if {
	input.deployment.transfer.mechanism in {"standard_contract", "certification"}
	ordinary
	few
} else := {"status": "pass", "why": ""} if {
	ordinary
	so_few_that_nothing_is_needed
} else := {"status": "fail", "why": "cii_exemption_unsure", "at_most": "require_human_review"} if {
	not_assessed
	exemption_claimed
	input.deployment.transfer.cii_operator == true
	input.deployment.transfer.important_data == false
} else := {"status": "undetermined", "why": "transfer_unknown"} if {
	exemption_claimed
} else := {"status": "fail", "why": "cii_unassessed"} if {
	not_assessed
	input.deployment.transfer.cii_operator == true
} else := {"status": "fail", "why": "too_many_unassessed"} if {
	not_assessed
	many
} else := {"status": "fail", "why": "no_path"} if {
	input.deployment.transfer.mechanism == "none"
	not_nothing
}

not_assessed if input.deployment.transfer.mechanism in {"none", "standard_contract", "certification"}

# Neither of the two things that always need the assessment.
ordinary if {
	input.deployment.transfer.important_data == false
	input.deployment.transfer.cii_operator == false
}

exemption_claimed if {
	input.deployment.transfer.exempt_ground in {
		"contract_necessity",
		"emergency",
		"free_trade_zone",
		"collected_abroad",
	}
}

# 条例 第三十五条第六项; the Provisions of 2024 do not have it.
exemption_claimed if {
	input.deployment.transfer.exempt_ground == "legal_duty"
	cn.today >= limits.legal_duty_from
}

# 员工个人信息: a patient is no employee here.
exemption_claimed if {
	input.deployment.transfer.exempt_ground == "human_resources"
	not about_a_patient
}

about_a_patient if cn.written(input.patient.ref)

about_a_patient if is_number(input.patient.age)

about_a_patient if is_boolean(input.patient.first_visit)

# -- people since 1 January: sensitive, and others ---------------------------------------------------------------------------------

limits := data.law.cn.cross_border

sensitive := input.institution.exported_sensitive_this_year if {
	is_number(input.institution.exported_sensitive_this_year)
	input.institution.exported_sensitive_this_year >= 0
}

others := input.institution.exported_pi_this_year if {
	is_number(input.institution.exported_pi_this_year)
	input.institution.exported_pi_this_year >= 0
}

many if sensitive >= limits.sensitive_assessment

many if others >= limits.pi_assessment

few if {
	sensitive < limits.sensitive_assessment
	others < limits.pi_assessment
}

so_few_that_nothing_is_needed if {
	not about_a_patient
	sensitive == 0
	others < limits.pi_contract
}

# More than nothing is needed.
not_nothing if sensitive > 0

not_nothing if others >= limits.pi_contract

# Whoever was counted or not, this one is a patient, and counts.
not_nothing if about_a_patient
