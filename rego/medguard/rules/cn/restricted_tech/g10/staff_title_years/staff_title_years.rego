# METADATA
# title: The surgeon at a robot has the title and the years
# description: >-
#   Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot, not software that advises. Its norm asks for a title of 副主任医师 or above and for
#   years of clinical work in the specialty. The figures (ten years) come from a trade article that may have quoted the norm of 2009: until a person
#   has compared them, a breach asks for review and does not deny. Other restricted technologies have figures of their own, which are not held here.
# scope: package
# custom:
#   id: cn/restricted_tech/g10/staff_title_years
#   stage: request
#   title_zh: 手术机器人术者的职称与年限
#   description_zh: >-
#     目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术，不包括仅提供建议的软件。其规范要求术者具有副主任医师以上职称及相应年限的专业临床工作经历。
#     “10年”之数出自行业报道，或系沿用2009年规范；在人工核对之前，不符者要求人工复核，不予拦截。其他限制类技术各有数值，此处未收录。
#   law: 《人工智能辅助治疗技术临床应用管理规范（2022年版）》（国卫办医发〔2022〕6号）
#   law_en: Norm for the Clinical Application of Artificial Intelligence Assisted Treatment (2022)
#   article: 二、人员基本要求 (part two)
#   strength: binding
#   verified: false
#   effective_from: "2022-04-20"
#   default_level: deny
#   not_checked: In which hospital the years were spent, and how many operations the surgeon has done.
#   not_checked_zh: 工作年限所在医院的等级，以及术者完成的手术例数。
#   reasons:
#     title_years_unknown: ["The title or the years in the specialty are not known.", "未知职称或从事本专业的年限。"]
#     title_too_low: ["The title is below the one that the norm is said to ask for.", "职称低于规范据称要求的职称。"]
#     years_too_few: ["The years in the specialty are fewer than the norm is said to ask for.", "从事本专业的年限少于规范据称要求的年限。"]
#   remedy: Let a surgeon with title and years ask, or let a person decide; compare g10_thresholds in rego/law/cn/data.yaml with the norm.
#   remedy_zh: 请由职称、年限相符的术者使用，或由人工判断；并将 rego/law/cn/data.yaml 中的 g10_thresholds 与规范原文核对。
#   source: trade article of 2022, second-hand; the same figures stand in the norm of 2009; text of 2022 not read
package medguard.rules.cn.restricted_tech.g10.staff_title_years

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "title_years_unknown"}

verdict := cn.not_robot_surgery if {
	cn.not_robot_surgery
} else := fail("title_too_low") if {
	cn.written(input.actor.title)
	not input.actor.title in thresholds.titles
} else := fail("years_too_few") if {
	is_number(input.actor.years_in_specialty)
	input.actor.years_in_specialty < thresholds.years
} else := {"status": "pass", "why": ""} if {
	input.actor.title in thresholds.titles
	is_number(input.actor.years_in_specialty)
}

thresholds := data.law.cn.g10_thresholds

# Figures that nobody has compared do not deny.
fail(why) := {"status": "fail", "why": why, "at_most": "require_human_review"} if {
	not thresholds.verified == true
} else := {"status": "fail", "why": why}
