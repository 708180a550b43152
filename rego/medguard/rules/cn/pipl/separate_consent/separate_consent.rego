# METADATA
# title: Separate consent for health data
# description: >-
#   Medical and health information is sensitive. Where it is processed on the basis of consent, the consent must be separate (单独同意): given for
#   this processing, specific and clear, not bundled. Where another basis of Article 13 holds (contract, legal duty, an emergency that
#   threatens life or health, …), its second paragraph asks for no consent, here included; the ruling then says so, for later review. Not applicable
#   where the institution vouches that no personal information is processed; words whose names were replaced still are.
#   The consent is looked up by the reference to the patient that comes with the call; without one it is not known, and the table of profiles says what then happens.
# scope: package
# custom:
#   id: cn/pipl/separate_consent
#   stage: request
#   title_zh: 处理医疗健康信息须取得单独同意
#   description_zh: >-
#     医疗健康信息属于敏感个人信息。以同意为合法性基础处理的，应当取得个人的单独同意：针对特定处理专门作出，具体、明确，不得捆绑。具有第十三条第一款第二至七项情形
#     （订立或者履行合同、法定职责或者义务、紧急情况下保护生命健康等）的，依同条第二款不需取得同意，单独同意亦同；裁定予以注明，留存备查。机构确认不处理个人信息的
#     不适用；去标识化后的文本仍属个人信息。同意情况依调用所附的患者编号查询；未附编号的视为未知，其后果见下方配置表。
#   law: 《中华人民共和国个人信息保护法》；《网络数据安全管理条例》（国务院令第790号）
#   law_en: Personal Information Protection Law; Network Data Security Management Regulations
#   article: 个人信息保护法 第十三条、第二十八条、第二十九条；条例 第二十二条 (PIPL, Articles 13, 28 and 29; Regulations, Article 22)
#   strength: binding
#   verified: false
#   effective_from: "2021-11-01"
#   default_level: deny
#   not_checked: >-
#     Whether the patient was told why it is necessary and what it means for them (Articles 17 and 30), whether consent was withdrawn since,
#     whether another basis really holds, and whether a law asks for written consent.
#   not_checked_zh: 是否已告知必要性及对个人权益的影响（第十七条、第三十条）、同意是否已被撤回、其他合法性基础是否确实成立，以及法律是否要求书面同意。
#   reasons:
#     no_separate_consent: ["The patient has not given separate consent.", "患者未作出单独同意。"]
#   remedy: Obtain the patient's separate consent and import it into the registry (patient.consent.pi_separate), or record the basis that holds.
#   remedy_zh: 请取得患者的单独同意并导入登记（patient.consent.pi_separate）；以其他合法性基础处理的，请登记该基础。
#   source: >-
#     PIPL and 网络数据安全管理条例 read in full text; that Article 29 is bound to consent as the basis is the mainstream reading, and 条例 第二十二条
#     is worded so (基于个人同意处理个人信息的)
package medguard.rules.cn.pipl.separate_consent

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "consent_unknown"}

verdict := cn.outside_pipl if {
	cn.outside_pipl
} else := {"status": "not_applicable", "why": "other_basis"} if {
	cn.consent_basis == "no"
} else := {"status": "pass", "why": ""} if {
	input.patient.consent.pi_separate == true
} else := {"status": "fail", "why": "no_separate_consent"} if {
	cn.consent_basis == "yes"
	input.patient.consent.pi_separate == false
}
