# METADATA
# title: Generated files carry the implicit label
# description: >-
#   A file that a service for the public in China generates carries in its metadata the AIGC object: its Label 1, is generated (2, may be, and 3, is
#   suspected to be, are for platforms that spread what others made, Article 6), who produced it and under which number, and the four other fields, which may be empty. The producer stands there by name or
#   by its 27-character code; a code must be one, check character included. Text that leaves on a clipboard has no metadata: there the visible label
#   (cn/label/explicit_text) stays.
# scope: package
# custom:
#   id: cn/label/implicit_metadata
#   stage: reply
#   title_zh: 导出文件须含隐式标识
#   description_zh: >-
#     面向境内公众的服务，其生成内容的文件须在元数据中写入 AIGC 字段：Label 1（属于；2 可能、3 疑似供传播平台依第六条使用）、制作者与内容编号，及其余四项（可为空）。制作者可填名称或者
#     27 位编码；填编码的，须符合格式且校验位正确。经剪贴板复制的文本没有元数据，由显式标识（cn/label/explicit_text）承担。
#   law: 《人工智能生成合成内容标识办法》（国信办通字〔2025〕2号）；GB 45438-2025《网络安全技术 人工智能生成合成内容标识方法》
#   law_en: Measures for Labelling AI-Generated Synthetic Content; GB 45438-2025
#   article: 第五条；GB 45438-2025 附录E (Article 5; GB 45438-2025, Annex E)
#   strength: binding
#   verified: false
#   effective_from: "2025-09-01"
#   default_level: require_label
#   notice: null
#   not_checked: Whether the name is the provider's, whether the number is unique, and whether the file still holds the label once it has been passed on.
#   not_checked_zh: 所填名称是否为服务提供者、内容编号是否唯一，以及文件流转后标识是否仍在。
#   reasons:
#     not_exported: ["Does not leave as a file.", "未以文件形式导出。"]
#     export_unknown: ["Whether the reply leaves as a file was not measured.", "未测量回复是否以文件形式导出。"]
#     no_implicit_label: ["The file has no AIGC label.", "文件没有 AIGC 隐式标识。"]
#     label_understated: ["The service made the file itself: its Label is 1, neither 2 (may be) nor 3 (is suspected to be generated).", "文件系本服务生成，Label 应为 1（属于），而非 2（可能）或者 3（疑似）。"]
#     implicit_incomplete: ["A field of the AIGC label is missing or has a value that the standard does not know.", "AIGC 标识字段缺失或者取值不符合标准。"]
#     producer_code_wrong: ["The producer's code is not one: length, form or check character.", "制作者编码的长度、格式或者校验位不正确。"]
#     producer_code_unchecked: ["The producer's code was not checked.", "制作者编码未经校验。"]
#   remedy: Give the provider's name or its right 27-character code in the profile, and let medguard write the mark into the file.
#   remedy_zh: 请在配置中填写服务提供者名称或者正确的 27 位编码，由 medguard 将标识写入文件。
#   source: >-
#     标识办法 第五条 seen in public sources; the fields of GB 45438-2025 and the code of TC260-PG-20252A second-hand, the standard itself was not
#     read
package medguard.rules.cn.label.implicit_metadata

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "export_unknown"}

verdict := cn.not_public if {
	cn.not_public
} else := {"status": "not_applicable", "why": "not_exported"} if {
	input.reply.exported_file == false
} else := {"status": "fail", "why": "no_implicit_label"} if {
	exported
	is_null(input.reply.implicit_label)
} else := {"status": "fail", "why": "producer_code_wrong"} if {
	exported
	input.reply.implicit_label.producer_code_valid == false
} else := {"status": "fail", "why": "label_understated"} if {
	exported
	input.reply.implicit_label.label in {"2", "3"}
} else := {"status": "pass", "why": ""} if {
	exported
	complete
	producer_stands
} else := {"status": "undetermined", "why": "producer_code_unchecked"} if {
	exported
	complete
} else := {"status": "fail", "why": "implicit_incomplete"} if {
	exported
	is_object(input.reply.implicit_label)
}

exported if input.reply.exported_file == true

complete if {
	input.reply.implicit_label.label == "1"
	cn.given(input.reply.implicit_label.content_producer)
	cn.given(input.reply.implicit_label.produce_id)
	every name in may_be_empty {
		is_string(input.reply.implicit_label[name])
	}
}

may_be_empty := ["reserved_code1", "content_propagator", "propagate_id", "reserved_code2"]

# A name, or a code that was checked.
producer_stands if input.reply.implicit_label.producer_code_valid == true

producer_stands if not looks_like_a_code

# 27 letters and digits; or it begins as a code does and is too short or too long to be one.
looks_like_a_code if {
	cn.written(input.reply.implicit_label.content_producer)
	regex.match(`^([0-9A-Za-z]{27}|0011[0-9A-Za-z]+)$`, input.reply.implicit_label.content_producer)
}
