# METADATA
# title: Internet diagnosis is for return visits only
# description: >-
#   Patients on their first visit are not diagnosed or treated by internet; it is open to return visits (复诊) for some common and chronic diseases. A patient
#   who turns out to be on a first visit is sent to see a physician in person. Guiding patients to a department and health education are no diagnosis or
#   treatment: a deployment for these alone may serve new patients; what its replies diagnose all the same, cn/internet_dx/no_substitution sees.
# scope: package
# custom:
#   id: cn/internet_dx/followup_only
#   stage: request
#   title_zh: 互联网诊疗仅限复诊
#   description_zh: >-
#     不得对首诊患者开展互联网诊疗活动；互联网诊疗限于部分常见病、慢性病复诊。发现属于首诊的，应引导患者到实体医疗机构就诊。
#     导诊、健康教育不属于诊疗活动，仅用于此的部署可服务首诊患者；其回复如实际作出诊断，由 cn/internet_dx/no_substitution 判断。
#   law: 《互联网诊疗管理办法（试行）》（国卫医发〔2018〕25号）；《互联网诊疗监管细则（试行）》（国卫办医发〔2022〕2号）；《中华人民共和国医师法》
#   law_en: Measures for the Administration of Internet Diagnosis and Treatment (Trial); Detailed Rules for its Supervision (Trial); Law on Physicians
#   article: 互联网诊疗管理办法（试行）, 条号未核; 医师法 第三十条 (Measures, number not verified; Article 30)
#   strength: binding
#   verified: false
#   effective_from: "2018-07-17"
#   default_level: deny
#   not_checked: Whether the disease is common or chronic, and whether the diagnosis is clear from the records that the patient shows; the contract services of family doctors.
#   not_checked_zh: 是否属于常见病、慢性病；患者提供的病历资料是否载有明确诊断；家庭医生签约服务。
#   reasons:
#     visit_unknown: ["Whether it is a first visit is not known.", "未知是否为首诊。"]
#     first_visit: ["A first visit.", "属于首诊。"]
#   remedy: Ask the patient to see a physician in person; for a return visit, import it into patient.first_visit.
#   remedy_zh: 请引导患者到实体医疗机构就诊；确属复诊的，请导入 patient.first_visit。
#   source: quoted in public sources; day in force from memory; 医师法 第三十条, statute text read; 诊疗活动 from memory
package medguard.rules.cn.internet_dx.followup_only

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "visit_unknown"}

verdict := cn.not_internet_dx if {
	cn.not_internet_dx
} else := {"status": "not_applicable", "why": "no_care"} if {
	cn.no_care
} else := {"status": "fail", "why": "first_visit"} if {
	input.patient.first_visit == true
} else := {"status": "pass", "why": ""} if {
	input.patient.first_visit == false
}
