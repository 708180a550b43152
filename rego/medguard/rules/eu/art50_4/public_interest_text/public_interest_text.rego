# METADATA
# title: Generated text on matters of public interest is disclosed
# description: >-
#   Text that a deployer publishes to inform the public on matters of public interest, public health among them, says that it is generated or
#   manipulated. Excepted is what a person has reviewed in substance, facts checked, and for which a named person holds editorial responsibility;
#   an AI edit after that review ends the exception. Each part must be proven. An answer that only its asker sees is not published.
# scope: package
# custom:
#   id: eu/art50_4/public_interest_text
#   stage: reply
#   title_zh: 涉及公共利益的生成文本须予披露
#   description_zh: >-
#     部署者为向公众告知公共利益事项（包括公共卫生）而发布的文本，须说明系生成或篡改。经人工就实质内容审核并核实事实、且有署名者承担编辑责任的除外；
#     审核后再由人工智能修改的，例外即告终止。各项条件均须证明。仅提问者可见的回答不属于发布。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 50(4), second subparagraph
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: require_disclosure
#   notice: label
#   not_checked: Whether the review went to the substance, and whether readers can find out who is responsible.
#   not_checked_zh: 审核是否触及实质内容，以及读者能否得知责任人。
#   reasons:
#     not_published: ["Not published to the public.", "未向公众发布。"]
#     no_public_interest: ["Does not inform the public on a matter of public interest.", "不涉及公共利益事项。"]
#     no_text: ["Not a text; another rule judges deep fakes.", "非文本；深度伪造由另一规则判断。"]
#     only_edited: ["A person's text, with standard editing only.", "系人工撰写，仅经标准编辑。"]
#     publication_unknown: ["Whether it is published, or of public interest, is not known.", "未知是否向公众发布或是否涉及公共利益。"]
#     public_text_undisclosed: ["Published without a disclosure, and human review with editorial responsibility is not proven.", "发布时未披露，且未能证明经人工审核并有人承担编辑责任。"]
#   remedy: Label the text as AI-generated, or state deployment.publishes if nothing is published; or have a person review it, check its facts, and name who is editorially responsible.
#   remedy_zh: 请标明文本由人工智能生成；不对外发布的，请填写 deployment.publishes；或由人员审核并核实事实，且指明编辑责任人。
#   source: Regulation (EU) 2024/1689, Art. 50(4); Commission Guidelines C(2026) 5054, par. 117-138, from digests
package medguard.rules.eu.art50_4.public_interest_text

import data.medguard.lib.eu

verdict := eu.outside({"deployer"}) if {
	eu.outside({"deployer"})
} else := {"status": "not_applicable", "why": "no_text"} if {
	input.reply.modality in {"image", "audio", "video"}
} else := {"status": "not_applicable", "why": "not_published"} if {
	input.reply.publication.to_public == false
} else := {"status": "not_applicable", "why": "not_published"} if {
	input.deployment.publishes == false
	not published
} else := {"status": "not_applicable", "why": "no_public_interest"} if {
	input.reply.publication.public_interest == false
} else := {"status": "not_applicable", "why": "authorised_against_crime"} if {
	input.deployment.authorised_against_crime == true
} else := {"status": "not_applicable", "why": "only_edited"} if {
	input.reply.transformation == "standard_edit"
} else := {"status": "pass", "why": ""} if {
	input.reply.visible_label == true
} else := {"status": "pass", "why": ""} if {
	reviewed
} else := {"status": "undetermined", "why": "publication_unknown"} if {
	not informs_the_public
} else := {"status": "fail", "why": "public_text_undisclosed"} if {
	input.reply.visible_label == false
} else := {"status": "undetermined", "why": "reply_not_measured"}

published if input.reply.publication.to_public == true

informs_the_public if {
	published
	input.reply.publication.public_interest == true
}

# Par. 134 to 138: each part known, none assumed.
reviewed if {
	eu.written(input.reply.publication.human_review_ref)
	eu.written(input.reply.publication.editorial_responsible)
	input.reply.publication.fact_checked == true
	input.reply.publication.ai_edit_after_review == false
}
