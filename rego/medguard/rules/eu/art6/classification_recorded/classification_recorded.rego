# METADATA
# title: Whether the system is high-risk is decided and recorded
# description: >-
#   Two routes lead to high risk. Art. 6(1): a medical device, or a safety component of one, that needs a notified body, so MDR from IIa
#   (or I sterile, measuring, reusable), IVDR from B (or A sterile); not an in-house device under Art. 5(5). Art. 6(2): a purpose in
#   Annex III, less what Art. 6(3) takes out. Health care as such is not in Annex III. Both routes are answered for the stated
#   intended purpose, and the answer is on record: due from the provider of a high-risk system, or of one it takes out by Art. 6(3); others are only
#   warned, and who runs an unchanged old system (Art. 111(2)) is asked nothing. Emotion recognition is always in Annex III, point 1(c). A
#   classification that nobody can derive is no classification.
# scope: package
# custom:
#   id: eu/art6/classification_recorded
#   stage: deployment
#   title_zh: 是否属于高风险系统已判定并记录
#   description_zh: >-
#     高风险有两条途径。第6条第1款：须经公告机构评定的医疗器械或其安全部件，即MDR的IIa类以上（或I类中无菌、测量、可重复使用者）、IVDR的B类以上（或A类无菌者），
#     但不含第5条第5款的院内自制器械。第6条第2款：预期用途属附件三，但第6条第3款排除的除外。医疗保健本身并不在附件三之列。
#     两条途径均须就所述预期用途作出回答并留存记录：义务人为高风险系统或依第6条第3款主张排除之系统的提供者，其他人仅予警示；
#     未作重大变更的既有系统（第111条第2款）不作要求。情绪识别一律属附件三第1点c项。无从得出的分类不算分类。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 6(1) to (4), 3(12), Annexes I and III
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Whether device class and Annex III points are the right ones for what the instructions and the advertising promise.
#   not_checked_zh: 器械类别和附件三各点是否与说明书及宣传所述用途相符。
#   reasons:
#     point_missing: ["Emotions are recognised, but Annex III point 1(c) is not named.", "系统识别情绪，但未列明附件三第1点c项。"]
#     not_recorded: ["There is no record of the classification, or no intended purpose that it rests on.", "没有分类记录，或者没有分类所依据的预期用途。"]
#     record_unknown: ["The record of the classification or the intended purpose is not stated.", "未说明分类记录或预期用途。"]
#   remedy: Fill in system.annex_i, annex_iii_points and intended_purpose_id, and write the record's reference into system.classification_ref.
#   remedy_zh: 请填写 system.annex_i、annex_iii_points 和 intended_purpose_id，并将记录编号写入 system.classification_ref。
#   source: Regulation (EU) 2024/1689, Art. 6, dates Regulation (EU) 2026/1744; classes MDCG 2025-6 / AIB 2025-1, second-hand; that a record is kept is our reading of Art. 6(4), 11 and 49
package medguard.rules.eu.art6.classification_recorded

import data.medguard.lib.eu

verdict := eu.outside({"provider", "deployer"}) if {
	eu.outside({"provider", "deployer"})
} else := softened({"status": "fail", "why": "point_missing"}) if {
	input.system.emotion_recognition == true
	is_array(input.system.annex_iii_points)
	not "1(c)" in input.system.annex_iii_points
	not eu.legacy_on(eu.dates.hr_annex_iii)
} else := {"status": "undetermined", "why": "high_risk_unknown"} if {
	eu.high_risk == "unknown"
} else := {"status": "not_applicable", "why": "legacy_system"} if {
	eu.high_risk == "yes"
	eu.legacy
} else := softened({"status": "fail", "why": "not_recorded"}) if {
	eu.absent(input.system.classification_ref)
} else := softened({"status": "fail", "why": "not_recorded"}) if {
	eu.absent(input.system.intended_purpose_id)
} else := {"status": "pass", "why": ""} if {
	eu.written(input.system.classification_ref)
	eu.written(input.system.intended_purpose_id)
} else := softened({"status": "undetermined", "why": "record_unknown"})

# The papers are due from the provider of a high-risk system, and from one that claims Art. 6(3); of others no Article asks for them.
softened(said) := said if {
	eu.has_role({"provider"})
	must_be_on_paper
} else := object.union(said, {"at_most": "warn"}) if {
	said.why != "point_missing"
} else := object.union(said, {"at_most": "require_human_review"}) if {
	eu.only_deploys
} else := said

must_be_on_paper if eu.high_risk == "yes"

must_be_on_paper if {
	some _ in input.system.annex_iii_points
	input.system.art6_3.claimed == true
}

# Whoever is in Annex III, though taken out again by Art. 6(3), has had to know it since the earlier day.
starts := eu.dates.hr_annex_i if {
	input.system.annex_iii_points == []
	not input.system.emotion_recognition == true
} else := eu.dates.hr_annex_iii
