package medguard.rules.eu.art27.fria_test

import data.medguard.rules.eu.art27.fria as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

device := {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}

six := {
	"processes": true,
	"period_and_frequency": true,
	"persons_affected": true,
	"specific_risks": true,
	"oversight_measures": true,
	"measures_if_risks_materialise": true,
	"authority_notified_on": "2027-11-01",
}

uses(kind, system, fria) := {
	"operator": {"roles": ["deployer"], "kind": kind},
	"system": object.union({"annex_i": {"act": "none"}, "annex_iii_points": ["5(d)"]}, system),
	"deployment": {"jurisdictions": ["EU"], "fria": object.union(six, fria)},
}

clinic(fria) := uses("private_public_service", {}, fria)

on(day, document) := object.union(document, {"now": concat("", [day, "T08:00:00Z"])})

nothing := {
	"processes": false,
	"period_and_frequency": false,
	"persons_affected": false,
	"specific_risks": false,
	"oversight_measures": false,
	"measures_if_risks_materialise": false,
	"authority_notified_on": "never",
}

cases := [
	{"note": "a private clinic with a public service, six elements, notified", "input": clinic({}), "want": pass},
	{"note": "no processes", "input": clinic({"processes": false}), "want": fail("element_missing")},
	{"note": "no period", "input": clinic({"period_and_frequency": false}), "want": fail("element_missing")},
	{"note": "no persons", "input": clinic({"persons_affected": false}), "want": fail("element_missing")},
	{"note": "no risks", "input": clinic({"specific_risks": false}), "want": fail("element_missing")},
	{"note": "no oversight", "input": clinic({"oversight_measures": false}), "want": fail("element_missing")},
	{"note": "no measures if risks materialise", "input": clinic({"measures_if_risks_materialise": false}), "want": fail("element_missing")},
	{"note": "not notified", "input": clinic({"authority_notified_on": "never"}), "want": fail("not_notified")},
	{
		"note": "not notified, excused",
		"input": clinic({"authority_notified_on": "never", "notification_exempt": true}),
		"want": pass,
	},
	{
		"note": "not notified, not excused",
		"input": clinic({"authority_notified_on": "never", "notification_exempt": false}),
		"want": fail("not_notified"),
	},
	{"note": "a public hospital, nothing done", "input": uses("public_authority", {}, nothing), "want": fail("element_missing")},
	{"note": "a body governed by public law, nothing done", "input": uses("body_governed_by_public_law", {}, nothing), "want": fail("element_missing")},
	{"note": "a private health insurer, nothing done", "input": uses("private", {"annex_iii_points": ["5(c)"]}, nothing), "want": fail("element_missing")},
	{"note": "a private lender, nothing done", "input": uses("private", {"annex_iii_points": ["5(b)"]}, nothing), "want": fail("element_missing")},
	{"note": "an insurer of unknown kind, nothing done", "input": uses(null, {"annex_iii_points": ["5(c)"]}, nothing), "want": fail("element_missing")},
	{"note": "a private firm without a public service", "input": uses("private", {}, nothing), "want": not_applicable("no_public_service")},
	{"note": "the kind is not known, nothing done", "input": uses(null, {}, nothing), "want": undetermined("kind_unknown")},
	{"note": "the kind is not known, all done", "input": uses(null, {}, {}), "want": pass},
	{
		"note": "high-risk as a device only",
		"input": uses("public_authority", {"annex_i": device, "annex_iii_points": []}, nothing),
		"want": not_applicable("not_annex_iii"),
	},
	{"note": "both routes", "input": uses("public_authority", {"annex_i": device}, nothing), "want": fail("element_missing")},
	{"note": "point 2 only", "input": uses("public_authority", {"annex_iii_points": ["2"]}, nothing), "want": not_applicable("not_annex_iii")},
	{"note": "one element is not known", "input": clinic({"specific_risks": null}), "want": undetermined("assessment_unknown")},
	{"note": "one not known, another missing", "input": clinic({"specific_risks": null, "processes": false}), "want": fail("element_missing")},
	{"note": "notified or not is not known", "input": clinic({"authority_notified_on": null}), "want": undetermined("assessment_unknown")},
	{"note": "notified on no day", "input": clinic({"authority_notified_on": "soon"}), "want": undetermined("assessment_unknown")},
	{"note": "notified today", "input": on("2027-12-02", clinic({"authority_notified_on": "2027-12-02"})), "want": pass},
	{
		"note": "to be notified tomorrow",
		"input": on("2027-12-02", clinic({"authority_notified_on": "2027-12-03"})),
		"want": undetermined("assessment_unknown"),
	},
	{
		"note": "a provider only",
		"input": object.union(clinic(nothing), {"operator": {"roles": ["provider"]}}),
		"want": not_applicable("other_role"),
	},
	{
		"note": "outside the Union",
		"input": object.union(clinic(nothing), {"deployment": {"jurisdictions": ["US"]}}),
		"want": not_applicable("outside_eu"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
