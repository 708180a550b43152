# METADATA
# title: Nothing is sent that could not be read
# description: >-
#   A picture, a sound or a file may carry a name that nobody here can see, so it cannot be de-identified.
# scope: package
# custom:
#   id: content/unread_parts
#   stage: request
#   title_zh: 无法读取的内容不得发送
#   description_zh: >-
#     图片、声音或文件可能含有本系统看不到的姓名，无法去标识化，因此不予外发。
#   law: House rule of medguard
#   law_en: House rule of medguard
#   article: "cf. 45 CFR 164.514(b)(2)(i)(Q); 《中华人民共和国个人信息保护法》第五十一条"
#   strength: house
#   verified: true
#   effective_from: null
#   default_level: deny
#   not_checked: What stands in the picture, sound or file.
#   not_checked_zh: 图片、声音或文件中的内容。
#   reasons:
#     unread_parts: ["The request holds an image, sound or file.", 请求含有图片、音频或文件。]
#     unread_parts_not_measured: ["Whether it does was not measured.", 未测量是否含有此类内容。]
#   remedy: Send the words as text, without the image, sound or file.
#   remedy_zh: 请仅以文字提问，不要附带图片、音频或文件。
#   source: medguard; photographs and comparable images are identifiers in 45 CFR 164.514(b)(2)(i)(Q)
package medguard.rules.content.unread_parts

default verdict := {"status": "undetermined", "why": "unread_parts_not_measured"}

verdict := {"status": "pass", "why": ""} if {
	all_read
} else := {"status": "fail", "why": "unread_parts"} if {
	is_array(input.request.unread)
}

all_read if {
	input.request.unread == []
}
