package medguard.rules.eu.art50_5.manner_test

import data.medguard.rules.eu.art50_5.manner as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

perhaps_late := {"status": "fail", "why": "late", "at_most": "warn"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

notice(place, accessible, in_time) := {"kind": "interaction", "place": place, "accessible": accessible, "in_time": in_time}

talk(deployment, turn, earlier, now) := {
	"operator": {"roles": ["provider"]},
	"deployment": object.union({"jurisdictions": ["EU"]}, deployment),
	"request": {"turn": turn, "disclosures": earlier},
	"reply": {"disclosures": now},
}

first(shown) := talk({}, 1, [], [shown])

standing(shown) := talk({"notices": [shown]}, 3, [], [])

exposes(system, deployment, roles) := object.union(
	talk(object.union({"notices": [{"kind": "exposure", "place": "link", "accessible": true}]}, deployment), 3, [], []),
	{"operator": {"roles": roles}, "system": system},
)

clinicians := {
	"audience": {"professional_only": true, "trained_health_professionals": true, "vulnerable_foreseeable": false},
	"obvious_rationale_ref": "memo-7",
}

cases := [
	{"note": "beside the input field, in time, accessible", "input": standing(notice("input_field", true, true)), "want": pass},
	{"note": "at the start of the first reply", "input": first(notice("start", true, null)), "want": pass},
	{"note": "accessible, as all our notices", "input": talk({"notices_accessible": true}, 1, [], [notice("start", null, null)]), "want": pass},
	{"note": "shown earlier", "input": talk({}, 4, [notice("earlier_reply", true, null)], []), "want": pass},
	{"note": "in the terms", "input": first(notice("terms", true, true)), "want": fail("not_clear")},
	{"note": "in a menu", "input": standing(notice("menu", true, true)), "want": fail("not_clear")},
	{"note": "nobody knows where", "input": first({"kind": "interaction", "accessible": true}), "want": fail("not_clear")},
	{
		"note": "in the terms, and at the start",
		"input": talk({}, 1, [], [notice("terms", true, true), notice("start", true, true)]),
		"want": pass,
	},
	{
		"note": "one kind clear, the other in the terms",
		"input": talk({}, 1, [], [notice("start", true, true), {"kind": "principal", "place": "terms", "accessible": true}]),
		"want": fail("not_clear"),
	},
	{
		"note": "an exposure that only a link tells of",
		"input": exposes({"emotion_recognition": true}, {}, ["deployer"]),
		"want": fail("not_clear"),
	},
	{"note": "exposed to what, nobody knows", "input": exposes({}, {}, ["deployer"]), "want": fail("not_clear")},
	{
		"note": "a link tells of an exposure to categorising",
		"input": exposes({"emotion_recognition": false, "biometric_categorisation": true}, {}, ["deployer"]),
		"want": fail("not_clear"),
	},
	{
		"note": "a link tells of an exposure to nothing that Art. 50(3) names",
		"input": exposes({"emotion_recognition": false, "biometric_categorisation": false}, {}, ["deployer"]),
		"want": not_applicable("no_notice"),
	},
	{
		"note": "a link tells of an exposure, and the law authorises it against criminal offences",
		"input": exposes({"emotion_recognition": true}, {"authorised_against_crime": true}, ["deployer"]),
		"want": not_applicable("no_notice"),
	},
	{
		"note": "a link tells of an exposure: the deployer's duty, not the provider's",
		"input": exposes({"emotion_recognition": true}, {}, ["provider"]),
		"want": not_applicable("no_notice"),
	},
	{
		"note": "obvious to clinicians, and in the menu",
		"input": talk(object.union(clinicians, {"notices": [notice("menu", true, true)]}), 1, [], []),
		"want": not_applicable("no_notice"),
	},
	{
		"note": "obvious to clinicians, but the agent's principal in the menu",
		"input": talk(object.union(clinicians, {"notices": [{"kind": "principal", "place": "menu", "accessible": true}]}), 1, [], []),
		"want": fail("not_clear"),
	},
	{
		"note": "no agent, and a principal in the menu",
		"input": object.union(
			talk({"notices": [{"kind": "principal", "place": "menu", "accessible": true}]}, 1, [], []),
			{"system": {"acts_for_principal": false}},
		),
		"want": not_applicable("no_notice"),
	},
	{
		"note": "nobody talks to the system itself",
		"input": talk({"interacts_directly": false, "notices": [notice("terms", true, true)]}, 1, [], []),
		"want": not_applicable("no_notice"),
	},
	{"note": "after the first answer", "input": first(notice("reply", true, false)), "want": fail("late")},
	{"note": "after the first answer, earlier", "input": talk({}, 3, [notice("earlier_reply", true, false)], []), "want": fail("late")},
	{
		"note": "late, but the terms had it in time",
		"input": talk({}, 1, [], [notice("terms", true, true), notice("reply", true, false)]),
		"want": fail("late"),
	},
	{
		"note": "one kind late, the other in time",
		"input": talk({}, 1, [], [
			notice("reply", true, false),
			{"kind": "principal", "place": "start", "accessible": true, "in_time": true},
		]),
		"want": fail("late"),
	},
	{"note": "first told in the third reply", "input": talk({}, 3, [], [notice("reply", true, null)]), "want": perhaps_late},
	{"note": "first told in the second reply", "input": talk({}, 2, [], [notice("reply", true, null)]), "want": perhaps_late},
	{"note": "in the third reply, measured as in time", "input": talk({}, 3, [], [notice("reply", true, true)]), "want": pass},
	{
		"note": "in the third reply, another kind measured as in time",
		"input": talk({}, 3, [], [
			notice("reply", true, null),
			{"kind": "principal", "place": "reply", "accessible": true, "in_time": true},
		]),
		"want": perhaps_late,
	},
	{
		"note": "reminded in the third reply",
		"input": talk({}, 3, [notice("earlier_reply", true, null)], [notice("reply", true, null)]),
		"want": pass,
	},
	{
		"note": "only the terms before the third reply",
		"input": talk({}, 3, [notice("terms", true, null)], [notice("reply", true, null)]),
		"want": perhaps_late,
	},
	{
		"note": "another kind before the third reply",
		"input": talk({}, 3, [{"kind": "principal", "place": "start", "accessible": true}], [notice("reply", true, null)]),
		"want": perhaps_late,
	},
	{
		"note": "a banner before the third reply",
		"input": talk({"notices": [notice("banner", true, null)]}, 3, [], [notice("reply", true, null)]),
		"want": pass,
	},
	{
		"note": "another kind's banner before the third reply",
		"input": talk({"notices": [{"kind": "principal", "place": "banner", "accessible": true}]}, 3, [], [notice("reply", true, null)]),
		"want": perhaps_late,
	},
	{
		"note": "a menu before the third reply",
		"input": talk({"notices": [notice("menu", true, null)]}, 3, [], [notice("reply", true, null)]),
		"want": perhaps_late,
	},
	{"note": "blind people cannot read it", "input": first(notice("start", false, true)), "want": fail("not_accessible")},
	{
		"note": "none of our notices is accessible",
		"input": talk({"notices_accessible": false}, 1, [], [notice("start", null, null)]),
		"want": fail("not_accessible"),
	},
	{
		"note": "none is, but this one",
		"input": talk({"notices_accessible": false}, 1, [], [notice("start", true, null)]),
		"want": pass,
	},
	{
		"note": "all are, but not this one",
		"input": talk({"notices_accessible": true}, 1, [], [notice("start", false, null)]),
		"want": fail("not_accessible"),
	},
	{
		"note": "accessible in the terms only",
		"input": talk({}, 1, [], [notice("terms", true, true), notice("start", false, true)]),
		"want": fail("not_accessible"),
	},
	{
		"note": "accessible, but that one came late",
		"input": talk({}, 1, [], [notice("start", false, true), notice("reply", true, false)]),
		"want": fail("not_accessible"),
	},
	{
		"note": "another kind is accessible",
		"input": talk({}, 1, [], [notice("start", false, true), {"kind": "principal", "place": "start", "accessible": true}]),
		"want": fail("not_accessible"),
	},
	{"note": "accessible or not is not known", "input": first(notice("start", null, null)), "want": undetermined("accessibility_unknown")},
	{
		"note": "not known, accessible in the terms only",
		"input": talk({}, 1, [], [notice("terms", true, true), notice("start", null, true)]),
		"want": undetermined("accessibility_unknown"),
	},
	{
		"note": "not known, and the accessible one came late",
		"input": talk({}, 1, [], [notice("start", null, true), notice("reply", true, false)]),
		"want": undetermined("accessibility_unknown"),
	},
	{
		"note": "not known of one kind",
		"input": talk({}, 1, [], [notice("start", null, true), {"kind": "principal", "place": "start", "accessible": true}]),
		"want": undetermined("accessibility_unknown"),
	},
	{"note": "no notice at all", "input": talk({}, 1, [], []), "want": not_applicable("no_notice")},
	{
		"note": "a notice of Art. 26(11)",
		"input": first({"kind": "person_informed", "place": "terms"}),
		"want": not_applicable("no_notice"),
	},
	{
		"note": "authorised against criminal offences",
		"input": talk({"authorised_against_crime": true, "public_reports_crime": false}, 1, [], [notice("terms", true, true)]),
		"want": not_applicable("authorised_against_crime"),
	},
	{
		"note": "authorised, but the public reports to it",
		"input": talk({"authorised_against_crime": true, "public_reports_crime": true}, 1, [], [notice("terms", true, true)]),
		"want": fail("not_clear"),
	},
	{
		"note": "not authorised",
		"input": talk({"authorised_against_crime": false, "public_reports_crime": false}, 1, [], [notice("terms", true, true)]),
		"want": fail("not_clear"),
	},
	{
		"note": "a deployer of another's chatbot: the provider's duty",
		"input": object.union(first(notice("terms", true, true)), {"operator": {"roles": ["deployer"]}}),
		"want": not_applicable("no_notice"),
	},
	{
		"note": "an importer",
		"input": object.union(first(notice("terms", true, true)), {"operator": {"roles": ["importer"]}}),
		"want": not_applicable("other_role"),
	},
	{"note": "outside the Union", "input": talk({"jurisdictions": ["CN"]}, 1, [], [notice("terms", true, true)]), "want": not_applicable("outside_eu")},
	{
		"note": "the reply was not measured",
		"input": object.union(standing(notice("banner", true, true)), {"reply": null}),
		"want": undetermined("reply_not_measured"),
	},
	{
		"note": "the request was not measured",
		"input": object.union(first(notice("start", true, true)), {"request": null}),
		"want": undetermined("reply_not_measured"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
