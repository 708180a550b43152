# METADATA
# title: Internet diagnosis under one's real name
# description: >-
#   Before seeing patients by internet a physician is verified as being that person; patients, too, are treated under their real name. Whoever is at the
#   system on this exchange has been verified. A deployment for guiding patients to a department or for health education alone treats nobody.
# scope: package
# custom:
#   id: cn/internet_dx/real_name
#   stage: request
#   title_zh: 互联网诊疗须实名认证
#   description_zh: >-
#     医师接诊前须进行实名认证，确保由本人提供诊疗服务；互联网诊疗实行实名制，患者亦应提供真实身份。本次使用者须已完成实名认证。
#     仅用于导诊或者健康教育的部署不属于诊疗活动。
#   law: 《互联网诊疗监管细则（试行）》（国卫办医发〔2022〕2号）
#   law_en: Detailed Rules for the Supervision of Internet Diagnosis and Treatment (Trial)
#   article: 第十三条 (Article 13)
#   strength: binding
#   verified: false
#   effective_from: "2022-02-08"
#   default_level: deny
#   not_checked: How the person was verified, and whether it is still the same person at the keyboard.
#   not_checked_zh: 认证方式，以及操作者是否仍为本人。
#   reasons:
#     identity_unknown: ["Whether the person was verified is not known.", "未知使用者是否已实名认证。"]
#     not_verified: ["The person was not verified.", "使用者未经实名认证。"]
#   remedy: Verify the person under their real name, and import it into actor.id_verified.
#   remedy_zh: 请完成使用者的实名认证，并导入 actor.id_verified。
#   source: 监管细则 第十三条, quoted in public sources; real name of patients from memory, number of the article not verified
package medguard.rules.cn.internet_dx.real_name

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "identity_unknown"}

verdict := cn.not_internet_dx if {
	cn.not_internet_dx
} else := {"status": "not_applicable", "why": "no_care"} if {
	cn.no_care
} else := {"status": "fail", "why": "not_verified"} if {
	input.actor.id_verified == false
} else := {"status": "pass", "why": ""} if {
	input.actor.id_verified == true
}
