# METADATA
# title: The provider registers an Annex III system
# description: >-
#   Before placing it on the market the provider registers itself and the system in the EU database (Art. 49(1)); so it does where it claims under Art. 6(3)
#   that the system is not high-risk (Art. 49(2)), whatever becomes of the claim. Not for point 2, which is registered nationally, nor for devices
#   that are high-risk by Annex I alone. The Article stands outside the Chapter that was put off: read literally, the rule warns from 2026-08-02.
# scope: package
# custom:
#   id: eu/art49/registration
#   stage: deployment
#   title_zh: 提供者登记附件三所列系统
#   description_zh: >-
#     提供者在投放市场前须在欧盟数据库登记自身及系统（第49条第1款）；依第6条第3款主张非高风险的，同样须登记（第49条第2款）。
#     第2点系统在国内登记，仅依附件一属于高风险的器械无须登记。该条不在延期章节之内：按字面解释，自2026年8月2日起予以警示。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 49(1) and (2)
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: deny
#   not_checked: Whether the entry is current and complete (Annex VIII Sections A and B), and national registration of point 2.
#   not_checked_zh: 登记内容是否最新且完整（附件八A、B部分），以及第2点系统的国内登记。
#   reasons:
#     system_not_registered: ["The system is not registered in the EU database.", "系统未在欧盟数据库登记。"]
#     claim_not_registered: ["The claim of Art. 6(3) is not registered in the EU database.", "第6条第3款的主张未在欧盟数据库登记。"]
#     registration_unknown: ["Whether the system is registered is not stated.", "未说明系统是否已登记。"]
#   remedy: Register the system and fill in deployment.registration.provider_ref, or system.art6_3.registration_ref for a claim.
#   remedy_zh: 请登记系统并填写 deployment.registration.provider_ref；作出主张的，填写 system.art6_3.registration_ref。
#   source: Regulation (EU) 2024/1689, Art. 49; which day applies is disputed (Regulation (EU) 2026/1744, Art. 113)
package medguard.rules.eu.art49.registration

import data.medguard.lib.eu

verdict := softened(eu.outside({"provider"})) if {
	eu.outside({"provider"})
} else := {"status": "not_applicable", "why": "not_annex_iii"} if {
	input.system.annex_iii_points == []
} else := softened({"status": "undetermined", "why": "annex_iii_unknown"}) if {
	not listed
} else := {"status": "not_applicable", "why": "not_annex_iii"} if {
	not listed_elsewhere_than_2
} else := {"status": "not_applicable", "why": "legacy_system"} if {
	eu.annex_iii == "yes"
	eu.legacy
} else := {"status": "not_applicable", "why": "legacy_system"} if {
	claims
	claimed_before_the_duty
} else := {"status": "pass", "why": ""} if {
	eu.written(entry)
} else := softened({"status": "fail", "why": "claim_not_registered"}) if {
	claims
	eu.absent(entry)
} else := softened({"status": "fail", "why": "system_not_registered"}) if {
	eu.absent(entry)
} else := softened({"status": "undetermined", "why": "registration_unknown"})

listed if some _ in input.system.annex_iii_points

listed_elsewhere_than_2 if {
	some point in input.system.annex_iii_points
	not startswith(point, "2")
}

claims if eu.derogation in {"valid", "unknown"}

entry := input.system.art6_3.registration_ref if {
	claims
} else := input.deployment.registration.provider_ref

# The duty to register a claim precedes placing on the market: it does not reach back.
claimed_before_the_duty if {
	eu.before(input.system.first_placed_on, starts)
	unchanged
}

unchanged if input.system.significant_change_on == "never"

unchanged if eu.before(input.system.significant_change_on, starts)

# The day of Annex III, also where a valid claim makes the system none of it.
softened(said) := eu.disputed_until(eu.dates.hr_annex_iii, said)

starts := eu.disputed_from(eu.dates.hr_annex_iii)
