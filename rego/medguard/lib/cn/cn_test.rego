package medguard.lib.cn_test

import data.medguard.lib.cn

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

test_robot if {
	cn.not_robot_surgery.why == "no_surgical_robot" with input as in_cn({"robot_assisted": false, "use_case": "diagnosis_support"})
	cn.not_robot_surgery.why == "robot_unknown" with input as in_cn({"robot_assisted": null, "use_case": "summary"})
	cn.not_robot_surgery.why == "robot_unknown" with input as in_cn({"robot_assisted": false})
	cn.not_robot_surgery.why == "outside_china" with input as {"deployment": {"jurisdictions": ["EU"], "robot_assisted": true}}
	not cn.not_robot_surgery with input as in_cn({"robot_assisted": true, "use_case": "summary"})
	not cn.not_robot_surgery with input as in_cn({"robot_assisted": false, "use_case": "robotic_surgery"})
}

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

test_no_calendar if {
	not cn.working_days("2026-12-20", "2027-01-10")
	not cn.working_days("2024-12-20", "2025-01-10")
	not cn.working_days("2026-11-31", "2026-12-10")
	not cn.working_days(null, "2026-12-10")
}

test_written if {
	cn.written("a")
	every text in ["", "  ", null, 7] { not cn.written(text) }
}
