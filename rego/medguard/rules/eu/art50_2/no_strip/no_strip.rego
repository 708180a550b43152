# METADATA
# title: Marks that came with the content stay
# description: >-
#   A mark that the model's answer carried, signed metadata or a watermark, is still there when the reply leaves; normalising, re-encoding
#   or rendering must not lose it. Who has not signed the Code of Practice is only warned.
# scope: package
# custom:
#   id: eu/art50_2/no_strip
#   stage: reply
#   title_zh: 保留内容原有的标记
#   description_zh: >-
#     模型输出所带的标记（签名元数据或水印）在回复送出时须仍然存在，不得因规范化、重新编码或渲染而丢失。未签署《行为准则》者仅予警示。
#   law: Code of Practice on Transparency of AI-Generated Content
#   law_en: Code of Practice on Transparency of AI-Generated Content
#   article: Measure 1.2
#   strength: code
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: deny
#   not_checked: Whether keeping the mark was technically feasible, and what happens to it after the reply has left.
#   not_checked_zh: 保留标记在技术上是否可行，以及回复送出后标记的去向。
#   reasons:
#     mark_lost: ["A mark of the model's answer is no longer there.", "模型输出所带的标记已丢失。"]
#   remedy: Pass the answer on byte for byte, or carry the mark over.
#   remedy_zh: 请逐字节转发模型输出，或将标记一并保留。
#   source: Code of Practice, Measure 1.2, from digests
package medguard.rules.eu.art50_2.no_strip

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "reply_not_measured"}

verdict := eu.outside({"provider"}) if {
	eu.outside({"provider"})
} else := {"status": "pass", "why": ""} if {
	input.reply.upstream_marks_lost == false
} else := eu.against_code("mark_lost") if {
	input.reply.upstream_marks_lost == true
}
