package medguard.lib.eu_test

import data.medguard.lib.eu

system(more) := {"system": more}

device(act, class, in_house) := system({"annex_i": {"act": act, "device_class": class, "in_house_5_5": in_house}})

annex_i_cases := [
	[device("MDR", "IIa", false), "yes"],
	[device("MDR", "IIb", false), "yes"],
	[device("MDR", "III", false), "yes"],
	[device("MDR", "I", false), "no"],
	[device("MDR", "I", null), "no"],
	[device("MDR", "I_sterile_measuring_reusable", false), "yes"],
	[device("IVDR", "A", false), "no"],
	[device("IVDR", "A_sterile", false), "yes"],
	[device("IVDR", "B", false), "yes"],
	[device("MDR", "IIa", true), "no"],
	[device("IVDR", null, true), "no"],
	[device("MDR", "IIa", null), "unknown"],
	[device("MDR", null, false), "unknown"],
	[device("MDR", "B", false), "unknown"],
	[device("none", null, null), "no"],
	[device(null, "IIa", false), "unknown"],
	[device(null, null, true), "unknown"],
	[{}, "unknown"],
]

test_annex_i if every case in annex_i_cases { eu.annex_i == case[1] with input as case[0] }

claim := {"claimed": true, "condition": "d", "no_significant_risk": true, "assessment_ref": "A-1", "registration_ref": "R-1"}

annexed(derogation, profiling) := system({"annex_iii_points": ["5(a)"], "art6_3": derogation, "profiling": profiling})

annex_iii_cases := [
	[system({"annex_iii_points": []}), "no"],
	[system({"annex_iii_points": null}), "unknown"],
	[{}, "unknown"],
	[system({"annex_iii_points": ["5(d)"]}), "yes"],
	[annexed({"claimed": false}, null), "yes"],
	[annexed(claim, false), "no"],
	[annexed(claim, true), "yes"],
	[annexed(claim, null), "unknown"],
	[annexed(object.union(claim, {"no_significant_risk": false}), false), "yes"],
	[annexed(object.union(claim, {"no_significant_risk": null}), false), "unknown"],
	[annexed(object.union(claim, {"condition": null}), false), "unknown"],
	[annexed(object.union(claim, {"assessment_ref": ""}), false), "unknown"],
	[annexed(object.union(claim, {"registration_ref": null}), false), "unknown"],
]

test_annex_iii if every case in annex_iii_cases { eu.annex_iii == case[1] with input as case[0] }

test_point_2 if {
	eu.annex_iii_but_2 == "no" with input as system({"annex_iii_points": ["2"]})
	eu.annex_iii_but_2 == "no" with input as system({"annex_iii_points": []})
	eu.annex_iii_but_2 == "yes" with input as system({"annex_iii_points": ["2", "5(d)"]})
	eu.annex_iii_but_2 == "unknown" with input as {}
}

neither := {"annex_i": {"act": "none"}, "annex_iii_points": []}

iia := {"act": "MDR", "device_class": "IIa", "in_house_5_5": false}

test_high_risk if {
	eu.high_risk == "no" with input as system(neither)
	eu.high_risk == "yes" with input as system(object.union(neither, {"annex_i": iia}))
	eu.high_risk == "yes" with input as system({"annex_iii_points": ["5(d)"]})
	eu.high_risk == "unknown" with input as system({"annex_iii_points": []})
	eu.high_risk == "unknown" with input as system({"annex_i": {"act": "none"}})
	eu.high_risk == "unknown" with input as {}
}

test_from if {
	eu.high_risk_from == "2028-08-02" with input as system({"annex_i": iia, "annex_iii_points": []})
	eu.high_risk_from == "2027-12-02" with input as system({"annex_i": iia, "annex_iii_points": ["5(d)"]})
	eu.high_risk_from == "2027-12-02" with input as {}
}

old(change, public, now) := {
	"now": now,
	"system": {
		"annex_iii_points": ["5(d)"],
		"first_placed_on": "2026-05-01",
		"significant_change_on": change,
		"intended_for_public_authorities": public,
	},
}

test_legacy if {
	eu.legacy with input as old("never", false, "2031-01-01T00:00:00Z")
	eu.legacy with input as old("2027-01-01", false, "2028-01-01T00:00:00Z")
	not eu.legacy with input as old("2028-01-01", false, "2028-02-01T00:00:00Z")
	not eu.legacy with input as old(null, false, "2028-02-01T00:00:00Z")
	eu.legacy with input as old("never", true, "2030-08-01T00:00:00Z")
	not eu.legacy with input as old("never", true, "2030-08-02T00:00:00Z")
	not eu.legacy with input as old("never", null, "2030-08-02T00:00:00Z")
	not eu.legacy with input as {"system": {"annex_iii_points": ["5(d)"], "first_placed_on": "2027-12-02", "significant_change_on": "never"}}
	not eu.legacy with input as {"system": {"annex_iii_points": ["5(d)"], "significant_change_on": "never"}}
}

provider(more) := object.union({"operator": {"roles": ["provider"]}, "deployment": {"jurisdictions": ["EU"]}}, more)

test_outside if {
	eu.outside({"provider"}).why == "jurisdictions_unknown" with input as {}
	eu.outside({"provider"}).why == "outside_eu" with input as {"deployment": {"jurisdictions": ["CN"]}}
	eu.outside({"provider"}).why == "roles_unknown" with input as {"deployment": {"jurisdictions": ["EU"]}}
	eu.outside({"deployer"}).why == "other_role" with input as provider({})
	not eu.outside({"provider", "deployer"}) with input as provider({})
}

test_not_high_risk if {
	eu.not_high_risk({"deployer"}).why == "other_role" with input as provider({})
	eu.not_high_risk({"provider"}).why == "high_risk_unknown" with input as provider({})
	eu.not_high_risk({"provider"}).why == "not_high_risk" with input as provider(system(neither))
	eu.not_high_risk({"provider"}).why == "legacy_system" with input as provider(old("never", false, "2031-01-01T00:00:00Z"))
	not eu.not_high_risk({"provider"}) with input as provider(system({"annex_iii_points": ["5(d)"]}))
}

test_not_annex_iii if {
	eu.not_annex_iii({"deployer"}).why == "other_role" with input as provider({})
	eu.not_annex_iii({"provider"}).why == "annex_iii_unknown" with input as provider({})
	eu.not_annex_iii({"provider"}).why == "not_annex_iii" with input as provider(system({"annex_i": iia, "annex_iii_points": []}))
	eu.not_annex_iii({"provider"}).why == "legacy_system" with input as provider(old("never", false, "2031-01-01T00:00:00Z"))
	not eu.not_annex_iii({"provider"}) with input as provider(system({"annex_iii_points": ["5(d)"]}))
}

literal := {"now": "2027-01-01T00:00:00Z", "readings": {"disputed_dates": "literal"}}

test_disputed if {
	eu.disputed_from("2027-12-02") == "2027-12-02" with input as {}
	eu.disputed_from("2027-12-02") == "2026-08-02" with input as literal
	eu.literal_only("2027-12-02") with input as literal
	not eu.literal_only("2026-12-02") with input as literal
	not eu.literal_only("2027-12-02") with input as {"now": "2027-01-01T00:00:00Z"}
}

test_written if {
	eu.written("a")
	every text in ["", "  ", null, 7] { not eu.written(text) }
}
