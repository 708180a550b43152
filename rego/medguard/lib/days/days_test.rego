package medguard.lib.days_test

import data.medguard.lib.days

valid_days := ["2026-08-02", "2024-02-29", "2000-02-29", "1999-12-31", "0001-01-01"]

invalid_days := ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1", "20260802", "", "2026-08-02T00:00:00Z", null, 20260802, true]

test_valid if every day in valid_days { days.valid(day) }

test_invalid if every day in invalid_days { not days.valid(day) }

test_of if days.of("2026-08-02T23:59:59Z") == "2026-08-02"

test_of_nonsense if every now in ["2026-08-02", "2026-02-30T00:00:00Z", "00000000", null, 7] { not days.of(now) }

# Against Python's datetime.date.toordinal(), first of March of the year 0 being day -305 there.
serials := {"1970-01-01": 719468, "2026-11-25": 740250, "2024-02-29": 739250, "2024-03-01": 739251, "2000-12-31": 730790}

test_serial if every day, n in serials { days.serial(day) == n }

test_between if {
	days.between("2024-02-28", "2024-03-01") == 2
	days.between("2023-02-28", "2023-03-01") == 1
	days.between("2026-11-25", "1970-01-01") == -20782
	not days.between("2026-02-30", "2026-03-01")
}

# 25 November 2026 is a Wednesday.
test_weekday if days.weekday(days.serial("2026-11-25")) == 2

months := [
	["2026-08-31", 6, "2027-02-28"],
	["2023-08-31", 6, "2024-02-29"],
	["2026-01-15", 12, "2027-01-15"],
	["2026-12-01", 1, "2027-01-01"],
	["2024-02-29", 120, "2034-02-28"],
]

test_plus_months if every case in months { days.plus_months(case[0], case[1]) == case[2] }
