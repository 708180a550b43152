# METADATA
# title: Generated text carries a visible label
# description: >-
#   In a service offered to the public in China, generated text says that it is: the label holds 人工智能 or AI, and 生成 or 合成.
#   In-hospital tools that are not offered to the public are outside.
# scope: package
# custom:
#   id: cn/label/explicit_text
#   stage: reply
#   title_zh: 生成文本须有显式标识
#   law: 《人工智能生成合成内容标识办法》（国信办通字〔2025〕2号）；GB 45438-2025《网络安全技术 人工智能生成合成内容标识方法》
#   law_en: Measures for Labelling AI-Generated Synthetic Content; GB 45438-2025
#   article: 第四条 (Article 4)
#   strength: binding
#   verified: false
#   effective_from: "2025-09-01"
#   default_level: require_label
#   remedy: Put a visible label at the start or end of the text, e.g. 内容由AI生成.
#   remedy_zh: 请在文本的起始或末尾添加显式标识，例如“内容由AI生成”。
#   source: 标识办法 第四条; GB 45438-2025; scope 生成式人工智能服务管理暂行办法 第二条
package medguard.rules.cn.label.explicit_text

default verdict := {"status": "undetermined", "why": "reply_not_measured"}

verdict := {"status": "undetermined", "why": "jurisdictions_unknown"} if {
	not jurisdictions_known
} else := {"status": "not_applicable", "why": "outside_china"} if {
	not "CN" in input.deployment.jurisdictions
} else := {"status": "not_applicable", "why": "not_public"} if {
	input.deployment.public_cn == false
} else := {"status": "undetermined", "why": "public_unknown"} if {
	not public
} else := {"status": "not_applicable", "why": "not_for_people"} if {
	input.reply.for_people == false
} else := {"status": "fail", "why": "label_missing"} if {
	for_people
	is_null(input.reply.label.explicit_text)
} else := {"status": "pass", "why": ""} if {
	for_people
	says_ai
	says_generated
} else := {"status": "fail", "why": "label_incomplete"} if {
	for_people
	is_string(input.reply.label.explicit_text)
}

# An empty list says nothing: every deployment is somewhere.
jurisdictions_known if {
	count(input.deployment.jurisdictions) > 0
}

public if {
	input.deployment.public_cn == true
}

for_people if {
	input.reply.for_people == true
}

says_ai if {
	is_string(input.reply.label.explicit_text)
	contains(input.reply.label.explicit_text, "人工智能")
}

says_ai if {
	is_string(input.reply.label.explicit_text)
	contains(input.reply.label.explicit_text, "AI")
}

says_generated if {
	contains(input.reply.label.explicit_text, "生成")
}

says_generated if {
	contains(input.reply.label.explicit_text, "合成")
}
