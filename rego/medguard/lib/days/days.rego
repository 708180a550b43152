# METADATA
# title: Days
# description: >-
#   Arithmetic on days written 2026-08-02, in the portable part of Rego: time.* is not in every engine. Whatever is not a day
#   of the calendar makes the expression undefined, and so the rule that asked undetermined.
# scope: package
package medguard.lib.days

lengths := [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

# The day of a time: UTC days, as medguard's clock writes them.
of(now) := day if {
	regex.match(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T`, now)
	day := substring(now, 0, 10)
	valid(day)
}

valid(day) if {
	is_string(day)
	regex.match(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`, day)
	month(day) >= 1
	month(day) <= 12
	date(day) >= 1
	date(day) <= length(year(day), month(day))
}

year(day) := to_number(substring(day, 0, 4))

month(day) := number(substring(day, 5, 2))

date(day) := number(substring(day, 8, 2))

# to_number("08") is not a number everywhere.
number(digits) := (10 * to_number(substring(digits, 0, 1))) + to_number(substring(digits, 1, 1))

leap(y) if {
	y % 4 == 0
	y % 100 != 0
}

leap(y) if y % 400 == 0

default february(_) := 28

february(y) := 29 if leap(y)

length(y, m) := february(y) if m == 2

length(_, m) := lengths[m - 1] if m != 2

# Days since 0000-03-01 of the Gregorian calendar: a number to count with. The year begins in March, so that February is last.
serial(day) := (((((365 * y) + floor(y / 4)) - floor(y / 100)) + floor(y / 400)) + floor(((153 * m) + 2) / 5)) + (date(day) - 1) if {
	valid(day)
	m := (month(day) + 9) % 12
	y := year(day) - floor(m / 10)
}

between(first, last) := serial(last) - serial(first)

# 0 is Monday.
weekday(n) := (n + 2) % 7

# The same date so many months later; the last of the month where there is none (31 August + 6 months = 28 February).
plus_months(day, months) := concat("-", [pad(y, 4), pad(m, 2), pad(d, 2)]) if {
	valid(day)
	count_ := (((year(day) * 12) + month(day)) - 1) + months
	y := floor(count_ / 12)
	m := (count_ % 12) + 1
	d := min([date(day), length(y, m)])
}

pad(n, width) := substring(text, count(text) - width, width) if {
	text := concat("", ["0000", format_int(n, 10)])
}
