# METADATA
# title: Deep fakes are disclosed
# description: >-
#   The deployer discloses that an image, sound or video is generated or manipulated if it resembles existing persons, objects, places, entities or
#   events and would falsely appear authentic to somebody; that a vulnerable part of the audience may be misled is enough. Art and satire are
#   disclosed too, in a way that does not spoil them. The provider's machine-readable mark does not discharge this. Text is no deep fake.
# scope: package
# custom:
#   id: eu/art50_4/deep_fake
#   stage: reply
#   title_zh: 深度伪造内容须予披露
#   description_zh: >-
#     图像、音频或视频与现实的人、物、地点、实体或事件相似，且会使人误认为真实的，部署者须披露其系生成或篡改；受众中弱势部分可能被误导即为足够。
#     艺术与讽刺作品同样须披露，但以不妨碍欣赏的方式。提供者的机器可读标记不能代替披露。文本不属于深度伪造。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 50(4), first subparagraph, Art. 3(60)
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: require_disclosure
#   notice: label
#   not_checked: Whether the four criteria were judged well, and whether the disclosure fits a work of art.
#   not_checked_zh: 四项标准的判断是否恰当；对艺术作品的披露方式是否适当。
#   reasons:
#     no_deep_fake: ["Not a deep fake.", "不属于深度伪造。"]
#     deep_fake_unknown: ["Whether this is a deep fake is not known.", "未知是否属于深度伪造。"]
#     deep_fake_undisclosed: ["A deep fake without a disclosure that people perceive.", "深度伪造内容没有可为人感知的披露。"]
#   remedy: Show from the first moment, or say at the start of a sound, that the content is AI-generated.
#   remedy_zh: 请自始显示（音频则在开头说明）该内容由人工智能生成。
#   source: Regulation (EU) 2024/1689, Art. 50(4); Commission Guidelines C(2026) 5054, par. 113-117, from a digest
package medguard.rules.eu.art50_4.deep_fake

import data.medguard.lib.eu

verdict := eu.outside({"deployer"}) if {
	eu.outside({"deployer"})
} else := {"status": "not_applicable", "why": "no_deep_fake"} if {
	input.reply.modality == "text"
} else := {"status": "not_applicable", "why": "authorised_against_crime"} if {
	input.deployment.authorised_against_crime == true
} else := {"status": "not_applicable", "why": "no_deep_fake"} if {
	some name in criteria
	input.reply.deep_fake[name] == false
} else := {"status": "undetermined", "why": "reply_not_measured"} if {
	not perceived
} else := {"status": "pass", "why": ""} if {
	input.reply.visible_label == true
} else := {"status": "undetermined", "why": "deep_fake_unknown"} if {
	some name in criteria
	not fulfilled(name)
} else := {"status": "fail", "why": "deep_fake_undisclosed"} if {
	input.reply.visible_label == false
} else := {"status": "undetermined", "why": "reply_not_measured"}

perceived if input.reply.modality in {"image", "audio", "video"}

fulfilled(name) if input.reply.deep_fake[name] == true

criteria := [
	"resembles",
	"existing_subject",
	"appears_authentic",
	"audience_may_be_misled",
]
