# METADATA
# title: Whoever operates with a robot was trained for it
# description: >-
#   Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot, not software that advises. Its physicians have done systematic training at a base
#   that is filed with the province, and have passed the examination: one certificate must show both. Where the institution claims the clause for
#   experienced physicians (可免于培训), whose numbers are not verified, a person decides.
# scope: package
# custom:
#   id: cn/restricted_tech/g10/staff_training
#   stage: request
#   title_zh: 手术机器人术者须经规范化培训并考核合格
#   description_zh: >-
#     目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术，不包括仅提供建议的软件。其医师须在省级备案的培训基地接受系统培训并经考核合格，
#     两项须由同一证书证明。机构主张适用“可免于培训”条款的，因其数值未经核对，由人工判断。
#   law: 《人工智能辅助治疗技术临床应用管理规范（2022年版）》（国卫办医发〔2022〕6号）；《医疗技术临床应用管理办法》（国家卫生健康委员会令第1号）
#   law_en: Norm for the Clinical Application of Artificial Intelligence Assisted Treatment (2022); Measures for the Clinical Application of Medical Technologies
#   article: 规范 二、四; 办法 第四章 (norm, parts two and four; Measures, Chapter IV)
#   strength: binding
#   verified: false
#   effective_from: "2022-04-20"
#   default_level: deny
#   not_checked: How long the training was, how many operations were guided, and whether those who assist were trained.
#   not_checked_zh: 培训时长、在指导下完成的例数，以及配合人员是否经过培训。
#   reasons:
#     training_unknown: ["Whether the person was trained is not known.", "未知使用者是否经过培训。"]
#     not_trained: ["No certificate of a filed base with a passed examination.", "没有在已备案基地培训并考核合格的证书。"]
#     exemption_claimed: ["An exemption from training is claimed; a person decides.", "主张免于培训，须由人工判断。"]
#   remedy: Train at a base filed with the province and pass its examination; import the certificate into actor.training.
#   remedy_zh: 请在省级备案的培训基地完成培训并考核合格，并将证书导入 actor.training。
#   source: duty in a report on Shanghai's examinations of 2025-26; details and the exemption from memory
package medguard.rules.cn.restricted_tech.g10.staff_training

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "training_unknown"}

verdict := cn.not_robot_surgery if {
	cn.not_robot_surgery
} else := {"status": "pass", "why": ""} if {
	cn.trained("G10") == "complete"
} else := {"status": "undetermined", "why": "exemption_claimed", "at_most": "require_human_review"} if {
	cn.trained("G10") == "exempt"
} else := {"status": "fail", "why": "not_trained"} if {
	cn.trained("G10") == "missing"
}
