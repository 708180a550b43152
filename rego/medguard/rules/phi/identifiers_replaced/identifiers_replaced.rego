# METADATA
# title: No identifier leaves the house
# description: >-
#   Once names and numbers have been replaced, medguard looks a second time at what would be sent.
#   Whatever that look still finds stops the request.
# scope: package
# custom:
#   id: phi/identifiers_replaced
#   stage: request
#   title_zh: 身份标识不出院
#   description_zh: >-
#     姓名和号码替换之后，对待发送内容再查一遍；仍有发现的，不予发送。
#   law: House rule of medguard
#   law_en: House rule of medguard
#   article: "cf. 45 CFR 164.514(b)(2); 《中华人民共和国个人信息保护法》第五十一条"
#   strength: house
#   verified: true
#   effective_from: null
#   default_level: deny
#   not_checked: Identifiers that the detection does not know; docs/phi.md says how many it misses.
#   not_checked_zh: 检测未能识别的身份标识；漏检率见 docs/phi.md。
#   reasons:
#     identifiers_not_measured: ["The request was not searched for identifiers.", 未对请求进行身份标识检测。]
#     remaining_identifiers: ["An identifier would have been sent.", 待发送内容中仍有身份标识。]
#   remedy: Remove the name or number from the question, or teach the detector to find it, and ask again.
#   remedy_zh: 请删除问题中的姓名、号码等身份标识，或补充识别规则，然后重新提问。
#   source: medguard; the list of identifiers follows 45 CFR 164.514(b)(2)(i)
package medguard.rules.phi.identifiers_replaced

default verdict := {"status": "undetermined", "why": "identifiers_not_measured"}

verdict := {"status": "pass", "why": ""} if {
	nothing_remains
} else := {"status": "fail", "why": "remaining_identifiers"} if {
	counted
}

nothing_remains if {
	input.request.identifiers.remaining == 0
}

# Asked first, because engines do not agree on how null compares with a number.
counted if {
	is_number(input.request.identifiers.remaining)
}
