# METADATA
# title: Logs of a high-risk system are set to be kept for six months or more
# description: >-
#   The deployment's setting beside the deletion itself: a period in days covers six calendar months whenever it begins only from 184 days
#   on; more where sector law or the intended purpose asks for it; less only under a Union or national law that is named. It
#   binds provider and deployer as far as the logs are under their control. Financial institutions keep them under their own law.
# scope: package
# custom:
#   id: eu/art19_26_6/log_period
#   stage: deployment
#   title_zh: 高风险系统日志的设定保存期不少于六个月
#   description_zh: >-
#     除删除行为外，部署设置亦须合规：以天数设定的保存期满184天，方能不论起始日均覆盖六个日历月；行业法律或预期用途要求更长的从其规定；仅在指明欧盟或成员国法律依据时可以缩短。
#     提供者和部署者在日志受其控制的范围内负有义务。金融机构依其本行业法律保存。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 19(1) and (2), 26(6)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Whether the storage keeps to the setting, whether the law named really orders less, and what period the purpose calls for.
#   not_checked_zh: 存储是否遵守该设置、所指法律是否确实要求更短，以及与用途相称的期限为何。
#   reasons:
#     not_under_control: ["The logs are not under the operator's control.", "日志不在经营者控制之下。"]
#     period_too_short: ["Logs are set to be kept for less than the law asks.", "日志设定保存期短于法定要求。"]
#     period_unknown: ["How long logs are kept, or whether they are under control, is not stated.", "未说明日志保存期，或者日志是否在控制之下。"]
#   remedy: Set deployment.keep.log_days to 184 or more, or name the law that orders less in legal_override_ref.
#   remedy_zh: 请将 deployment.keep.log_days 设为184天以上；如有法律要求更短，请在 legal_override_ref 中注明。
#   source: Regulation (EU) 2024/1689, Arts 19 and 26(6), unchanged by 2026/1744; 184 days computed
package medguard.rules.eu.art19_26_6.log_period

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "period_unknown"}

verdict := eu.not_high_risk({"provider", "deployer"}) if {
	eu.not_high_risk({"provider", "deployer"})
} else := {"status": "not_applicable", "why": "not_under_control"} if {
	input.deployment.keep.logs_under_control == false
} else := {"status": "not_applicable", "why": "financial_institution"} if {
	input.operator.financial_institution == true
} else := {"status": "pass", "why": ""} if {
	eu.written(input.deployment.keep.legal_override_ref)
} else := {"status": "fail", "why": "period_too_short"} if {
	input.deployment.keep.logs_under_control == true
	is_number(input.deployment.keep.log_days)
	too_short
} else := {"status": "pass", "why": ""} if {
	input.deployment.keep.logs_under_control == true
	is_number(input.deployment.keep.log_days)
	input.deployment.keep.log_days >= eu.log_floor
}

too_short if {
	input.deployment.keep.log_days < data.law.eu.keep.logs_days
}

too_short if {
	input.deployment.keep.log_days < eu.log_floor
}

starts := eu.high_risk_from
