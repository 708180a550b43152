package medguard.rules.eu.art73.incident_clock_test

import data.medguard.rules.eu.art73.incident_clock as rule

pass := {"status": "pass", "why": ""}

overdue := {"status": "fail", "why": "report_overdue"}

not_informed := {"status": "fail", "why": "authority_not_informed", "at_most": "require_human_review"}

altered := {"status": "fail", "why": "system_altered"}

running := {"status": "undetermined", "why": "report_running", "at_most": "warn"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

unclear := undetermined("incident_unclear")

triage := {"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"]}

device := {"annex_i": {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}, "annex_iii_points": []}

device_triage := {"annex_i": {"act": "IVDR", "device_class": "C", "in_house_5_5": false}, "annex_iii_points": ["5(d)"]}

had(changes, incidents) := object.union(
	{
		"operator": {"roles": ["provider"]},
		"system": triage,
		"deployment": {"jurisdictions": ["EU"]},
		"incidents": incidents,
	},
	changes,
)

# Aware on 1 March 2029.
incident(change) := object.union(
	{"ref": "I-1", "kind": "a", "death": false, "widespread": false, "aware_on": "2029-03-01", "reported_on": null, "version_frozen": true},
	change,
)

reported(day, change) := had({}, [object.union(incident({"reported_on": day}), change)])

on(day, change) := had({"now": concat("", [day, "T09:00:00Z"])}, [incident(change)])

with_system(system, change) := had({"system": system}, [object.union(incident({"reported_on": "2029-04-30"}), change)])

deploys(unreachable) := had({"operator": {"roles": ["deployer"]}}, [incident({"reported_on": "2029-04-30", "provider_unreachable": unreachable})])

# A mere deployer that has told the provider.
tells(system, day, change) := {
	"operator": {"roles": ["deployer"]},
	"system": object.union(triage, system),
	"deployment": {"jurisdictions": ["EU"]},
	"now": concat("", [day, "T09:00:00Z"]),
	"incidents": [object.union(incident({"provider_unreachable": false}), change)],
}

literally(document) := object.union(document, {"now": "2027-12-01T00:00:00Z", "readings": {"disputed_dates": "literal"}})

soft(verdict) := object.union(verdict, {"at_most": "warn"})

cases := [
	{"note": "no incident", "input": had({}, []), "want": pass},
	{"note": "a death, reported on day 9", "input": reported("2029-03-10", {"death": true}), "want": pass},
	{"note": "a death, reported on day 10", "input": reported("2029-03-11", {"death": true}), "want": pass},
	{"note": "a death, reported on day 11", "input": reported("2029-03-12", {"death": true}), "want": overdue},
	{"note": "serious harm, reported on day 15", "input": reported("2029-03-16", {}), "want": pass},
	{"note": "serious harm, reported on day 16", "input": reported("2029-03-17", {}), "want": overdue},
	{"note": "critical infrastructure, reported on day 2", "input": reported("2029-03-03", {"kind": "b"}), "want": pass},
	{"note": "critical infrastructure, reported on day 3", "input": reported("2029-03-04", {"kind": "b"}), "want": overdue},
	{"note": "widespread, reported on day 3", "input": reported("2029-03-04", {"kind": "c", "widespread": true}), "want": overdue},
	{"note": "widespread and a death: the shorter", "input": reported("2029-03-04", {"kind": "c", "widespread": true, "death": true}), "want": overdue},
	{"note": "nothing points to a widespread one", "input": reported("2029-03-10", {"widespread": null}), "want": pass},
	{"note": "fundamental rights, day 15", "input": reported("2029-03-16", {"kind": "c"}), "want": pass},
	{"note": "property, day 15", "input": reported("2029-03-16", {"kind": "d"}), "want": pass},
	{"note": "serious harm, day 16, not reported", "input": on("2029-03-17", {}), "want": overdue},
	{"note": "serious harm, day 16, never reported", "input": on("2029-03-17", {"reported_on": "never"}), "want": overdue},
	{"note": "serious harm, day 15, never reported", "input": on("2029-03-16", {"reported_on": "never"}), "want": running},
	{"note": "serious harm, day 15, not reported", "input": on("2029-03-16", {}), "want": running},
	{"note": "critical infrastructure, day 3, not reported", "input": on("2029-03-04", {"kind": "b"}), "want": overdue},
	{"note": "critical infrastructure, day 2, not reported", "input": on("2029-03-03", {"kind": "b"}), "want": running},
	{"note": "a death, day 11, not reported", "input": on("2029-03-12", {"death": true}), "want": overdue},
	{"note": "altered before informing", "input": reported("2029-03-05", {"version_frozen": false}), "want": altered},
	{"note": "altered, and still to be reported", "input": on("2029-03-02", {"version_frozen": false}), "want": altered},
	{"note": "altered or not is not known", "input": reported("2029-03-05", {"version_frozen": null}), "want": unclear},
	{"note": "a death or not is not known, day 12", "input": reported("2029-03-13", {"death": null}), "want": unclear},
	{"note": "a death or not is not known, day 10", "input": reported("2029-03-11", {"death": null}), "want": pass},
	{"note": "a death or not is not known, day 16", "input": reported("2029-03-17", {"death": null}), "want": overdue},
	{"note": "the kind is not known, day 3", "input": reported("2029-03-04", {"kind": null}), "want": unclear},
	{"note": "the kind is not known, day 2", "input": reported("2029-03-03", {"kind": null}), "want": pass},
	{"note": "the kind is not known, day 16", "input": reported("2029-03-17", {"kind": null}), "want": overdue},
	{"note": "when one became aware is not known", "input": reported("2029-03-03", {"aware_on": null}), "want": unclear},
	{"note": "to be reported tomorrow", "input": on("2029-03-04", {"reported_on": "2029-03-05"}), "want": unclear},
	{
		"note": "a device, to be reported elsewhere tomorrow",
		"input": had({"system": device, "now": "2029-03-04T09:00:00Z"}, [incident({"reported_on": "2029-03-05"})]),
		"want": not_applicable("reported_elsewhere"),
	},
	{"note": "reported today", "input": on("2029-03-05", {"reported_on": "2029-03-05"}), "want": pass},
	{"note": "reported before one was aware", "input": reported("2029-02-27", {}), "want": unclear},
	{"note": "aware tomorrow", "input": on("2029-02-28", {}), "want": unclear},
	{"note": "not reported, and nobody knows what day it is", "input": had({"now": "today"}, [incident({})]), "want": unclear},
	{"note": "reported on no day", "input": on("2029-03-02", {"reported_on": "soon"}), "want": unclear},
	{
		"note": "one in time, one overdue",
		"input": had({}, [incident({"reported_on": "2029-03-02"}), incident({"reported_on": "2029-04-30"})]),
		"want": overdue,
	},
	{"note": "a device, serious harm: MDR vigilance", "input": with_system(device, {}), "want": not_applicable("reported_elsewhere")},
	{"note": "a device, altered after serious harm: MDR vigilance", "input": with_system(device, {"version_frozen": false}), "want": not_applicable("reported_elsewhere")},
	{
		"note": "a device, serious harm, still running",
		"input": had({"system": device, "now": "2029-03-02T00:00:00Z"}, [incident({})]),
		"want": not_applicable("reported_elsewhere"),
	},
	{
		"note": "a device: one for the MDR, one for this Act, in time",
		"input": had({"system": device}, [incident({}), incident({"kind": "c", "reported_on": "2029-03-05"})]),
		"want": pass,
	},
	{"note": "a device, property", "input": with_system(device, {"kind": "d"}), "want": not_applicable("reported_elsewhere")},
	{"note": "a device, critical infrastructure", "input": with_system(device, {"kind": "b"}), "want": not_applicable("reported_elsewhere")},
	{"note": "a device, fundamental rights", "input": with_system(device, {"kind": "c"}), "want": overdue},
	{"note": "a device, the kind is not known", "input": with_system(device, {"kind": null}), "want": unclear},
	{"note": "a device that is Annex III too", "input": with_system(device_triage, {}), "want": not_applicable("reported_elsewhere")},
	{"note": "a device that is Annex III too, fundamental rights", "input": with_system(device_triage, {"kind": "c"}), "want": overdue},
	{
		"note": "Annex III, device or not is not known",
		"input": with_system({"annex_i": {"act": null}}, {}),
		"want": unclear,
	},
	{
		"note": "Annex III, device or not is not known, still running",
		"input": had({"system": {"annex_i": {"act": null}}, "now": "2029-03-02T00:00:00Z"}, [incident({})]),
		"want": running,
	},
	{
		"note": "Annex III, device or not is not known, fundamental rights",
		"input": with_system({"annex_i": {"act": null}}, {"kind": "c"}),
		"want": overdue,
	},
	{"note": "equivalent Union law", "input": with_system({"equivalent_incident_reporting": true}, {}), "want": not_applicable("reported_elsewhere")},
	{"note": "no equivalent Union law", "input": with_system({"equivalent_incident_reporting": false}, {}), "want": overdue},
	{"note": "equivalent Union law, fundamental rights", "input": with_system({"equivalent_incident_reporting": true}, {"kind": "c"}), "want": overdue},
	{"note": "a deployer who cannot reach the provider", "input": deploys(true), "want": overdue},
	{"note": "a deployer who can, and told the authority after two months", "input": deploys(false), "want": not_informed},
	{"note": "a deployer who can, and told nobody else, day 16", "input": tells({}, "2029-03-17", {}), "want": not_informed},
	{"note": "a deployer who can, and told nobody else, day 15", "input": tells({}, "2029-03-16", {}), "want": running},
	{"note": "a deployer who can, and told the authority", "input": tells({}, "2029-05-01", {"reported_on": "2029-03-02"}), "want": pass},
	{"note": "a deployer who can, and told the authority on day 15", "input": tells({}, "2029-05-01", {"reported_on": "2029-03-16"}), "want": pass},
	{"note": "a deployer who told the authority before it was aware", "input": tells({}, "2029-05-01", {"reported_on": "2029-02-27"}), "want": unclear},
	{
		"note": "a deployer who told the authority and altered its own part",
		"input": tells({}, "2029-05-01", {"reported_on": "2029-03-02", "version_frozen": false}),
		"want": pass,
	},
	{
		"note": "a deployer who cannot reach the provider reports, altered or not is not known",
		"input": tells({}, "2029-05-01", {"reported_on": "2029-03-02", "version_frozen": null, "provider_unreachable": true}),
		"want": unclear,
	},
	{"note": "a deployer of a device: MDR vigilance", "input": tells(device, "2029-05-01", {}), "want": not_applicable("reported_elsewhere")},
	{
		"note": "a deployer, device or not is not known",
		"input": tells({"annex_i": {"act": null}, "annex_iii_points": ["5(d)"]}, "2029-05-01", {}),
		"want": unclear,
	},
	{
		"note": "literally, a deployer who told nobody else",
		"input": literally(deploys(false)),
		"want": soft(not_informed),
	},
	{"note": "a deployer, reachable or not is not known", "input": deploys(null), "want": unclear},
	{
		"note": "a deployer who is the provider",
		"input": had({"operator": {"roles": ["deployer", "provider"]}}, [incident({"reported_on": "2029-04-30", "provider_unreachable": false})]),
		"want": overdue,
	},
	{"note": "an importer", "input": had({"operator": {"roles": ["importer"]}}, []), "want": not_applicable("other_role")},
	{"note": "incidents are not known", "input": had({}, null), "want": undetermined("incidents_unknown")},
	{"note": "literally, overdue", "input": literally(reported("2029-03-17", {})), "want": soft(overdue)},
	{"note": "literally, altered", "input": literally(reported("2029-03-05", {"version_frozen": false})), "want": soft(altered)},
	{
		"note": "literally, high-risk or not is not known",
		"input": literally(with_system({"annex_iii_points": null}, {})),
		"want": soft(undetermined("high_risk_unknown")),
	},
	{"note": "literally, unclear", "input": literally(reported("2029-03-05", {"version_frozen": null})), "want": soft(unclear)},
	{"note": "literally, not known", "input": literally(had({}, null)), "want": soft(undetermined("incidents_unknown"))},
	{
		"note": "not high-risk",
		"input": with_system({"annex_iii_points": []}, {}),
		"want": not_applicable("not_high_risk"),
	},
	{
		"note": "outside the Union",
		"input": had({"deployment": {"jurisdictions": ["CN"]}}, [incident({"reported_on": "2029-04-30"})]),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "Annex III", "input": had({}, []), "want": "2027-12-02"},
	{"note": "a device", "input": had({"system": device}, []), "want": "2028-08-02"},
	{"note": "literally", "input": literally(had({}, [])), "want": "2026-08-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
