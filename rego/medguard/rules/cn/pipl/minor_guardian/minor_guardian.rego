# METADATA
# title: A guardian consents for a child under 14
# description: >-
#   Personal information of a child under fourteen is sensitive as a whole, and consent to its processing is the parents' or another guardian's; the
#   child's own is not enough. From the fourteenth birthday on the duty ends. Where another basis than consent holds (Article 13, items 2 to 7,
#   an emergency among them), no consent is needed; the ruling then says so, for later review.
# scope: package
# custom:
#   id: cn/pipl/minor_guardian
#   stage: request
#   title_zh: 不满十四周岁须取得监护人同意
#   description_zh: >-
#     不满十四周岁未成年人的个人信息均属敏感个人信息，以同意为基础处理的，应当取得其父母或者其他监护人的同意，未成年人本人的同意不足。年满十四周岁起不再适用。
#     具有第十三条第一款第二至七项情形（含紧急情况）的，不需取得同意；裁定予以注明，留存备查。
#   law: 《中华人民共和国个人信息保护法》；《网络数据安全管理条例》（国务院令第790号）
#   law_en: Personal Information Protection Law; Network Data Security Management Regulations
#   article: 个人信息保护法 第十三条、第三十一条；条例 第二十二条第一款第三项 (PIPL, Articles 13 and 31; Regulations, Article 22(1)(3))
#   strength: binding
#   verified: false
#   effective_from: "2021-11-01"
#   default_level: deny
#   not_checked: >-
#     The special rules of processing for children under 14 that the institution must have on any basis (Article 31, second paragraph), and whether
#     who consented is the guardian.
#   not_checked_zh: 处理不满十四周岁未成年人个人信息须制定的专门处理规则（第三十一条第二款，与合法性基础无关），以及作出同意者是否为监护人。
#   reasons:
#     fourteen_or_older: ["The patient is fourteen or older.", "患者已满十四周岁。"]
#     no_guardian_consent: ["No guardian has consented for a child under fourteen.", "不满十四周岁患者未取得监护人同意。"]
#     age_unknown: ["The patient's age, the basis or the guardian's consent is not known.", "患者年龄、合法性基础或者监护人同意情况未知。"]
#   remedy: Obtain the consent of a parent or another guardian and import it into the registry (patient.consent.guardian).
#   remedy_zh: 请取得父母或者其他监护人的同意并导入登记（patient.consent.guardian）。
#   source: PIPL and 网络数据安全管理条例 read in full text
package medguard.rules.cn.pipl.minor_guardian

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "age_unknown"}

verdict := cn.outside_pipl if {
	cn.outside_pipl
} else := {"status": "not_applicable", "why": "fourteen_or_older"} if {
	is_number(input.patient.age)
	input.patient.age >= data.law.cn.guardian_below_age
} else := {"status": "not_applicable", "why": "other_basis"} if {
	cn.consent_basis == "no"
} else := {"status": "pass", "why": ""} if {
	input.patient.consent.guardian == true
} else := {"status": "fail", "why": "no_guardian_consent"} if {
	is_number(input.patient.age)
	input.patient.age >= 0
	cn.consent_basis == "yes"
	input.patient.consent.guardian == false
}
