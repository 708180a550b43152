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
	every place in input.deployment.jurisdictions {
		regex.match(`^[A-Z]{2}$`, place)
		place != "CN"
	}
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

# Guiding patients and health education alone are no 诊疗活动.
no_care if input.deployment.use_case in data.law.cn.no_care_uses

# 人工智能辅助治疗技术 is surgery with a robot (2009: 专指; so also the trade press on 2022). A language model that drives or plans no
# surgical robot is not this technology, whatever code a caller writes.
not_robot_surgery := outside if {
	outside
} else := {"status": "not_applicable", "why": "no_surgical_robot"} if {
	input.deployment.robot_assisted == false
	not robot_surgery
} else := {"status": "undetermined", "why": "robot_unknown"} if {
	not robot_surgery
}

robot_surgery if input.deployment.robot_assisted == true

robot_surgery if input.deployment.use_case == "robotic_surgery"

# -- 限制类技术: 令第1号 第十、十一条; 国家限制类技术目录（2022年版）, and what a province adds ---------------------------------

# Those that are in play: G10 where there is robot surgery, whatever the code; any other where the code names it.
technologies contains "G10" if robot_surgery

technologies contains code if {
	code := input.deployment.technology_code
	code != "G10"
	listed(code)
}

listed(code) if data.law.cn.restricted_technologies[code]

listed(code) if data.law.cn.provincial_technologies[input.deployment.province][code]

# What technology_code says: "none", "listed", "unlisted", "perhaps_provincial" or "unknown". As long as nobody has entered the list of a
# province, only what is written like a national entry is known to stand on no list (令第1号 第十条).
default code_says := "unknown"

code_says := "none" if {
	input.deployment.technology_code == "none"
} else := "listed" if {
	listed(input.deployment.technology_code)
} else := "unlisted" if {
	written(input.deployment.technology_code)
	like_a_national_entry(input.deployment.technology_code)
} else := "unlisted" if {
	written(input.deployment.technology_code)
	data.law.cn.provincial_technologies[input.deployment.province]
} else := "perhaps_provincial" if {
	written(input.deployment.technology_code)
}

like_a_national_entry(code) if regex.match(`^[Gg][0-9]+$`, code)

like_a_national_entry(code) if {
	some name in data.law.cn.restricted_technologies
	code == name
}

# The verdict where no restricted technology is in play, or where that is not known; undefined where the rule itself must say.
# One that is known to be in play is enough: whether there is a robot as well is asked by g10/robot_needs_code.
not_restricted := outside if {
	outside
} else := {"status": "undetermined", "why": "robot_unknown"} if {
	count(technologies) == 0
	not_robot_surgery.status == "undetermined"
} else := {"status": "undetermined", "why": "technology_unknown"} if {
	count(technologies) == 0
	code_says in {"unknown", "unlisted", "perhaps_provincial"}
} else := {"status": "not_applicable", "why": "no_surgical_robot"} if {
	count(technologies) == 0
	code_says == "listed"
} else := {"status": "not_applicable", "why": "no_restricted_technology"} if {
	count(technologies) == 0
}

# Standardised training (令第1号 第四章): "complete", "exempt" (claimed), "missing" or "unknown".
default trained(_) := "unknown"

trained(code) := "complete" if {
	some course in input.actor.training
	course.code == code
	course.base_filed == true
	course.exam_passed == true
} else := "exempt" if {
	some course in input.actor.training
	course.code == code
	given(course.exemption_ref)
} else := "missing" if {
	is_array(input.actor.training)
	every course in input.actor.training {
		not may_count(course, code)
	}
}

may_count(course, code) if {
	not course.code != code
	not course.base_filed == false
	not course.exam_passed == false
}

# 诊疗科目 and 执业范围 are written with and without 专业.
field(name) := trim_suffix(trim_space(name), "专业") if written(name)

same_field(one, other) if field(one) == field(other)

within_field(narrow, wide) if field(narrow) in data.law.cn.departments[field(wide)]

# -- has a physician confirmed a reply: 医师法 第十四、二十四条; 处方管理办法 ---------------------------------------------------------

# Whose licence the ledger holds confirmed it, unless the outcome says otherwise. Whoever has none is no physician.
default confirmation := "unknown"

confirmation := "missing" if {
	input.review.done == false
} else := "missing" if {
	absent(input.review.licence_no)
} else := "missing" if {
	input.review.role in {"pharmacist", "nurse", "researcher", "patient", "other"}
} else := "refused" if {
	input.review.outcome in {"rejected", "overridden"}
} else := "not_here" if {
	input.review.registered_here == false
} else := "assistant" if {
	by_an_assistant
	not input.institution.township == true
} else := "given" if {
	input.review.done == true
	written(input.review.licence_no)
	input.review.registered_here == true
}

# 医师法 第三十四条: an assistant practises under a physician's guidance, but alone where the township or the remote county has nobody else.
by_an_assistant if input.review.role == "assistant_physician"

# 医师执业证书编码: fifteen digits, of which the first says 1 执业医师 or 2 执业助理医师.
by_an_assistant if {
	is_string(input.review.licence_no)
	regex.match(`^2[0-9]{14}$`, trim_space(input.review.licence_no))
}

# -- personal information: 个人信息保护法 -------------------------------------------------------------------------------------

# Only if the institution vouches for it, and neither what was measured nor the registry says otherwise.
no_personal_information if {
	input.deployment.personal_information == false
	not identifiers_remain
	not patient_looked_up
}

# 第七十二条. Whoever is of a stated kind, or keeps a registry of patients, is an institution.
personal_affairs if {
	input.operator.personal_use == true
	not of_a_kind
	not patient_looked_up
}

# The verdict where that law asks for nothing; undefined where the rule itself must say.
outside_pipl := outside if {
	outside
} else := {"status": "not_applicable", "why": "no_personal_information"} if {
	no_personal_information
} else := {"status": "not_applicable", "why": "personal_affairs"} if {
	personal_affairs
}

of_a_kind if written(input.operator.kind)

patient_looked_up if written(input.patient.ref)

identifiers_remain if input.request.identifiers.remaining > 0

# 第十三条第一款: is consent the basis? By its second paragraph items 2 to 7 need no consent, wherever else the law asks for one.
default consent_basis := "unknown"

consent_basis := "yes" if input.patient.consent.pi_basis == "consent"

consent_basis := "no" if {
	input.patient.consent.pi_basis in {
		"contract_necessity",
		"legal_duty",
		"emergency",
		"news_supervision",
		"already_public",
		"other_law",
	}
}

# 境外 is everything but the mainland: Hong Kong, Macao and Taiwan have codes of their own (HK, MO, TW).
default leaves_china := "unknown"

leaves_china := "no" if input.deployment.model.hosting_country == "CN"

leaves_china := "yes" if {
	is_string(input.deployment.model.hosting_country)
	input.deployment.model.hosting_country != "CN"
	regex.match(`^[A-Z]{2}$`, input.deployment.model.hosting_country)
}

# -- numbers that an authority gives; a profile writes "none" where there is none ------------------------------------------------

absent(number) if {
	is_string(number)
	trim_space(lower(number)) in {"", "none"}
}

given(number) if {
	is_string(number)
	not absent(number)
}

# -- today, in Beijing: from 16:00 UTC on it is the next day ---------------------------------------------------------------------

today := day if {
	day := days.of(input.now)
	hour < 16
}

today := day_after(days.of(input.now)) if hour >= 16

hour := days.number(substring(input.now, 11, 2)) if regex.match(`^.{11}[0-2][0-9]:`, input.now)

day_after(day) := concat("", [substring(day, 0, 8), days.pad(days.date(day) + 1, 2)]) if {
	days.date(day) < days.length(days.year(day), days.month(day))
}

day_after(day) := days.plus_months(concat("", [substring(day, 0, 8), "01"]), 1) if {
	days.date(day) == days.length(days.year(day), days.month(day))
}

# -- working days: Monday to Friday, but for the State Council's holidays and make-up days (data.law.cn.calendar) -------------

calendar := data.law.cn.calendar

# Working days after ``first`` up to and with ``last``; undefined where the calendar's years do not reach. Counted by weeks and not by
# walking: the embedded engine has little memory. Holidays of the calendar are Mondays to Fridays, make-up days are not; a test compares.
working_days(first, last) := ((weekdays(days.serial(last)) - weekdays(days.serial(first))) - among(calendar.holidays, first, last)) + among(calendar.make_up_days, first, last) if {
	first < last
	first >= calendar.first_day
	last <= calendar.last_day
}

# Mondays to Fridays up to and with day n.
weekdays(n) := (5 * floor((n + 2) / 7)) + min([5, days.weekday(n) + 1])

# How many of these days lie after ``first``, up to and with ``last``?
among(some_days, first, last) := count([day |
	some day in some_days
	day > first
	day <= last
])

working_days(first, last) := 0 if {
	days.valid(first)
	days.valid(last)
	first >= last
}

# Is the last day later than so many working days after the first? The first day is not counted (民法典 第二百零一条). "seems" is a yes
# that may turn on a calendar which nobody has compared with the gazette; "unknown": the calendar does not reach.
default later(_, _, _) := "unknown"

later(first, last, term) := "no" if {
	days.between(first, last) <= term.working_days
} else := "yes" if {
	days.between(first, last) > term.days_at_most
} else := "no" if {
	working_days(first, last) <= term.working_days
} else := "yes" if {
	working_days(first, last) > term.working_days + calendar.may_err_by
} else := "yes" if {
	working_days(first, last) > term.working_days
	certain(first, last)
} else := "seems" if {
	working_days(first, last) > term.working_days
}

certain(_, _) if calendar.verified == true

# Plain weeks: the law knows no holidays but those that the calendar has.
certain(first, last) if {
	among(calendar.holidays, first, last) == 0
	among(calendar.make_up_days, first, last) == 0
}

# -- small things -----------------------------------------------------------------------------------------------------

written(text) if {
	is_string(text)
	trim_space(text) != ""
}
