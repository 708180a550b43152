# METADATA
# title: A prescription waits for the physician
# description: >-
#   Only a physician who is registered here and has the right to prescribe issues a prescription, and signs it. A reply that reads like one is a draft, whatever it
#   is called, and is held until a physician of this institution has confirmed it. An assistant physician's prescription (the registry says so, or the
#   first digit of the licence is 2) is valid only with a licensed physician's signature and stays held, except where the registry says that the institution is a township's or village's (Articles 8 and 9). In internet diagnosis even a confirmed one is forbidden: another rule says so.
# scope: package
# custom:
#   id: cn/clinical/prescription_review
#   stage: reply
#   title_zh: 处方须经医师确认
#   description_zh: >-
#     处方仅可由在本机构注册并取得处方权的医师开具并签名。读来即为处方的回复，不论其名称，均视为草稿，须经本机构医师确认后方可使用；
#     执业助理医师（登记库载明，或者证书编码首位为2）的处方须经执业医师签名或者加盖专用签章方有效，本规则予以拦留；登记库载明本机构属乡镇、村的除外（第八、九条）；
#     互联网诊疗中即使经确认亦属禁止，另有规则。
#   law: 《处方管理办法》（卫生部令第53号）；《中华人民共和国医师法》
#   law_en: Measures for the Administration of Prescriptions; Law on Physicians
#   article: 处方管理办法 第八条、第九条; 医师法 第十四条、第二十四条 (Articles 8 and 9; Articles 14 and 24)
#   strength: binding
#   verified: false
#   effective_from: "2007-05-01"
#   default_level: require_human_review
#   not_checked: Whether a county in a remote area, where assistants may practise alone (医师法 第三十四条), may let them prescribe alone too. Whether the physician has the right to prescribe, this drug included, and examined the patient; the pharmacist's review.
#   not_checked_zh: 艰苦边远地区县级机构的执业助理医师可独立执业（医师法第三十四条），其处方权是否随之，未予区分。医师是否具有处方权（含该类药品）、是否亲自诊查；药师审方。
#   reasons:
#     output_type_unknown: ["What the reply is was not classified.", "未对回复的类型进行判定。"]
#     review_missing: ["No physician has looked at the prescription.", "尚无医师审阅该处方。"]
#     review_refused: ["The physician rejected or overrode it.", "医师已否决或另作决定。"]
#     reviewer_not_registered: ["The physician is not registered at this institution.", "确认的医师未在本机构注册。"]
#     review_unknown: ["Whether a physician of this institution confirmed it is not known.", "未知是否经本机构医师确认。"]
#   remedy: Let a physician of this institution review the draft, and issue and sign the prescription.
#   remedy_zh: 请由本机构医师审核草稿，开具处方并签名。
#   source: 处方管理办法 from memory, numbers of the articles not verified; the digits of the licence from memory; 医师法, statute text read
package medguard.rules.cn.clinical.prescription_review

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "output_type_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "pass", "why": ""} if {
	is_array(input.reply.output_types)
	not prescription
} else := {"status": "fail", "why": "review_missing"} if {
	prescription
	cn.confirmation == "missing"
} else := {"status": "fail", "why": "review_refused"} if {
	prescription
	cn.confirmation == "refused"
} else := {"status": "fail", "why": "reviewer_not_registered"} if {
	prescription
	cn.confirmation == "not_here"
} else := {"status": "undetermined", "why": "assistant_physician", "at_most": "require_human_review"} if {
	prescription
	cn.confirmation == "assistant"
} else := {"status": "pass", "why": ""} if {
	prescription
	cn.confirmation == "given"
} else := {"status": "undetermined", "why": "review_unknown", "at_most": "require_human_review"} if {
	prescription
}

prescription if {
	"prescription" in input.reply.output_types
}
