# METADATA
# title: A contract with whoever runs the model
# description: >-
#   Who entrusts others with personal information, or gives it or important data to them, agrees with them on purpose, time, means, kinds of
#   data, protection, and each other's duties, and supervises them. A model run by somebody else needs that contract, whether names were
#   replaced or not. Not applicable where nobody else runs it, or where neither personal information nor important data are sent.
# scope: package
# custom:
#   id: cn/pipl/processor_contract
#   stage: deployment
#   title_zh: 与模型运行方订立数据处理合同
#   description_zh: >-
#     委托处理或者向他人提供个人信息、重要数据的，应当通过合同等约定处理目的、期限、方式、个人信息种类、保护措施及双方权利义务，并对受托方进行监督。模型由他人运行的，
#     无论是否已替换姓名，均须订立合同。模型自行运行，或者既不涉及个人信息也不涉及重要数据的，不适用。
#   law: 《中华人民共和国个人信息保护法》；《网络数据安全管理条例》（国务院令第790号）
#   law_en: Personal Information Protection Law; Network Data Security Management Regulations
#   article: 个人信息保护法 第二十一条；条例 第十二条 (PIPL, Article 21; Regulations, Article 12)
#   strength: binding
#   verified: false
#   effective_from: "2021-11-01"
#   default_level: deny
#   not_checked: >-
#     What the contract says, whether the recipient is supervised and the record kept for three years; and whether the recipient decides for itself what it
#     does with the data, such as training: then it is no processor, and Article 23 asks for separate consent.
#   not_checked_zh: 合同内容、是否对接收方进行监督、处理记录是否保存三年；接收方是否自主决定处理目的（例如用于训练）——如是则非受托处理，须依第二十三条取得单独同意。
#   reasons:
#     no_external_recipient: ["Nobody else runs the model.", "模型由本机构自行运行。"]
#     no_contract: ["Somebody else runs the model, without a contract.", "模型由他人运行，但未订立合同。"]
#     contract_unknown: ["Whether somebody else runs the model, what is sent, or whether there is a contract, is not stated.", "未说明模型是否由他人运行、发送何种数据或者是否订立合同。"]
#   remedy: Conclude the contract and set deployment.transfer.processor_contract.
#   remedy_zh: 请订立合同并填写 deployment.transfer.processor_contract。
#   source: >-
#     PIPL 第二十一条 and 条例 第十二条 read in full text. The reference dates this rule 2025-01-01, the day of the Regulations; the contract with
#     whoever is entrusted is owed under PIPL since 2021-11-01, and so the rule begins then
package medguard.rules.cn.pipl.processor_contract

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "contract_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "no_external_recipient"} if {
	input.deployment.transfer.external_recipient == false
} else := cn.outside_pipl if {
	cn.outside_pipl
	input.deployment.transfer.important_data == false
} else := {"status": "pass", "why": ""} if {
	input.deployment.transfer.processor_contract == true
} else := {"status": "undetermined", "why": "contract_unknown"} if {
	cn.no_personal_information
	not input.deployment.transfer.important_data == true
} else := {"status": "fail", "why": "no_contract"} if {
	input.deployment.transfer.external_recipient == true
	input.deployment.transfer.processor_contract == false
}
