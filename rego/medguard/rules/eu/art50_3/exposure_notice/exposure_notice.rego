# METADATA
# title: People exposed to emotion recognition or biometric categorisation are told
# description: >-
#   The deployer informs everybody who is exposed, children too, that the system operates, at the latest at the first exposure; whether it looks
#   live or afterwards, and whether or not it is high-risk. Pain and fatigue are no emotions (Recital 18). It is asked before the model sees
#   anything: a notice in the reply comes too late. Only systems permitted by law against criminal offences are excepted.
# scope: package
# custom:
#   id: eu/art50_3/exposure_notice
#   stage: request
#   title_zh: 告知受情绪识别或生物特征分类影响的人
#   description_zh: >-
#     部署者须至迟于首次接触时告知所有受影响者（包括儿童）系统正在运行；不论实时或事后分析，亦不论是否高风险。疼痛与疲劳不属于情绪（序言第18条）。
#     本规则在模型接触数据之前判断，回复中才告知已为时过晚。仅法律允许用于打击刑事犯罪的系统例外。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 50(3) and (5)
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: require_disclosure
#   notice: exposure
#   not_checked: Whether everybody exposed, visitors and staff included, met the notice; and whether the use is lawful at all (Art. 5(1)(f) and (g), Annex III point 1).
#   not_checked_zh: 是否所有受影响者（含访客与员工）均看到告知；以及该使用本身是否合法（第5条第1款(f)(g)项、附件三第1点）。
#   reasons:
#     not_informed: ["No notice that the system operates was given before the exposure.", "未在接触前告知系统正在运行。"]
#   remedy: Put a notice where people meet it before the exposure and write it into deployment.notices with the kind exposure.
#   remedy_zh: 请在人们接触之前可见之处设置告知，并以 exposure 类型写入 deployment.notices。
#   source: Regulation (EU) 2024/1689, Art. 50(3); Commission Guidelines C(2026) 5054, par. 100-110, from two digests
package medguard.rules.eu.art50_3.exposure_notice

import data.medguard.lib.eu

verdict := eu.no_exposure if {
	eu.no_exposure
} else := {"status": "pass", "why": ""} if {
	told_in_time
} else := {"status": "undetermined", "why": "request_not_measured"} if {
	not measured
} else := {"status": "fail", "why": "not_informed"}

measured if is_array(input.request.disclosures)

# Whoever is told afterwards was exposed untold.
told_in_time if {
	some shown in eu.notices
	shown.kind == "exposure"
	eu.seen(shown)
	not shown.in_time == false
}
