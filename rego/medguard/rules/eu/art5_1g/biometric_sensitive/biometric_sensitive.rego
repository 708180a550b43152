# METADATA
# title: Nobody is sorted by biometrics into race, belief or sexual life
# description: >-
#   Forbidden is categorising persons individually by their biometric data to deduce race, political opinions, trade union membership,
#   religious or philosophical beliefs, sex life or sexual orientation. Other categories, such as an age group or a state of
#   health, are not among the six. Labelling or filtering a lawfully acquired biometric data set is not covered; that must be
#   stated.
# scope: package
# custom:
#   id: eu/art5_1g/biometric_sensitive
#   stage: deployment
#   title_zh: 禁止依生物特征推断种族、信仰或性取向等
#   description_zh: >-
#     禁止依据个人生物特征数据对自然人逐一归类，以推断其种族、政治观点、工会成员身份、宗教或哲学信仰、性生活或性取向。年龄段、健康状况等其他类别不在六项之列。
#     对合法取得的生物特征数据集进行标注或筛选不受禁止，但须予说明。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 5(1)(g)
#   strength: binding
#   verified: false
#   effective_from: "2025-02-02"
#   default_level: deny
#   not_checked: Whether the data set was acquired lawfully, and what is inferred later from a permitted category.
#   not_checked_zh: 数据集是否合法取得，以及此后由被允许的类别推断出的内容。
#   reasons:
#     no_biometric_categorisation: ["No biometric categorisation.", "不进行生物特征分类。"]
#     sensitive_target: ["Persons are sorted by biometrics into what Art. 5(1)(g) names.", "依生物特征将人归入第5条第1款g项所列类别。"]
#     categories_unknown: ["Whether and into what persons are categorised is not stated.", "未说明是否分类以及分入何种类别。"]
#   remedy: Do not infer these six; state the target in system.biometric_target, or system.biometric_labelling if only data are labelled.
#   remedy_zh: 不得推断上述六项；请在 system.biometric_target 中说明类别，仅标注数据集的填写 system.biometric_labelling。
#   source: Regulation (EU) 2024/1689, Art. 5(1)(g)
package medguard.rules.eu.art5_1g.biometric_sensitive

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "categories_unknown"}

verdict := eu.outside_act if {
	eu.outside_act
} else := {"status": "not_applicable", "why": "no_biometric_categorisation"} if {
	input.system.biometric_categorisation == false
} else := {"status": "pass", "why": ""} if {
	input.system.biometric_target == "none"
} else := {"status": "pass", "why": ""} if {
	input.system.biometric_labelling == true
} else := {"status": "fail", "why": "sensitive_target"} if {
	input.system.biometric_categorisation == true
	input.system.biometric_target in six
}

six := {
	"race",
	"political_opinions",
	"trade_union_membership",
	"religion_or_philosophy",
	"sex_life",
	"sexual_orientation",
}
