package medguard.rules.eu.art26_7.workers_informed_test

import data.medguard.rules.eu.art26_7.workers_informed as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"]}

asked(changes, deployment) := object.union(
	{
		"operator": {"roles": ["deployer"], "is_employer": true},
		"system": triage,
		"deployment": object.union(
			{
				"jurisdictions": ["EU"],
				"workplace": true,
				"worker_representatives": true,
				"first_use_on": "2028-02-01",
				"representatives_informed_on": "2028-01-10",
				"workers_informed_on": "2028-01-15",
			},
			deployment,
		),
	},
	changes,
)

but(change) := asked({}, change)

cases := [
	{"note": "both before the first use", "input": but({}), "want": pass},
	{"note": "the day before", "input": but({"representatives_informed_on": "2028-01-31", "workers_informed_on": "2028-01-31"}), "want": pass},
	{"note": "representatives after the first use", "input": but({"representatives_informed_on": "2028-02-02"}), "want": fail("informed_late")},
	{"note": "workers after the first use", "input": but({"workers_informed_on": "2028-03-01"}), "want": fail("informed_late")},
	{"note": "on the same day", "input": but({"workers_informed_on": "2028-02-01"}), "want": undetermined("information_unknown")},
	{"note": "workers never", "input": but({"workers_informed_on": "never"}), "want": fail("not_informed")},
	{"note": "representatives never", "input": but({"representatives_informed_on": "never"}), "want": fail("not_informed")},
	{
		"note": "representatives never, whether there are any is not known",
		"input": but({"worker_representatives": null, "representatives_informed_on": "never"}),
		"want": fail("not_informed"),
	},
	{
		"note": "there are no representatives",
		"input": but({"worker_representatives": false, "representatives_informed_on": "never"}),
		"want": pass,
	},
	{
		"note": "no representatives, workers late",
		"input": but({"worker_representatives": false, "representatives_informed_on": null, "workers_informed_on": "2028-03-01"}),
		"want": fail("informed_late"),
	},
	{
		"note": "never, and the first use is not known",
		"input": but({"workers_informed_on": "never", "first_use_on": null}),
		"want": fail("not_informed"),
	},
	{
		"note": "in use before the duty, informed before it",
		"input": but({"first_use_on": "2026-05-01", "representatives_informed_on": "2027-12-01", "workers_informed_on": "2027-12-01"}),
		"want": pass,
	},
	{
		"note": "in use before the duty, informed after it began",
		"input": but({"first_use_on": "2026-05-01", "representatives_informed_on": "2027-12-03"}),
		"want": fail("informed_late"),
	},
	{
		"note": "a device, informed late",
		"input": asked({"system": device}, {"first_use_on": "2028-09-01", "workers_informed_on": "2028-09-02"}),
		"want": fail("informed_late"),
	},
	{"note": "no employer", "input": asked({"operator": {"is_employer": false}}, {"workers_informed_on": "never"}), "want": not_applicable("no_employer")},
	{"note": "not at the workplace", "input": but({"workplace": false, "workers_informed_on": "never"}), "want": not_applicable("no_workplace")},
	{"note": "an employer or not is not known", "input": asked({"operator": {"is_employer": null}}, {}), "want": undetermined("workplace_unknown")},
	{"note": "the workplace is not known", "input": but({"workplace": null}), "want": undetermined("workplace_unknown")},
	{"note": "when workers were informed is not known", "input": but({"workers_informed_on": null}), "want": undetermined("information_unknown")},
	{
		"note": "when representatives were informed is not known",
		"input": but({"representatives_informed_on": null}),
		"want": undetermined("information_unknown"),
	},
	{"note": "no day at all", "input": but({"workers_informed_on": "in winter"}), "want": undetermined("information_unknown")},
	{"note": "the first use is not known", "input": but({"first_use_on": null}), "want": undetermined("information_unknown")},
	{"note": "the first use is no day", "input": but({"first_use_on": "never"}), "want": undetermined("information_unknown")},
	{
		"note": "not high-risk",
		"input": asked({"system": {"annex_i": {"act": "none"}, "annex_iii_points": []}}, {"workers_informed_on": "never"}),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "a provider only",
		"input": asked({"operator": {"roles": ["provider"]}}, {"workers_informed_on": "never"}),
		"want": not_applicable("other_role"),
	},
	{"note": "outside the Union", "input": but({"jurisdictions": ["US"]}), "want": not_applicable("outside_eu")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "a device", "input": asked({"system": device}, {}), "want": "2028-08-02"},
	{"note": "Annex III", "input": but({}), "want": "2027-12-02"},
	{"note": "both: the earlier", "input": asked({"system": object.union(device, {"annex_iii_points": ["5(d)"]})}, {}), "want": "2027-12-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
