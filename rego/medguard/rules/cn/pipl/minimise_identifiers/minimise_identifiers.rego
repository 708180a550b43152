# METADATA
# title: No direct identifiers to others, or abroad
# description: >-
#   What goes to a model that somebody else runs, or to servers outside mainland China, holds no direct identifiers: a second look at what
#   would be sent must find none. This is stricter than the text: the law asks for necessity, minimal impact and protection, of which replacing
#   names and numbers is the plainest. Whose model runs in the house and in China is not bound by this rule.
# scope: package
# custom:
#   id: cn/pipl/minimise_identifiers
#   stage: request
#   title_zh: 向外部或者境外发送的内容不含直接标识符
#   description_zh: >-
#     发送至他人运行的模型或者中国境外服务器的内容不得含有直接标识符：对拟发送内容的二次检查须无发现。本规则严于法律文本：法律要求必要、影响最小并采取保护措施，
#     替换姓名和号码是其中最直接的一种。在本机构内且在境内运行的模型不受本规则约束。
#   law: 《中华人民共和国个人信息保护法》；GB/T 39725-2020《信息安全技术 健康医疗数据安全指南》
#   law_en: Personal Information Protection Law; GB/T 39725-2020 Guide for Health Data Security
#   article: 个人信息保护法 第六条、第二十八条、第五十一条 (PIPL, Articles 6, 28 and 51)
#   strength: house
#   verified: false
#   effective_from: "2021-11-01"
#   default_level: deny
#   not_checked: >-
#     Combinations that identify without a name (a rare disease, a small village), and pictures, sound and files, for which content/unread_parts
#     stands. Words without names remain personal information.
#   not_checked_zh: 无姓名但组合后可识别的信息（罕见病、小村庄等）；图片、音频、文件由 content/unread_parts 处理。去除姓名后的文本仍属个人信息。
#   reasons:
#     stays_in_house: ["The model runs in the house and in mainland China.", "模型由本机构在境内自行运行。"]
#     identifiers_remain: ["Direct identifiers remain in what would be sent.", "拟发送内容中仍有直接标识符。"]
#     recipient_unknown: ["Identifiers remain, and who runs the model or where is not stated.", "仍有标识符，且未说明模型由何人运行或者运行于何处。"]
#   remedy: Have them replaced and send it again; where a kind is never found, add a recognizer of your own.
#   remedy_zh: 请替换标识符后重新发送；某类标识符未被识别的，请增加自定义识别规则。
#   source: >-
#     PIPL read in full text; the zero is a policy choice. GB/T 39725-2020 is recommended and was not read: identifying data are for the staff who treat
#     the patient, second-hand
package medguard.rules.cn.pipl.minimise_identifiers

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "request_not_measured"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "stays_in_house"} if {
	input.deployment.transfer.external_recipient == false
	cn.leaves_china == "no"
} else := {"status": "pass", "why": ""} if {
	input.request.identifiers.remaining == 0
} else := {"status": "fail", "why": "identifiers_remain"} if {
	goes_out
	some_remain
} else := {"status": "undetermined", "why": "recipient_unknown"} if {
	some_remain
}

goes_out if input.deployment.transfer.external_recipient == true

goes_out if cn.leaves_china == "yes"

some_remain if {
	is_number(input.request.identifiers.remaining)
	input.request.identifiers.remaining > 0
}
