# METADATA
# title: Nobody is helped to strip a label
# description: >-
#   No organisation or person may maliciously delete, alter, forge or hide the labels of generated content, or offer tools or services for it. To delete,
#   alter or hide them has been forbidden since 10 January 2023 (Provisions on Deep Synthesis); the Measures added forging on 1 September 2025. The
#   prohibition binds everybody, in-hospital tools included. A question that asks for it is not passed on. The lawful way to text
#   without a visible label (Article 9: the user applies, the user agreement sets out their duties, the provider keeps logs of six months) runs
#   through the service and not through a question to the model.
# scope: package
# custom:
#   id: cn/label/no_tamper
#   stage: request
#   title_zh: 不得协助去除、篡改标识
#   description_zh: >-
#     任何组织和个人不得恶意删除、篡改、伪造、隐匿生成合成内容标识，不得为此提供工具或者服务；删除、篡改、隐匿自2023年1月10日起即为深度合成管理规定所禁止，
#     伪造自2025年9月1日起为标识办法所禁止；该禁止适用于所有主体，包括未面向公众的院内工具。要求去除或者伪造标识的
#     提问不予发送。依第九条取得不含显式标识内容的（用户申请、协议明确义务、日志留存不少于六个月），应通过服务流程办理，而非向模型提问。
#   law: 《人工智能生成合成内容标识办法》（国信办通字〔2025〕2号）；《互联网信息服务深度合成管理规定》（令第12号）
#   law_en: Measures for Labelling AI-Generated Synthetic Content; Provisions on Deep Synthesis
#   article: 标识办法 第十条；深度合成管理规定 第十八条 (Measures, Article 10; Provisions, Article 18)
#   strength: binding
#   verified: false
#   effective_from: "2023-01-10"
#   default_level: deny
#   not_checked: Whether it is malicious, which we take from the request alone; and what is done to a text after it has left.
#   not_checked_zh: 是否出于恶意（本规则仅依请求判断），以及文本流出后的处理。
#   reasons:
#     asks_to_strip: ["Asks to remove or forge the label of generated content.", "要求去除或者伪造生成合成内容标识。"]
#   remedy: Ask without it. Who needs text without a visible label applies for it to the provider (Article 9).
#   remedy_zh: 请去掉该要求后重新提问。确需不含显式标识内容的，依第九条向服务提供者申请。
#   source: >-
#     标识办法 第九、十条 seen in public sources; in force on 2025-09-01. 深度合成 第十八条 (from memory) forbids every organisation and person to delete, alter or hide
#     the marks of deep synthesis since 2023-01-10, and so this rule begins then; forging is named only since 2025-09-01
package medguard.rules.cn.label.no_tamper

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "request_not_measured"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "fail", "why": "asks_to_strip"} if {
	input.request.asks_to_strip_label == true
} else := {"status": "pass", "why": ""} if {
	input.request.asks_to_strip_label == false
}
