# METADATA
# title: A personal information protection impact assessment was made and is kept
# description: >-
#   Before sensitive personal information is processed, entrusted to others, used for automated decisions or sent abroad, its impact is
#   assessed (PIPIA); report and record of processing are kept for at least three years. The assessment must be finished by today and kept until three
#   years after that day at the least. One that was finished only after first use (of an older system: after the law began) is a breach of the
#   past, which a call today cannot mend: it warns.
# scope: package
# custom:
#   id: cn/pipl/pipia
#   stage: deployment
#   title_zh: 已完成并留存个人信息保护影响评估
#   description_zh: >-
#     处理敏感个人信息、委托处理、自动化决策或者向境外提供之前，应当事前进行个人信息保护影响评估，评估报告和处理情况记录至少保存三年。评估须已完成，且保存期限不短于
#     完成之日起三年。首次使用之后（早于本法启用的系统，为本法施行之后）方完成评估的，系既往违反，今日之调用无法补正，仅作提醒。
#   law: 《中华人民共和国个人信息保护法》
#   law_en: Personal Information Protection Law
#   article: 第五十五条、第五十六条 (Articles 55 and 56)
#   strength: binding
#   verified: false
#   effective_from: "2021-11-01"
#   default_level: deny
#   not_checked: >-
#     Whether the assessment covers this use, this recipient and this country, whether its measures were taken, and whether it was renewed
#     after changes.
#   not_checked_zh: 评估是否涵盖本用途、本接收方及所在国家或者地区，措施是否落实，以及变更后是否重新评估。
#   reasons:
#     not_assessed: ["No impact assessment was made.", "未进行个人信息保护影响评估。"]
#     assessment_ahead: ["The assessment is dated later than today.", "评估日期晚于今日。"]
#     kept_too_short: ["The assessment is kept for less than three years.", "评估报告保存期限不足三年。"]
#     assessed_late: ["The assessment was finished after first use.", "评估在首次使用之后方完成。"]
#     pipia_unknown: ["Whether the assessment was made, or until when it is kept, is not stated.", "未说明是否进行评估或者保存至何时。"]
#   remedy: Make the assessment, keep it for three years, and write both days into deployment.pipia.
#   remedy_zh: 请完成评估并至少保存三年，将两个日期填入 deployment.pipia。
#   source: PIPL read in full text
package medguard.rules.cn.pipl.pipia

import data.medguard.lib.cn
import data.medguard.lib.days

default verdict := {"status": "undetermined", "why": "pipia_unknown"}

verdict := cn.outside_pipl if {
	cn.outside_pipl
} else := {"status": "fail", "why": "not_assessed"} if {
	input.deployment.pipia.done_on == "never"
} else := {"status": "fail", "why": "assessment_ahead"} if {
	days.valid(input.deployment.pipia.done_on)
	input.deployment.pipia.done_on > cn.today
} else := {"status": "fail", "why": "kept_too_short"} if {
	days.valid(input.deployment.pipia.retained_until_on)
	input.deployment.pipia.retained_until_on < three_years
} else := {"status": "fail", "why": "assessed_late", "at_most": "warn"} if {
	done
	days.valid(input.deployment.first_use_on)
	input.deployment.pipia.done_on > max([input.deployment.first_use_on, data.law.cn.keep.pipia_owed_from])
} else := {"status": "pass", "why": ""} if {
	done
}

three_years := days.plus_months(input.deployment.pipia.done_on, data.law.cn.keep.pipia_months)

done if {
	input.deployment.pipia.done_on <= cn.today
	days.valid(input.deployment.pipia.retained_until_on)
	input.deployment.pipia.retained_until_on >= three_years
}
