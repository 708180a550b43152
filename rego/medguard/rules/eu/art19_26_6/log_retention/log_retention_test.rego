package medguard.rules.eu.art19_26_6.log_retention_test

import data.medguard.rules.eu.art19_26_6.log_retention as rule

pass := {"status": "pass", "why": ""}

too_early := {"status": "fail", "why": "too_early"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

unknown := undetermined("log_unknown")

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

keep := {"logs_under_control": true, "legal_override_ref": null, "log_floor_days": null}

of(system, change, kind, created, deleted) := {
	"operator": {"roles": ["deployer"]},
	"deployment": {"jurisdictions": ["EU"], "keep": object.union(keep, change)},
	"system": system,
	"retention": {"record_kind": kind, "created_on": created, "delete_requested_on": deleted},
}

log(created, deleted) := of(device, {}, "log", created, deleted)

# A log of 30 days.
young(change) := of(device, change, "log", "2028-09-01", "2028-10-01")

by(operator) := object.union(young({}), {"operator": operator})

another := ["technical_documentation", "quality_documentation", "notified_body", "declaration", "emr", "other"]

kinds := [{"note": concat(" ", ["not a log:", kind]), "input": of(device, {}, kind, "2028-09-01", "2028-10-01"), "want": not_applicable("other_record")} |
	some kind in another
]

some_cases := [
	{"note": "after 184 days, the longest six months", "input": log("2029-03-01", "2029-09-02"), "want": pass},
	{"note": "on the last of those 184 days", "input": log("2029-03-01", "2029-09-01"), "want": too_early},
	{"note": "after 181 days, the shortest six months", "input": log("2028-09-01", "2029-03-02"), "want": pass},
	{"note": "on the last of those 181 days", "input": log("2028-09-01", "2029-03-01"), "want": too_early},
	{"note": "from 31 August, after the end of February", "input": log("2028-08-31", "2029-03-01"), "want": pass},
	{"note": "from 31 August, at the end of February", "input": log("2028-08-31", "2029-02-28"), "want": too_early},
	{"note": "90 days", "input": log("2028-09-01", "2028-11-30"), "want": too_early},
	{"note": "30 days, a law orders it", "input": young({"legal_override_ref": "GDPR 17, order 3"}), "want": pass},
	{"note": "a law orders it, control not known", "input": young({"legal_override_ref": "GDPR 17, order 3", "logs_under_control": null}), "want": pass},
	{"note": "30 days, an empty law", "input": young({"legal_override_ref": " "}), "want": too_early},
	{"note": "30 days, a law that is a number", "input": young({"legal_override_ref": 17}), "want": too_early},
	{"note": "sector law asks for a year", "input": of(device, {"log_floor_days": 365}, "log", "2028-09-01", "2029-09-01"), "want": too_early},
	{"note": "sector law asks for a year, kept", "input": of(device, {"log_floor_days": 365}, "log", "2028-09-01", "2029-09-02"), "want": pass},
	{"note": "a floor below six months lowers nothing", "input": young({"log_floor_days": 20}), "want": too_early},
	{"note": "a floor that is no number", "input": of(device, {"log_floor_days": "a year"}, "log", "2028-09-01", "2030-09-01"), "want": unknown},
	{"note": "emergency triage, Annex III", "input": of(triage, {}, "log", "2028-09-01", "2028-10-01"), "want": too_early},
	{"note": "a provider", "input": by({"roles": ["provider"]}), "want": too_early},
	{"note": "not under control", "input": young({"logs_under_control": false}), "want": not_applicable("not_under_control")},
	{
		"note": "an insurer",
		"input": by({"roles": ["deployer"], "financial_institution": true}),
		"want": not_applicable("financial_institution"),
	},
	{"note": "no insurer", "input": by({"roles": ["deployer"], "financial_institution": false}), "want": too_early},
	{"note": "control not known, too early", "input": young({"logs_under_control": null}), "want": unknown},
	{
		"note": "control not known, old enough",
		"input": of(device, {"logs_under_control": null}, "log", "2028-09-01", "2030-09-01"),
		"want": unknown,
	},
	{"note": "kind not known, too early", "input": of(device, {}, null, "2028-09-01", "2028-10-01"), "want": unknown},
	{"note": "kind not known, old enough", "input": of(device, {}, null, "2028-09-01", "2030-10-01"), "want": unknown},
	{
		"note": "kind not known, a law orders it",
		"input": of(device, {"legal_override_ref": "GDPR 17"}, null, "2028-09-01", "2028-10-01"),
		"want": unknown,
	},
	{"note": "day of making not known", "input": log(null, "2029-09-01"), "want": unknown},
	{"note": "day of deletion not known", "input": log("2028-09-01", null), "want": unknown},
	{"note": "day of deletion is never", "input": log("2028-09-01", "never"), "want": unknown},
	{"note": "day of deletion in other words", "input": log("2028-09-01", "1 Oct 2028"), "want": unknown},
	{"note": "no record", "input": object.union(young({}), {"retention": null}), "want": unknown},
	{"note": "an importer only", "input": by({"roles": ["importer"]}), "want": not_applicable("other_role")},
	{
		"note": "not high-risk",
		"input": of({"annex_i": {"act": "none"}, "annex_iii_points": []}, {}, "log", "2028-09-01", "2028-10-01"),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "class not known",
		"input": of({"annex_i": {"act": "MDR"}, "annex_iii_points": []}, {}, "log", "2028-09-01", "2028-10-01"),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "placed before, never changed",
		"input": object.union(
			of(object.union(device, {"first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}), {}, "log", "2028-09-01", "2028-10-01"),
			{"now": "2029-01-01T00:00:00Z"},
		),
		"want": not_applicable("legacy_system"),
	},
	{
		"note": "outside the Union",
		"input": object.union(young({}), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

cases := array.concat(some_cases, kinds)

first_days := [
	{"note": "a device", "input": young({}), "want": "2028-08-02"},
	{"note": "Annex III", "input": of(triage, {}, "log", "2028-09-01", "2028-10-01"), "want": "2027-12-02"},
	{
		"note": "both: the earlier",
		"input": of(object.union(device, {"annex_iii_points": ["5(d)"]}), {}, "log", "2028-09-01", "2028-10-01"),
		"want": "2027-12-02",
	},
	{"note": "not known: the earlier", "input": {}, "want": "2027-12-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
