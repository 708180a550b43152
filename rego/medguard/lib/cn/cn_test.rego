package medguard.lib.cn_test

import data.medguard.lib.cn
import data.medguard.lib.days

in_cn(more) := {"deployment": object.union({"jurisdictions": ["CN"]}, more)}

test_outside if {
	cn.outside.why == "jurisdictions_unknown" with input as {}
	cn.outside.why == "jurisdictions_unknown" with input as {"deployment": {"jurisdictions": []}}
	cn.outside.why == "outside_china" with input as {"deployment": {"jurisdictions": ["EU"]}}
	not cn.outside with input as {"deployment": {"jurisdictions": ["EU", "CN"]}}
}

test_public if {
	cn.not_public.why == "not_public" with input as in_cn({"public_cn": false})
	cn.not_public.why == "public_unknown" with input as in_cn({"public_cn": null})
	cn.not_public.why == "public_unknown" with input as in_cn({})
	cn.not_public.why == "outside_china" with input as {"deployment": {"jurisdictions": ["US"], "public_cn": true}}
	not cn.not_public with input as in_cn({"public_cn": true})
}

test_internet if {
	cn.not_internet_dx.why == "channel_unknown" with input as in_cn({})
	cn.not_internet_dx.why == "channel_unknown" with input as in_cn({"channel": "shop"})
	cn.not_internet_dx.why == "not_internet_diagnosis" with input as in_cn({"channel": "consumer"})
	cn.not_internet_dx.why == "outside_china" with input as {"deployment": {"jurisdictions": ["US"], "channel": "internet_dx"}}
	not cn.not_internet_dx with input as in_cn({"channel": "internet_dx"})
}

test_no_care if {
	every use in ["triage", "health_education"] { cn.no_care with input as in_cn({"use_case": use}) }
	every use in ["patient_chat", "documentation", null] { not cn.no_care with input as in_cn({"use_case": use}) }
	not cn.no_care with input as {}
}

test_robot if {
	cn.not_robot_surgery.why == "no_surgical_robot" with input as in_cn({"robot_assisted": false, "use_case": "diagnosis_support"})
	cn.not_robot_surgery.why == "robot_unknown" with input as in_cn({"robot_assisted": null, "use_case": "summary"})
	cn.not_robot_surgery.why == "robot_unknown" with input as in_cn({"use_case": "summary"})
	cn.not_robot_surgery.why == "no_surgical_robot" with input as in_cn({"robot_assisted": false})
	cn.not_robot_surgery.why == "no_surgical_robot" with input as in_cn({"robot_assisted": false, "use_case": null})
	cn.not_robot_surgery.why == "outside_china" with input as {"deployment": {"jurisdictions": ["EU"], "robot_assisted": true}}
	not cn.not_robot_surgery with input as in_cn({"robot_assisted": true, "use_case": "summary"})
	not cn.not_robot_surgery with input as in_cn({"robot_assisted": false, "use_case": "robotic_surgery"})
}

without_pi(remaining) := {"deployment": {"personal_information": false}, "request": {"identifiers": {"remaining": remaining}}}

test_no_personal_information if {
	cn.no_personal_information with input as without_pi(0)
	cn.no_personal_information with input as {"deployment": {"personal_information": false}, "request": null}
	cn.no_personal_information with input as object.union(without_pi(0), {"patient": {"ref": null}})
	not cn.no_personal_information with input as object.union(without_pi(0), {"patient": {"ref": "p-17"}})
	not cn.no_personal_information with input as without_pi(1)
	not cn.no_personal_information with input as {"deployment": {"personal_information": null}}
	not cn.no_personal_information with input as {"deployment": {"personal_information": true}}
	not cn.no_personal_information with input as {}
}

based_on(basis) := {"patient": {"consent": {"pi_basis": basis}}}

test_consent_basis if {
	cn.consent_basis == "yes" with input as based_on("consent")
	every basis in ["contract_necessity", "legal_duty", "emergency", "news_supervision", "already_public", "other_law"] {
		cn.consent_basis == "no" with input as based_on(basis)
	}
	every basis in [null, "", "legitimate_interests", 2] { cn.consent_basis == "unknown" with input as based_on(basis) }
	cn.consent_basis == "unknown" with input as {}
}

hosted(country) := {"deployment": {"model": {"hosting_country": country}}}

test_leaves_china if {
	cn.leaves_china == "no" with input as hosted("CN")
	every country in ["SG", "US", "HK", "MO", "TW"] { cn.leaves_china == "yes" with input as hosted(country) }
	every country in [null, "", "cn", "China", "CHN", 86] { cn.leaves_china == "unknown" with input as hosted(country) }
	cn.leaves_china == "unknown" with input as {}
}

test_given if {
	every number in ["国械注准20263210001", "x"] { cn.given(number) }
	every number in ["none", "None ", "", " "] { cn.absent(number) }
	every number in ["none", "None ", "", " ", null, 7] { not cn.given(number) }
	every number in ["x", null, 7] { not cn.absent(number) }
}

# -- restricted technologies ----------------------------------------------------------------------------------------------

provincial := {"33": {"ZJ01": "一项省级技术"}}

test_technologies if {
	cn.technologies == set() with input as in_cn({"technology_code": "none", "robot_assisted": false})
	cn.technologies == set() with input as in_cn({"technology_code": "G10", "robot_assisted": false})
	cn.technologies == set() with input as in_cn({"technology_code": "G13"})
	cn.technologies == {"G08"} with input as in_cn({"technology_code": "G08"})
	cn.technologies == {"G10"} with input as in_cn({"robot_assisted": true})
	cn.technologies == {"G10", "G12"} with input as in_cn({"technology_code": "G12", "use_case": "robotic_surgery"})
	cn.technologies == {"ZJ01"} with input as in_cn({"technology_code": "ZJ01", "province": "33"})
		with data.law.cn.provincial_technologies as provincial
	cn.technologies == set() with input as in_cn({"technology_code": "ZJ01", "province": "31"})
		with data.law.cn.provincial_technologies as provincial
}

test_code_says if {
	cn.code_says == "none" with input as in_cn({"technology_code": "none"})
	cn.code_says == "listed" with input as in_cn({"technology_code": "G12"})
	cn.code_says == "unlisted" with input as in_cn({"technology_code": "G13"})
	cn.code_says == "unlisted" with input as in_cn({"technology_code": "g10"})
	cn.code_says == "unlisted" with input as in_cn({"technology_code": "人工智能辅助治疗技术"})
	cn.code_says == "perhaps_provincial" with input as in_cn({"technology_code": "人工智能辅助诊断技术"})
	cn.code_says == "perhaps_provincial" with input as in_cn({"technology_code": "ZJ07", "province": "33"})
	every code in [null, "", " ", 10] { cn.code_says == "unknown" with input as in_cn({"technology_code": code}) }
	cn.code_says == "unknown" with input as {}
}

# What a province adds is restricted there.
test_provincial_technology if {
	every province, want in {"33": "listed", "31": "perhaps_provincial", "": "perhaps_provincial"} {
		cn.code_says == want with input as in_cn({"technology_code": "ZJ01", "province": province})
			with data.law.cn.provincial_technologies as provincial
	}
	cn.code_says == "perhaps_provincial" with input as in_cn({"technology_code": "ZJ01"})
		with data.law.cn.provincial_technologies as provincial
	cn.code_says == "unlisted" with input as in_cn({"technology_code": "ZJ02", "province": "33"})
		with data.law.cn.provincial_technologies as provincial
}

test_not_restricted if {
	cn.not_restricted.why == "outside_china" with input as {"deployment": {"jurisdictions": ["EU"], "technology_code": "G08"}}
	cn.not_restricted.why == "robot_unknown" with input as in_cn({"technology_code": "none"})
	cn.not_restricted.why == "technology_unknown" with input as in_cn({"robot_assisted": false})
	cn.not_restricted.why == "technology_unknown" with input as in_cn({"robot_assisted": false, "technology_code": "G13"})
	cn.not_restricted.why == "technology_unknown" with input as in_cn({"robot_assisted": false, "technology_code": "ZJ07"})
	cn.not_restricted.why == "no_surgical_robot" with input as in_cn({"robot_assisted": false, "technology_code": "G10"})
	cn.not_restricted.why == "no_restricted_technology" with input as in_cn({"robot_assisted": false, "technology_code": "none"})
	not cn.not_restricted with input as in_cn({"technology_code": "G08"})
	not cn.not_restricted with input as in_cn({"robot_assisted": true})
}

certificate(change) := object.union({"code": "G10", "base_filed": true, "exam_passed": true, "exemption_ref": null}, change)

trainings := [
	[[{}], "complete"],
	[[], "missing"],
	[[{"code": "G08"}], "missing"],
	[[{"base_filed": false}, {"exam_passed": false}], "missing"],
	[[{"base_filed": false, "exemption_ref": "HR-1"}], "exempt"],
	[[{"base_filed": false, "exemption_ref": "none"}], "missing"],
	[[{"base_filed": null}], "unknown"],
	[[{"exam_passed": null}, {"code": "G08"}], "unknown"],
]

test_trained if {
	every case in trainings {
		cn.trained("G10") == case[1] with input as {"actor": {"training": [certificate(change) | some change in case[0]]}}
	}
	cn.trained("G10") == "unknown" with input as {"actor": {"training": null}}
}

test_fields if {
	cn.same_field("泌尿外科", " 泌尿外科专业")
	not cn.same_field("泌尿外科", "外科")
	not cn.same_field("", "")
	not cn.same_field(null, null)
	cn.within_field("泌尿外科专业", "外科专业")
	not cn.within_field("外科", "泌尿外科")
	not cn.within_field("外科", "外科")
	not cn.within_field(null, "外科")
}

# -- a physician's confirmation ---------------------------------------------------------------------------------------

confirmed(change) := {"review": object.union({"done": true, "outcome": "accepted", "licence_no": "1", "registered_here": true}, change)}

confirmations := [
	[{}, "given"],
	[{"outcome": null}, "given"],
	[{"done": false}, "missing"],
	[{"outcome": "rejected"}, "refused"],
	[{"outcome": "overridden"}, "refused"],
	[{"registered_here": false}, "not_here"],
	[{"registered_here": null}, "unknown"],
	[{"licence_no": " "}, "missing"],
	[{"licence_no": "none"}, "missing"],
	[{"licence_no": "None", "outcome": "rejected"}, "missing"],
	[{"licence_no": null}, "unknown"],
	[{"done": null}, "unknown"],
	[{"role": "physician"}, "given"],
	[{"role": null}, "given"],
	[{"role": "pharmacist"}, "missing"],
	[{"role": "nurse"}, "missing"],
	[{"role": "researcher"}, "missing"],
	[{"role": "patient"}, "missing"],
	[{"role": "other", "outcome": "rejected"}, "missing"],
	[{"role": "assistant_physician"}, "assistant"],
	[{"role": "assistant_physician", "outcome": "rejected"}, "refused"],
	[{"role": "assistant_physician", "registered_here": false}, "not_here"],
	[{"licence_no": " 210110105000123"}, "assistant"],
	[{"licence_no": "2101101050001234"}, "given"],
	[{"licence_no": "1210110105000123"}, "given"],
]

clinic(township) := object.union(confirmed({"role": "assistant_physician"}), {"institution": {"township": township}})

test_confirmation if {
	every case in confirmations { cn.confirmation == case[1] with input as confirmed(case[0]) }
	cn.confirmation == "unknown" with input as {}
	cn.confirmation == "given" with input as clinic(true)
	cn.confirmation == "assistant" with input as clinic(false)
	cn.confirmation == "assistant" with input as clinic(null)
}

# -- personal affairs ---------------------------------------------------------------------------------------------------------

at_home(change) := object.union({"deployment": {"jurisdictions": ["CN"]}, "operator": {"personal_use": true}}, change)

test_outside_pipl if {
	cn.outside_pipl.why == "personal_affairs" with input as at_home({})
	cn.outside_pipl.why == "personal_affairs" with input as at_home({"operator": {"kind": null}})
	cn.outside_pipl.why == "outside_china" with input as at_home({"deployment": {"jurisdictions": ["EU"]}})
	cn.outside_pipl.why == "no_personal_information" with input as at_home({"deployment": {"personal_information": false}})
	not cn.outside_pipl with input as at_home({"operator": {"kind": "private"}})
	not cn.outside_pipl with input as at_home({"patient": {"ref": "p-1"}})
	not cn.outside_pipl with input as at_home({"operator": {"personal_use": false}})
	not cn.outside_pipl with input as at_home({"operator": {"personal_use": null}})
}

# -- today ----------------------------------------------------------------------------------------------------------------

clocks := [
	["2026-11-23T00:00:00Z", "2026-11-23"],
	["2026-11-23T15:59:59Z", "2026-11-23"],
	["2026-11-23T16:00:00Z", "2026-11-24"],
	["2026-11-09T23:59:59.5Z", "2026-11-10"],
	["2026-11-30T20:00:00Z", "2026-12-01"],
	["2026-12-31T16:00:00+00:00", "2027-01-01"],
	["2028-02-28T17:00:00Z", "2028-02-29"],
	["2028-02-29T17:00:00Z", "2028-03-01"],
]

test_today if {
	every case in clocks { cn.today == case[1] with input as {"now": case[0]} }
	every now in ["soon", "2026-11-23", "2026-11-23T", "2026-02-30T17:00:00Z", null, 7] { not cn.today with input as {"now": now} }
	not cn.today with input as {}
}

# -- working days ---------------------------------------------------------------------------------------------------------

# National Day 2026: 1 to 7 October; Saturday 10 October is worked.
spans := [
	["2026-11-16", "2026-11-23", 5],
	["2026-10-08", "2026-10-30", 17],
	["2026-09-30", "2026-10-08", 1],
	["2026-10-09", "2026-10-12", 2],
	["2026-11-23", "2026-11-23", 0],
	["2026-11-23", "2026-11-20", 0],
]

test_working_days if every case in spans { cn.working_days(case[0], case[1]) == case[2] }

# Against walking through the days, for every length of span and every day of the week.
working(n) if n in {m | some day in cn.calendar.make_up_days; m := days.serial(day)}

working(n) if {
	days.weekday(n) < 5
	not n in {m | some day in cn.calendar.holidays; m := days.serial(day)}
}

test_working_days_walking if every first in ["2025-01-24", "2025-09-27", "2026-02-09", "2026-04-30", "2026-09-23"] {
	every last in ["2026-10-10", "2026-10-11", "2026-10-12", "2026-10-13", "2026-10-14", "2026-10-15", "2026-10-16"] {
		cn.working_days(first, last) == count([n | some n in numbers.range(days.serial(first) + 1, days.serial(last)); working(n)])
	}
}

test_calendar if {
	every day in cn.calendar.holidays { days.weekday(days.serial(day)) < 5 }
	every day in cn.calendar.make_up_days { days.weekday(days.serial(day)) >= 5 }
}

test_no_calendar if {
	not cn.working_days("2026-12-20", "2027-01-10")
	not cn.working_days("2024-12-20", "2025-01-10")
	not cn.working_days("2026-11-31", "2026-12-10")
	not cn.working_days(null, "2026-12-10")
}

term := {"working_days": 15, "days_at_most": 45}

terms := [
	["2026-11-23", "2026-11-20", "no"],
	["2019-03-01", "2019-03-16", "no"],
	["2019-03-01", "2019-03-17", "unknown"],
	["2019-03-01", "2019-04-15", "unknown"],
	["2019-03-01", "2019-04-16", "yes"],
	["2026-10-08", "2026-10-28", "no"],
	["2026-10-08", "2026-10-29", "seems"],
	["2026-09-28", "2026-10-28", "seems"],
	["2026-09-28", "2026-10-29", "yes"],
	["2026-11-02", "2026-11-23", "no"],
	["2026-11-02", "2026-11-24", "yes"],
	["2026-10-08", "2026-11-23", "yes"],
	[null, "2026-11-23", "unknown"],
	["2026-11-31", "2026-12-30", "unknown"],
]

test_later if {
	every case in terms { cn.later(case[0], case[1], term) == case[2] }
	cn.later("2026-10-08", "2026-10-29", term) == "yes" with data.law.cn.calendar.verified as true
}

test_written if {
	cn.written("a")
	every text in ["", "  ", null, 7] { not cn.written(text) }
}

test_a_name_is_no_code if every place in ["China", "cn", "中国"] {
	cn.outside.why == "jurisdictions_unknown" with input as {"deployment": {"jurisdictions": [place]}}
}
