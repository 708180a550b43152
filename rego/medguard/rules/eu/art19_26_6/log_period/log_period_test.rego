package medguard.rules.eu.art19_26_6.log_period_test

import data.medguard.rules.eu.art19_26_6.log_period as rule

pass := {"status": "pass", "why": ""}

too_short := {"status": "fail", "why": "period_too_short"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

unknown := undetermined("period_unknown")

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}

keep := {"log_days": 365, "logs_under_control": true, "legal_override_ref": null, "log_floor_days": null}

of(system, change) := {
	"operator": {"roles": ["deployer"]},
	"deployment": {"jurisdictions": ["EU"], "keep": object.union(keep, change)},
	"system": system,
}

asked(change) := of(device, change)

by(operator) := object.union(asked({"log_days": 90}), {"operator": operator})

cases := [
	{"note": "a year", "input": asked({}), "want": pass},
	{"note": "184 days", "input": asked({"log_days": 184}), "want": pass},
	{"note": "183 days", "input": asked({"log_days": 183}), "want": too_short},
	{"note": "90 days", "input": asked({"log_days": 90}), "want": too_short},
	{"note": "not at all", "input": asked({"log_days": 0}), "want": too_short},
	{"note": "30 days, a law orders it", "input": asked({"log_days": 30, "legal_override_ref": "GDPR 5(1)(e), decision 4"}), "want": pass},
	{"note": "30 days, an empty law", "input": asked({"log_days": 30, "legal_override_ref": ""}), "want": too_short},
	{"note": "sector law asks for ten years", "input": asked({"log_floor_days": 3653}), "want": too_short},
	{"note": "sector law asks for what is set", "input": asked({"log_floor_days": 365}), "want": pass},
	{"note": "a floor below six months lowers nothing", "input": asked({"log_days": 90, "log_floor_days": 30}), "want": too_short},
	{"note": "a floor that is no number", "input": asked({"log_floor_days": "long"}), "want": unknown},
	{"note": "emergency triage, Annex III", "input": of(triage, {"log_days": 90}), "want": too_short},
	{"note": "a provider", "input": by({"roles": ["provider"]}), "want": too_short},
	{"note": "not under control", "input": asked({"log_days": 1, "logs_under_control": false}), "want": not_applicable("not_under_control")},
	{
		"note": "an insurer",
		"input": by({"roles": ["deployer"], "financial_institution": true}),
		"want": not_applicable("financial_institution"),
	},
	{"note": "no insurer", "input": by({"roles": ["deployer"], "financial_institution": false}), "want": too_short},
	{"note": "control not known, too short", "input": asked({"log_days": 90, "logs_under_control": null}), "want": unknown},
	{"note": "control not known, long enough", "input": asked({"logs_under_control": null}), "want": unknown},
	{"note": "period not known", "input": asked({"log_days": null}), "want": unknown},
	{"note": "period in words", "input": asked({"log_days": "365"}), "want": unknown},
	{"note": "period in words, sector law in words", "input": asked({"log_days": "1", "log_floor_days": "2"}), "want": unknown},
	{"note": "no period: false", "input": asked({"log_days": false}), "want": unknown},
	{"note": "an importer only", "input": by({"roles": ["importer"]}), "want": not_applicable("other_role")},
	{
		"note": "not high-risk",
		"input": of({"annex_i": {"act": "none"}, "annex_iii_points": []}, {"log_days": 1}),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "class not known",
		"input": of({"annex_i": {"act": "MDR"}, "annex_iii_points": []}, {}),
		"want": undetermined("high_risk_unknown"),
	},
	{
		"note": "placed before, never changed",
		"input": object.union(
			of(object.union(device, {"first_placed_on": "2026-05-01", "significant_change_on": "never", "intended_for_public_authorities": false}), {"log_days": 1}),
			{"now": "2029-01-01T00:00:00Z"},
		),
		"want": not_applicable("legacy_system"),
	},
	{
		"note": "outside the Union",
		"input": object.union(asked({}), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "a device", "input": asked({}), "want": "2028-08-02"},
	{"note": "Annex III", "input": of(triage, {}), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": of(object.union(device, {"annex_iii_points": ["5(d)"]}), {}), "want": "2027-12-02"},
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
