# METADATA
# title: A restricted technology is assessed, and filed within 15 working days of the first case
# description: >-
#   Whoever uses a restricted technology has assessed itself against the norm, with the arguments of its technology body and its ethics committee,
#   and files within 15 working days of the first case (the day itself not counted), or of the day on which the technique became restricted. No prior permission is needed; a cancelled filing ends the use.
#   A filing made late is on record all the same, so it only warns. Holds for all twelve entries and the province's. Entry G10,
#   人工智能辅助治疗技术, means surgery with the help of a robot, not software that advises; for G10 it is the robot that counts and not the code.
# scope: package
# custom:
#   id: cn/restricted_tech/filing
#   stage: deployment
#   title_zh: 限制类技术须自我评估，并于首例之日起15个工作日内备案
#   description_zh: >-
#     开展限制类技术临床应用，应按规范自我评估，具备技术管理专门组织和伦理委员会的论证材料，并于开展首例临床应用之日起15个工作日内（首日不计入）备案；
#     首例早于该技术列入目录之日的，自列入之日起算；
#     无须事先许可，备案被注销的不得继续。逾期补办备案的，因已有备案，仅作提醒。适用于目录全部十二项及省级增补项目。
#     目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术，不包括仅提供建议的软件；是否属于 G10 以有无手术机器人为准，不以代码为准。
#   law: 《医疗技术临床应用管理办法》（国家卫生健康委员会令第1号）
#   law_en: Measures for the Clinical Application of Medical Technologies
#   article: 第十一条 (Article 11)
#   strength: binding
#   verified: false
#   effective_from: "2018-11-01"
#   default_level: deny
#   not_checked: >-
#     Whether the self-assessment is right and the material complete, and whether the authority is the one that issued the licence. Days are Beijing's;
#     the calendar of working days is not compared with the gazette, so that a filing overdue by few days over holidays asks for review and does not deny.
#   not_checked_zh: >-
#     自我评估是否属实、材料是否完整、备案机关是否为核发执业许可证的部门。日期按北京时间计算；工作日历尚未与公报核对，期间跨节假日且仅略有逾期的，要求人工复核，不予拦截。
#   reasons:
#     filings_unknown: ["The filings of the institution, or what the filing says, are not known.", "未知本机构的备案情况或备案内容。"]
#     not_on_record: ["No self-assessment and no filing of this technology is on record.", "没有该技术的自我评估和备案记录。"]
#     self_assessment_failed: ["The self-assessment against the norm was not passed.", "对照规范的自我评估未通过。"]
#     argument_missing: ["The argument of the technology body or of the ethics committee is missing.", "缺少技术管理专门组织或伦理委员会的论证。"]
#     filing_cancelled: ["The filing was cancelled.", "备案已被注销。"]
#     not_filed: ["Not filed, and the 15 working days since the first case are over.", "首例之日起15个工作日已过，尚未备案。"]
#     filing_seems_overdue: ["Not filed, and the 15 working days are over by a calendar that nobody has compared.", "尚未备案；按未经核对的日历，15个工作日已过。"]
#     filed_late: ["Filed, but later than 15 working days after the first case.", "已备案，但晚于首例之日起15个工作日。"]
#     filed_in_time_unknown: ["Filed; whether in time cannot be told from the facts.", "已备案；依现有事实无法判断是否逾期。"]
#   remedy: File with the authority that issued the licence, and import the record into institution.restricted_filings; before the first case, record the assessment and first_case_on never.
#   remedy_zh: 请向核发《医疗机构执业许可证》的部门备案，并将记录导入 institution.restricted_filings；尚无首例的，登记评估结果并将 first_case_on 填为 never。
#   source: 令第1号 第十一条, read in a reprint whose last clause is cut off; 医疗纠纷预防和处理条例 第十一条; day not counted, 民法典 第二百零一条, from memory
package medguard.rules.cn.restricted_tech.filing

import data.medguard.lib.cn
import data.medguard.lib.days

default verdict := {"status": "undetermined", "why": "filings_unknown"}

verdict := cn.not_restricted if {
	cn.not_restricted
} else := {"status": "fail", "why": breaches[0]} if {
	breaches[0]
} else := {"status": "fail", "why": "filing_seems_overdue", "at_most": "require_human_review"} if {
	"filing_seems_overdue" in standings
} else := {"status": "undetermined", "why": "filings_unknown"} if {
	"unknown" in standings
} else := {"status": "fail", "why": "filed_late", "at_most": "warn"} if {
	"filed_late" in standings
} else := {"status": "undetermined", "why": "filed_in_time_unknown", "at_most": "warn"} if {
	"filed_in_time_unknown" in standings
} else := {"status": "pass", "why": ""} if {
	standings == {"sound"}
}

# Of a technology the best of its entries counts: a cancelled one may have been followed by another. Of several technologies each.
ranks := ["sound", "filed_late", "filed_in_time_unknown", "unknown", "filing_seems_overdue", "not_filed", "argument_missing", "self_assessment_failed", "filing_cancelled", "not_on_record"]

breaches := [rank |
	some rank in array.slice(ranks, 5, 10)
	rank in standings
]

standings contains best[0] if {
	is_array(input.institution.restricted_filings)
	some code in cn.technologies
	best := [rank |
		some rank in ranks
		rank in array.concat(entries(code), ["not_on_record"])
	]
}

entries(code) := [standing(entry) |
	some entry in input.institution.restricted_filings
	entry.code == code
]

standing(entry) := "filing_cancelled" if {
	entry.status == "cancelled"
} else := "self_assessment_failed" if {
	entry.self_assessment == "fail"
} else := "argument_missing" if {
	entry.tech_committee == false
} else := "argument_missing" if {
	entry.ethics_committee == false
} else := "not_filed" if {
	unfiled(entry)
	since_first_case(entry, cn.today) == "yes"
} else := "filing_seems_overdue" if {
	unfiled(entry)
	since_first_case(entry, cn.today) == "seems"
} else := "unknown" if {
	not assessed(entry)
} else := "sound" if {
	unfiled(entry)
	since_first_case(entry, cn.today) == "no"
} else := filed_in_time(entry) if {
	filed(entry)
	entry.status in {"active", "pending"}
} else := "unknown"

filed_in_time(entry) := "sound" if {
	since_first_case(entry, entry.filed_on) == "no"
} else := "filed_late" if {
	since_first_case(entry, entry.filed_on) in {"yes", "seems"}
} else := "filed_in_time_unknown"

# Later than the term? The term does not run before there is a case.
since_first_case(entry, _) := "no" if entry.first_case_on == "never"

since_first_case(entry, day) := cn.later(begins(entry), day, data.law.cn.filing) if entry.first_case_on != "never"

# Nothing was owed before the technique was restricted.
begins(entry) := max([entry.first_case_on, data.law.cn.filing.restricted_since[entry.code]]) if {
	days.valid(entry.first_case_on)
	data.law.cn.filing.restricted_since[entry.code]
} else := entry.first_case_on

assessed(entry) if {
	entry.self_assessment == "pass"
	entry.tech_committee == true
	entry.ethics_committee == true
}

filed(entry) if {
	days.valid(entry.filed_on)
	entry.filed_on <= cn.today
}

# No filing is on record, or only one of a day to come.
unfiled(entry) if entry.filed_on in {null, "never"}

unfiled(entry) if {
	days.valid(entry.filed_on)
	entry.filed_on > cn.today
}
