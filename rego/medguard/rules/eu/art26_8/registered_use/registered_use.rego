# METADATA
# title: A public authority uses only what is registered
# description: >-
#   A deployer that is a public authority, or acts on behalf of one, registers its use of an Annex III system in the EU database before it begins, and does
#   not use a system that its provider has not registered; it then tells the provider or distributor. Not for point 2, nor for devices that are
#   high-risk by Annex I alone. Art. 49(3) stands outside the Chapter that was put off: read literally, the rule warns from 2026-08-02.
# scope: package
# custom:
#   id: eu/art26_8/registered_use
#   stage: deployment
#   title_zh: 公共机构仅使用已登记的系统
#   description_zh: >-
#     部署者为公共机构或代表其行事的，使用附件三所列系统前须在欧盟数据库登记其使用；提供者未登记的系统不得使用，并应告知提供者或分销者。
#     第2点及仅依附件一属于高风险的器械除外。第49条第3款不在延期章节之内：按字面解释，自2026年8月2日起予以警示。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 26(8), Art. 49(3)
#   strength: binding
#   verified: false
#   effective_from: "2026-08-02"
#   default_level: deny
#   not_checked: Whether the entries are current and complete (Annex VIII Section C), and which bodies are public authorities under national law.
#   not_checked_zh: 登记内容是否最新且完整（附件八C部分），以及依国内法哪些机构属于公共机构。
#   reasons:
#     no_public_authority: ["No public authority, and acts for none.", "并非公共机构，亦不代表其行事。"]
#     kind_unknown: ["Whether the deployer is a public authority, or acts for one, is not stated.", "未说明部署者是否为公共机构或代表其行事。"]
#     system_not_registered: ["The system is not registered in the EU database: it shall not be used.", "系统未在欧盟数据库登记，不得使用。"]
#     use_not_registered: ["The authority's use is not registered in the EU database.", "该公共机构的使用未在欧盟数据库登记。"]
#     registration_unknown: ["Whether system and use are registered is not stated.", "未说明系统及其使用是否已登记。"]
#   remedy: Register the use, see that the provider has registered the system, and fill in deployment.registration.
#   remedy_zh: 请登记使用，确认提供者已登记系统，并填写 deployment.registration。
#   source: Regulation (EU) 2024/1689, Arts 26(8), 49(3); which day applies is disputed (Regulation (EU) 2026/1744, Art. 113)
package medguard.rules.eu.art26_8.registered_use

import data.medguard.lib.eu

verdict := eu.disputed(eu.not_annex_iii({"deployer"})) if {
	eu.not_annex_iii({"deployer"})
} else := {"status": "not_applicable", "why": "no_public_authority"} if {
	private
} else := {"status": "pass", "why": ""} if {
	eu.written(input.deployment.registration.provider_ref)
	eu.written(input.deployment.registration.deployer_ref)
} else := eu.disputed({"status": "undetermined", "why": "kind_unknown"}) if {
	not public
} else := eu.disputed({"status": "fail", "why": "system_not_registered"}) if {
	eu.absent(input.deployment.registration.provider_ref)
} else := eu.disputed({"status": "fail", "why": "use_not_registered"}) if {
	eu.absent(input.deployment.registration.deployer_ref)
} else := eu.disputed({"status": "undetermined", "why": "registration_unknown"})

public if input.operator.kind == "public_authority"

public if input.operator.acts_for_public_authority == true

private if {
	input.operator.kind in {"private", "private_public_service", "body_governed_by_public_law"}
	input.operator.acts_for_public_authority == false
}

# Who is private acts for nobody, unless it says so; but point 5(a) speaks of authorities and of those who act for them.
private if {
	input.operator.kind in {"private", "private_public_service"}
	not public
	not "5(a)" in input.system.annex_iii_points
}

starts := eu.disputed_from(eu.high_risk_from)
