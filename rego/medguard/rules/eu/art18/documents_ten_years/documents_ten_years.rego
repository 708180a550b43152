# METADATA
# title: A high-risk system's documents are kept for ten years
# description: >-
#   The provider keeps the technical documentation, the quality management documentation, what notified bodies approved and decided, and the
#   EU declaration of conformity for a period ending ten years after the system was placed on the market or put into service; the
#   last day is kept too. There is no exception but one: a financial institution keeps the technical documentation under its own law (3).
# scope: package
# custom:
#   id: eu/art18/documents_ten_years
#   stage: retention
#   title_zh: 高风险系统文件保存十年
#   description_zh: >-
#     提供者须保存技术文件、质量管理体系文件、公告机构批准的变更及其决定，以及欧盟符合性声明，直至系统投放市场或投入使用后满十年，期限末日亦须保存。
#     唯一例外：金融机构的技术文件依其本行业法律保存（第3款）。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 18(1) and (3)
#   strength: binding
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Longer periods of other law (MDR), bankruptcy (Art. 18(2)), and a last day on a weekend or holiday (Regulation 1182/71, Art. 3(4)).
#   not_checked_zh: 其他法律规定的更长期限（MDR）、破产情形（第18条第2款），以及期限末日为周末或节假日的情形（第1182/71号条例第3条第4款）。
#   reasons:
#     other_record: ["Not one of the documents of Art. 18(1).", "不属于第18条第1款所列文件。"]
#     too_early: ["Ten years have not passed since the system was placed on the market.", "系统投放市场未满十年。"]
#     record_or_day_unknown: ["The kind of record, the day of placing or the day of deletion is not known.", "未知文件种类、投放市场日期或删除日期。"]
#   remedy: Keep the document; fill in system.first_placed_on if it is missing.
#   remedy_zh: 请继续保存文件；如缺少 system.first_placed_on 请填写。
#   source: Regulation (EU) 2024/1689, Art. 18; dates Regulation (EU) 2026/1744; how a period ends from Regulation (EEC, Euratom) 1182/71, from memory
package medguard.rules.eu.art18.documents_ten_years

import data.medguard.lib.days
import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "record_or_day_unknown"}

verdict := eu.not_high_risk({"provider"}) if {
	eu.not_high_risk({"provider"})
} else := {"status": "not_applicable", "why": "other_record"} if {
	input.retention.record_kind in {"log", "emr", "other"}
} else := {"status": "not_applicable", "why": "financial_institution"} if {
	input.retention.record_kind == "technical_documentation"
	input.operator.financial_institution == true
} else := {"status": "fail", "why": "too_early"} if {
	kept
	input.retention.delete_requested_on <= last_day
} else := {"status": "pass", "why": ""} if {
	kept
	input.retention.delete_requested_on > last_day
}

kept if {
	input.retention.record_kind in {"technical_documentation", "quality_documentation", "notified_body", "declaration"}
	days.valid(input.retention.delete_requested_on)
}

last_day := days.plus_months(input.system.first_placed_on, 12 * data.law.eu.keep.documents_years)

starts := eu.high_risk_from
