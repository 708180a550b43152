# METADATA
# title: Generated text carries a visible label
# description: >-
#   In a service offered to the public in China, generated text says that it is: the label holds 人工智能 or AI, and 生成 or 合成.
#   Sound, pictures and video say so themselves, to be heard or seen (Article 4(2) to (5)): of them we ask only whether one was measured. In-hospital
#   tools that are not offered to the public are outside.
# scope: package
# custom:
#   id: cn/label/explicit_text
#   stage: reply
#   title_zh: 生成文本须有显式标识
#   description_zh: >-
#     面向境内公众提供的服务，其生成的文本须标明系生成：标识含“人工智能”或“AI”，并含“生成”或“合成”。音频、图片、视频须以可听、可见的方式自行标明
#     （第四条第二至五项），本规则仅查验是否测得标识。未面向公众的院内工具不在此列。
#   law: 《人工智能生成合成内容标识办法》（国信办通字〔2025〕2号）；GB 45438-2025《网络安全技术 人工智能生成合成内容标识方法》
#   law_en: Measures for Labelling AI-Generated Synthetic Content; GB 45438-2025
#   article: 第四条 (Article 4)
#   strength: binding
#   verified: false
#   effective_from: "2025-09-01"
#   default_level: require_label
#   notice: label
#   not_checked: >-
#     Typeface, size and colour on the screen, and the notice in the interface beside the text. Text without a visible label, which a provider may give to
#     a user who has agreed to their duties if it keeps logs for six months (Article 9): the rule asks for the label all the same.
#   not_checked_zh: >-
#     标识的字体、字号、颜色，以及界面中文本旁的提示；依第九条经用户协议明确义务并留存日志六个月后提供不含显式标识的内容，本规则仍要求标识。
#   reasons:
#     label_incomplete: ["The label lacks 人工智能/AI or 生成/合成.", 标识缺少“人工智能/AI”或“生成/合成”要素。]
#     label_missing: ["No label was found.", 未发现标识。]
#   remedy: Put a visible label at the start or end of the text, e.g. 内容由AI生成.
#   remedy_zh: 请在文本的起始或末尾添加显式标识，例如“内容由AI生成”。
#   source: 标识办法 第四条; GB 45438-2025; scope 生成式人工智能服务管理暂行办法 第二条
package medguard.rules.cn.label.explicit_text

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "reply_not_measured"}

verdict := cn.not_public if {
	cn.not_public
} else := {"status": "not_applicable", "why": "not_for_people"} if {
	input.reply.for_people == false
} else := in_its_medium if {
	for_people
	input.reply.modality in {"audio", "image", "video"}
} else := {"status": "fail", "why": "label_missing"} if {
	for_people
	is_null(input.reply.label.explicit_text)
} else := {"status": "pass", "why": ""} if {
	for_people
	is_string(input.reply.label.explicit_text)
	count(lacking) == 0
} else := {"status": "fail", "why": "label_incomplete"} if {
	for_people
	is_string(input.reply.label.explicit_text)
}

in_its_medium := {"status": "pass", "why": ""} if {
	input.reply.visible_label == true
} else := {"status": "fail", "why": "label_missing"} if {
	input.reply.visible_label == false
} else := {"status": "undetermined", "why": "reply_not_measured"}

for_people if {
	input.reply.for_people == true
}

# 人工智能 or AI, and 生成 or 合成: one word of each row.
lacking contains row if {
	some row in data.law.cn.label_words
	not says_one(row)
}

says_one(row) if {
	some word in row
	contains(input.reply.label.explicit_text, word)
}
