# METADATA
# title: The operator's roles under the Act are known
# description: >-
#   Every duty of the Act binds a role of Art. 3(3) to (8), and one operator may hold several. So the roles are stated, and so is whether
#   the Act applies at all, which it also does where only the output is used in the Union (Art. 2(1)(c)). Whoever makes and uses a
#   device in house puts it into service for its own use, Art. 3(11): it is provider and deployer. Whoever puts its name on
#   another's high-risk system, modifies it substantially or makes it high-risk by a new purpose is its provider (Art. 25(1)), from
#   the day the high-risk duties apply.
# scope: package
# custom:
#   id: eu/art2_3/roles_resolved
#   stage: deployment
#   title_zh: 明确经营者在该法下的角色
#   description_zh: >-
#     该法的每项义务均以第3条第3至8项所列角色为义务人，同一经营者可兼具数个角色。故须说明其角色，以及该法是否适用；仅输出在欧盟使用的，亦适用（第2条第1款c项）。
#     自制自用院内器械者系为自用而投入使用（第3条第11项），既是提供者也是部署者。在他人高风险系统上署名、对其作重大修改，或者改变用途使其成为高风险系统的，
#     自高风险义务适用之日起视为该系统的提供者（第25条第1款）。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 2(1), 3(3) to (8) and (11), 25(1)
#   strength: binding
#   verified: false
#   effective_from: "2025-02-02"
#   default_level: deny
#   not_checked: Whether the roles stated are the true ones, and what contracts say about who does what (Art. 25(1)(a), (4)).
#   not_checked_zh: 所述角色是否属实，以及合同对义务分配的约定（第25条第1款a项、第4款）。
#   reasons:
#     role_not_in_act: ["One of the roles stated is none of the Act's.", "所述角色中有该法未规定的。"]
#     in_house_provider: ["Whoever makes a device in house is its provider, but that role is not stated.", "自制院内器械者即为提供者，但未说明该角色。"]
#     considered_provider: ["By Art. 25(1) the operator is the provider, but that role is not stated.", "依第25条第1款视为提供者，但未说明该角色。"]
#   remedy: State all roles that apply in operator.roles, and where the system or its output is used in deployment.jurisdictions.
#   remedy_zh: 请在 operator.roles 中列明全部角色，并在 deployment.jurisdictions 中说明系统或其输出的使用地。
#   source: Regulation (EU) 2024/1689, Arts 2, 3 and 25; Art. 2(3), (6), (8) from memory
package medguard.rules.eu.art2_3.roles_resolved

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "role_not_in_act"}

verdict := eu.outside_act if {
	eu.outside_act
} else := {"status": "undetermined", "why": "roles_unknown"} if {
	not eu.roles_known
} else := {"status": "fail", "why": "in_house_provider"} if {
	roles_of_the_act
	input.system.annex_i.act in {"MDR", "IVDR"}
	input.system.annex_i.in_house_5_5 == true
	not "provider" in input.operator.roles
} else := {"status": "fail", "why": "considered_provider"} if {
	roles_of_the_act
	some _ in input.operator.became_provider_by
	not "provider" in input.operator.roles
} else := {"status": "pass", "why": ""} if {
	roles_of_the_act
}

roles_of_the_act if {
	every role in input.operator.roles {
		role in roles
	}
}

roles := {
	"provider",
	"deployer",
	"importer",
	"distributor",
	"authorised_representative",
	"product_manufacturer",
}

# Art. 25 belongs to the high-risk duties, Art. 3 does not.
starts := eu.high_risk_from if {
	verdict.why == "considered_provider"
} else := eu.dates.ch1_ch2
