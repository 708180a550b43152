# METADATA
# title: A physician makes the final decision
# description: >-
#   Artificial intelligence supports and does not replace (赋能而不替代). A reply that reads like a diagnosis, a treatment plan, a prescription
#   or a medical certificate is a draft until a physician who is registered at this institution has looked at it and confirmed it under their
#   own licence; who rejects or overrides it has not confirmed it. An assistant physician (by the registry, or a licence that begins with 2) confirms it alone only
#   where the registry says that the institution is of a township, a village or a remote county (Article 34); elsewhere a person decides. Triage to a department, education and summaries decide nothing in this sense.
#   Where the only readers are the physicians who decide, a profile may warn instead of holding the reply.
# scope: package
# custom:
#   id: cn/clinical/final_decision_by_physician
#   stage: reply
#   title_zh: 由医师作出最终决定
#   description_zh: >-
#     坚持人工智能赋能而不替代的定位。回复内容为诊断、治疗方案、处方或者医学证明的，在本机构注册的医师亲自查验并以本人执业证书确认之前，仅为草稿；
#     医师驳回或者推翻的，不视为确认。执业助理医师（登记库载明，或者证书编码首位为2）仅在登记库载明本机构属乡镇、村或者艰苦边远地区县级机构时可独立确认（第三十四条），其余由人工决定。分诊至科室、健康教育及摘要不属于此处所称的决定。
#     读者仅为作出决定的医师本人的，配置可以提醒代替拦留。
#   law: 《中华人民共和国医师法》；《关于促进和规范“人工智能+医疗卫生”应用发展的实施意见》（国卫办规划发〔2025〕30号）
#   law_en: Physicians Law of the People's Republic of China; Implementing Opinions on AI in Health Care (2025)
#   article: 医师法 第十四条、第二十四条 (Physicians Law, Articles 14 and 24)
#   strength: binding
#   verified: false
#   effective_from: "2022-03-01"
#   default_level: require_human_review
#   not_checked: >-
#     Whether the physician has examined the patient in person, whether their scope of practice covers the case, and whether an assistant
#     physician in a township does no more than general practice (Article 34).
#   not_checked_zh: 医师是否亲自诊查患者、执业范围是否涵盖该病例，以及乡镇的执业助理医师是否仅从事一般的执业活动（第三十四条）。
#   reasons:
#     output_type_unknown: ["What the reply is was not classified.", "未对回复的类型进行判定。"]
#     no_clinical_decision: ["The reply decides nothing clinical.", "回复不涉及临床决定。"]
#     not_confirmed: ["No physician has looked at it.", "尚无医师查验。"]
#     refused: ["The physician has rejected or overridden it.", "医师已驳回或者推翻该内容。"]
#     not_registered_here: ["Who confirmed it is not registered at this institution.", "确认者未在本机构注册。"]
#     review_unknown: ["Whether a physician of this institution has confirmed it is not known.", "未知本机构医师是否已确认。"]
#   remedy: Let a physician registered here look at the reply in the review queue (medguard review, or the console) and approve, edit or refuse it.
#   remedy_zh: 请由在本机构注册的医师在复核队列（medguard review 或者控制台）中审阅该回复，予以通过、修改或者拒绝。
#   source: >-
#     医师法 read in full text; that confirmation is asked for before a reply is shown, and not only before it is acted on, is the careful
#     reading. 国卫办规划发〔2025〕30号 is soft law, second-hand
package medguard.rules.cn.clinical.final_decision_by_physician

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "output_type_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "no_clinical_decision"} if {
	is_array(input.reply.output_types)
	not decides
} else := {"status": "fail", "why": "not_confirmed"} if {
	decides
	cn.confirmation == "missing"
} else := {"status": "fail", "why": "refused"} if {
	decides
	cn.confirmation == "refused"
} else := {"status": "fail", "why": "not_registered_here"} if {
	decides
	cn.confirmation == "not_here"
} else := {"status": "undetermined", "why": "assistant_physician", "at_most": "require_human_review"} if {
	decides
	cn.confirmation == "assistant"
} else := {"status": "pass", "why": ""} if {
	decides
	cn.confirmation == "given"
} else := {"status": "undetermined", "why": "review_unknown", "at_most": "require_human_review"} if {
	decides
}

decides if {
	some type in input.reply.output_types
	type in data.law.cn.care_outputs
}
