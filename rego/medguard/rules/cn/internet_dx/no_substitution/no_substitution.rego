# METADATA
# title: In internet diagnosis the machine does not stand in for the physician
# description: >-
#   Other persons and artificial intelligence must not pose as the physician or take the physician's place. A diagnosis, treatment plan, prescription or medical
#   certificate reaches the patient only once a physician of this institution has confirmed it. Guiding patients to a department, questions before the
#   visit, health education and summaries are no diagnosis or treatment; a draft that only the physician sees replaces nobody. Where such a reply tells
#   the patient that it comes from a person, whether it poses as the physician is for a person to judge.
# scope: package
# custom:
#   id: cn/internet_dx/no_substitution
#   stage: reply
#   title_zh: 互联网诊疗中人工智能不得替代医师本人
#   description_zh: >-
#     其他人员、人工智能软件等不得冒用、替代医师本人提供诊疗服务。诊断、治疗方案、处方、医学证明须经本机构医师确认后方可到达患者。
#     导诊、预问诊、健康教育及摘要不属于诊疗；仅供医师查看的草稿不构成替代。
#     此类回复向患者自称真人的，是否冒用医师本人，由人工判断。
#   law: 《互联网诊疗监管细则（试行）》（国卫办医发〔2022〕2号）
#   law_en: Detailed Rules for the Supervision of Internet Diagnosis and Treatment (Trial)
#   article: 第十三条 (Article 13)
#   strength: binding
#   verified: false
#   effective_from: "2022-02-08"
#   default_level: deny
#   not_checked: Whether the confirmation was more than a click; whether a reply poses as the physician without saying that it is a person.
#   not_checked_zh: 医师确认是否流于形式；未自称真人的回复是否冒用医师名义。
#   reasons:
#     output_type_unknown: ["What the reply is was not classified.", "未对回复的类型进行判定。"]
#     says_it_is_a_person: ["The reply says that it is a person: whether it poses as the physician is for a person.", "回复自称真人，是否冒用医师本人须由人工判断。"]
#     not_patient_facing: ["Only the physician sees it.", "仅供医师查看。"]
#     patient_facing_unknown: ["Whether the patient sees it is not known.", "未知患者是否可见。"]
#     no_physician: ["No physician has confirmed what the patient is told.", "告知患者的内容未经医师确认。"]
#     physician_refused: ["The physician rejected or overrode it.", "医师已否决或另作决定。"]
#     physician_not_here: ["The physician is not registered at this institution.", "确认的医师未在本机构注册。"]
#     confirmation_unknown: ["Whether a physician of this institution confirmed it is not known.", "未知是否经本机构医师确认。"]
#   remedy: Show the reply to the attending physician first; release it when the physician has confirmed it.
#   remedy_zh: 请先交接诊医师审阅，经医师确认后再向患者发送。
#   source: 监管细则 第十三条, quoted in public sources (one repository cites 第十二条); 诊疗活动 from memory; triage by 国卫办规划函〔2024〕420号, from memory
package medguard.rules.cn.internet_dx.no_substitution

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "output_type_unknown"}

verdict := cn.not_internet_dx if {
	cn.not_internet_dx
} else := {"status": "undetermined", "why": "says_it_is_a_person", "at_most": "require_human_review"} if {
	poses
	is_array(input.reply.output_types)
	not care
} else := {"status": "pass", "why": ""} if {
	is_array(input.reply.output_types)
	not care
} else := {"status": "not_applicable", "why": "not_patient_facing"} if {
	input.reply.patient_facing == false
} else := {"status": "pass", "why": ""} if {
	care
	cn.confirmation == "given"
} else := {"status": "undetermined", "why": "patient_facing_unknown"} if {
	care
	not input.reply.patient_facing == true
} else := {"status": "fail", "why": "no_physician"} if {
	care
	cn.confirmation == "missing"
} else := {"status": "fail", "why": "physician_refused"} if {
	care
	cn.confirmation == "refused"
} else := {"status": "fail", "why": "physician_not_here"} if {
	care
	cn.confirmation == "not_here"
} else := {"status": "undetermined", "why": "assistant_physician", "at_most": "require_human_review"} if {
	care
	cn.confirmation == "assistant"
} else := {"status": "undetermined", "why": "confirmation_unknown"} if {
	care
}

# To the patient, or perhaps to the patient, and not in a physician's name.
poses if {
	input.reply.claims_to_be_human == true
	not input.reply.patient_facing == false
	cn.confirmation != "given"
}

care if {
	some type in input.reply.output_types
	type in data.law.cn.care_outputs
}
