# METADATA
# title: Signatories' detection can be found in the common way
# description: >-
#   From 2 February 2027 who signed the Code of Practice routes or signposts detection in the interoperable way of Measure 3.4(c), so that whoever
#   holds a piece of content can find whose detector to ask. It binds nobody who has not signed.
# scope: package
# custom:
#   id: eu/art50_2/cop_interop
#   stage: deployment
#   title_zh: 签署方的检测途径可互通
#   description_zh: >-
#     自2027年2月2日起，《行为准则》签署方须按措施3.4(c)以互通方式指引检测，使持有内容者得知应使用何方的检测工具。未签署者不受约束。
#   law: Code of Practice on Transparency of AI-Generated Content
#   law_en: Code of Practice on Transparency of AI-Generated Content
#   article: Measure 3.4(c)
#   strength: code
#   verified: false
#   effective_from: "2027-02-02"
#   default_level: deny
#   not_checked: Whether the routing works with other providers' detectors.
#   not_checked_zh: 该指引是否能与其他提供者的检测工具配合。
#   reasons:
#     no_signatory: ["The Code of Practice was not signed.", "未签署《行为准则》。"]
#     signing_unknown: ["Whether the Code of Practice was signed is not stated.", "未说明是否签署《行为准则》。"]
#     not_interoperable: ["Detection is not routed in the common way.", "检测途径未采用互通方式。"]
#   remedy: Route or signpost detection as Measure 3.4(c) says and state deployment.detection_interoperable.
#   remedy_zh: 请按措施3.4(c)设置检测指引，并填写 deployment.detection_interoperable。
#   source: Code of Practice, Measure 3.4(c), from two digests
package medguard.rules.eu.art50_2.cop_interop

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "facts_missing"}

verdict := eu.outside({"provider"}) if {
	eu.outside({"provider"})
} else := {"status": "not_applicable", "why": "no_signatory"} if {
	input.deployment.cop_signatory == false
} else := {"status": "pass", "why": ""} if {
	input.deployment.detection_interoperable == true
} else := {"status": "undetermined", "why": "signing_unknown"} if {
	not signed
} else := {"status": "fail", "why": "not_interoperable"} if {
	input.deployment.detection_interoperable == false
}

signed if input.deployment.cop_signatory == true
