# METADATA
# title: What the Chinese rules share
# description: >-
#   Whether a rule applies to this deployment at all, and counting in working days. Unknown never counts as no.
# scope: package
package medguard.lib.cn

import data.medguard.lib.days

# An empty list says nothing: every deployment is somewhere.
default in_china := "unknown"

in_china := "yes" if "CN" in input.deployment.jurisdictions

in_china := "no" if {
	some _ in input.deployment.jurisdictions
	not "CN" in input.deployment.jurisdictions
}

# The verdict that place alone gives; undefined where the rule itself must say.
outside := {"status": "undetermined", "why": "jurisdictions_unknown"} if {
	in_china == "unknown"
} else := {"status": "not_applicable", "why": "outside_china"} if {
	in_china == "no"
}

# 面向境内公众: 生成式人工智能服务管理暂行办法 第二条.
not_public := outside if {
	outside
} else := {"status": "not_applicable", "why": "not_public"} if {
	input.deployment.public_cn == false
} else := {"status": "undetermined", "why": "public_unknown"} if {
	not input.deployment.public_cn == true
}

# 互联网诊疗: 互联网诊疗监管细则（试行）.
not_internet_dx := outside if {
	outside
} else := {"status": "undetermined", "why": "channel_unknown"} if {
	not channel_known
} else := {"status": "not_applicable", "why": "not_internet_diagnosis"} if {
	input.deployment.channel != "internet_dx"
}

channel_known if input.deployment.channel in {"in_person", "internet_dx", "consumer", "research"}

# 人工智能辅助治疗技术 is surgery with a robot (2009: 专指; so also the trade press on 2022). A language model that drives or plans no
# surgical robot is not this technology, whatever code a caller writes.
not_robot_surgery := outside if {
	outside
} else := {"status": "not_applicable", "why": "no_surgical_robot"} if {
	input.deployment.robot_assisted == false
	input.deployment.use_case != "robotic_surgery"
} else := {"status": "undetermined", "why": "robot_unknown"} if {
	not robot_surgery
}

robot_surgery if input.deployment.robot_assisted == true

robot_surgery if input.deployment.use_case == "robotic_surgery"

# -- working days: Monday to Friday, but for the State Council's holidays and make-up days (data.law.cn.calendar) -------------

calendar := data.law.cn.calendar

working(n) if n in {m | some day in calendar.make_up_days; m := days.serial(day)}

working(n) if {
	days.weekday(n) < 5
	not n in {m | some day in calendar.holidays; m := days.serial(day)}
}

# Working days after ``first`` up to and with ``last``; undefined where the calendar's years do not reach.
working_days(first, last) := count([n | some n in numbers.range(from + 1, to); working(n)]) if {
	first < last
	first >= calendar.first_day
	last <= calendar.last_day
	from := days.serial(first)
	to := days.serial(last)
}

working_days(first, last) := 0 if {
	days.valid(first)
	days.valid(last)
	first >= last
}

# -- small things -----------------------------------------------------------------------------------------------------

written(text) if {
	is_string(text)
	trim_space(text) != ""
}
