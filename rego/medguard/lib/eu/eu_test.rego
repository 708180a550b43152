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
	[system({"annex_iii_points": [], "emotion_recognition": true}), "yes"],
	[system({"annex_iii_points": [], "emotion_recognition": false}), "no"],
	[system({"annex_iii_points": null, "emotion_recognition": true}), "unknown"],
	[system({"annex_iii_points": [], "emotion_recognition": true, "art6_3": claim, "profiling": false}), "no"],
	[system({"annex_iii_points": [], "emotion_recognition": true, "art6_3": claim, "profiling": null}), "unknown"],
	[{}, "unknown"],
	[system({"annex_iii_points": ["5(d)"]}), "yes"],
	[annexed({"claimed": false}, null), "yes"],
	[annexed(claim, false), "no"],
	[annexed(claim, true), "yes"],
	[annexed(claim, null), "unknown"],
	[annexed(object.union(claim, {"no_significant_risk": false}), false), "yes"],
	[annexed(object.union(claim, {"no_significant_risk": null}), false), "unknown"],
	[annexed(object.union(claim, {"condition": null}), false), "unknown"],
	[annexed(object.union(claim, {"condition": "none"}), false), "yes"],
	[annexed(object.union(claim, {"condition": "none"}), null), "yes"],
	[annexed(object.union(claim, {"assessment_ref": ""}), false), "unknown"],
	[annexed(object.union(claim, {"registration_ref": null}), false), "unknown"],
]

test_annex_iii if every case in annex_iii_cases { eu.annex_iii == case[1] with input as case[0] }

test_point_2 if {
	eu.annex_iii_but_2 == "no" with input as system({"annex_iii_points": ["2"]})
	eu.annex_iii_but_2 == "no" with input as system({"annex_iii_points": []})
	eu.annex_iii_but_2 == "yes" with input as system({"annex_iii_points": ["2", "5(d)"]})
	eu.annex_iii_but_2 == "yes" with input as system({"annex_iii_points": ["2"], "emotion_recognition": true})
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

personal(roles, kind) := {
	"deployment": {"jurisdictions": ["EU"]},
	"operator": {"roles": roles, "personal_use": true, "kind": kind},
}

test_outside if {
	eu.outside({"provider"}).why == "jurisdictions_unknown" with input as {}
	eu.outside({"provider"}).why == "outside_eu" with input as {"deployment": {"jurisdictions": ["CN"]}}
	eu.outside({"provider"}).why == "roles_unknown" with input as {"deployment": {"jurisdictions": ["EU"]}}
	eu.outside({"deployer"}).why == "other_role" with input as provider({})
	not eu.outside({"provider", "deployer"}) with input as provider({})
	eu.outside({"provider"}).why == "outside_act" with input as provider(system({"excluded": "scientific_research"}))
	eu.outside({"deployer"}).why == "personal_use" with input as personal(["deployer"], null)
	not eu.outside({"deployer"}) with input as personal(["deployer"], "private")
	eu.outside({"provider"}).why == "other_role" with input as personal(["deployer"], null)
	eu.outside({"deployer"}).why == "other_role" with input as personal(["importer"], null)
	eu.outside({"deployer"}).why == "roles_unknown" with input as personal(null, null)
	not eu.outside({"provider", "deployer"}) with input as personal(["provider", "deployer"], null)
}

test_outside_act if {
	eu.outside_act.why == "jurisdictions_unknown" with input as {}
	eu.outside_act.why == "outside_eu" with input as {"deployment": {"jurisdictions": ["CN"]}}
	every why in ["military", "scientific_research", "before_market"] {
		eu.outside_act.why == "outside_act" with input as provider(system({"excluded": why}))
	}
	every why in ["none", null, "use_case"] {
		not eu.outside_act with input as provider(system({"excluded": why}))
	}
	not eu.outside_act with input as {"deployment": {"jurisdictions": ["EU"]}}
}

runs(roles, more) := object.union(system(more), {"operator": {"roles": roles}})

became(way) := {"operator": {"roles": ["deployer"], "became_provider_by": [way]}}

test_considered_provider if {
	every way in ["own_name", "substantial_modification", "changed_purpose"] {
		eu.has_role({"provider"}) with input as became(way)
	}
	not eu.has_role({"provider"}) with input as became("another")
	not eu.has_role({"importer"}) with input as became("own_name")
	not eu.has_role({"provider"}) with input as {"operator": {"roles": ["deployer"], "became_provider_by": []}}
	eu.has_role({"provider"}) with input as runs(["product_manufacturer"], {"annex_i": iia})
	eu.has_role({"provider"}) with input as runs(["product_manufacturer"], {})
	not eu.has_role({"provider"}) with input as runs(["product_manufacturer"], neither)
	not eu.has_role({"provider"}) with input as runs(["importer"], {"annex_i": iia})
	not eu.has_role({"deployer"}) with input as personal(["deployer"], null)
	eu.has_role({"deployer"}) with input as personal(["deployer"], "private")
	eu.has_role({"provider", "deployer"}) with input as personal(["provider", "deployer"], null)
}

test_only_deploys if {
	eu.only_deploys with input as runs(["deployer"], {})
	not eu.only_deploys with input as runs(["deployer", "provider"], {})
	not eu.only_deploys with input as runs(["importer"], {})
	not eu.only_deploys with input as became("own_name")
}

test_not_high_risk if {
	eu.not_high_risk({"deployer"}).why == "other_role" with input as provider({})
	eu.not_high_risk({"provider"}).why == "high_risk_unknown" with input as provider({})
	eu.not_high_risk({"provider"}).why == "not_high_risk" with input as provider(system(neither))
	eu.not_high_risk({"provider"}).why == "legacy_system" with input as provider(old("never", false, "2031-01-01T00:00:00Z"))
	not eu.not_high_risk({"provider"}) with input as provider(system({"annex_iii_points": ["5(d)"]}))
}

placed_as_device(day, now) := object.union(
	provider(system({"annex_i": iia, "first_placed_on": day, "significant_change_on": "never"})),
	{"now": concat("", [now, "T00:00:00Z"])},
)

test_a_device_perhaps_of_annex_iii if {
	eu.not_high_risk({"provider"}).why == "annex_iii_unknown" with input as placed_as_device("2028-09-01", "2028-08-01")
	eu.not_high_risk({"provider"}).why == "annex_iii_unknown" with input as placed_as_device("2028-08-01", "2029-01-01")
	not eu.not_high_risk({"provider"}) with input as placed_as_device("2028-08-02", "2028-08-02")
	not eu.not_high_risk({"provider"}) with input as object.union(
		placed_as_device("2028-08-02", "2028-08-01"),
		{"system": {"annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}},
	)
	not eu.not_high_risk({"provider"}) with input as object.union(
		placed_as_device("2028-03-02", "2028-03-02"),
		{"system": {"annex_iii_points": ["5(d)"], "art6_3": {"claimed": false}}},
	)
}

test_legacy_on_a_day_of_the_rules_own if {
	eu.legacy_on("2027-12-02") with input as system({"first_placed_on": "2027-12-01", "significant_change_on": "2027-12-01"})
	not eu.legacy_on("2027-12-02") with input as system({"first_placed_on": "2027-12-02", "significant_change_on": "never"})
	not eu.legacy_on("2027-12-02") with input as system({"first_placed_on": "2027-12-01", "significant_change_on": "2027-12-02"})
}

holds(change) := {"reply": object.union({"modality": "text", "container": "free_text", "tokens": 20}, change)}

test_contained if {
	every change in [{"container": "docx"}, {"exported_file": true}, {"modality": "image"}] {
		eu.contained with input as holds(change)
		not eu.free_text with input as holds(change)
	}
	not eu.contained with input as holds({"exported_file": null})
	eu.free_text with input as holds({"exported_file": null})
	not eu.free_text with input as holds({"container": null})
}

test_very_short if {
	eu.very_short with input as holds({"tokens": 199})
	every change in [{"tokens": 200}, {"tokens": null}, {"tokens": "20"}, {"modality": "audio"}] {
		not eu.very_short with input as holds(change)
	}
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

keeps(days) := {"deployment": {"keep": {"log_floor_days": days}}}

test_log_floor if {
	eu.log_floor == 0 with input as {}
	eu.log_floor == 0 with input as keeps(null)
	eu.log_floor == 365 with input as keeps(365)
	not eu.log_floor with input as keeps("a year")
}

used_in(places) := {"deployment": {"jurisdictions": places}}

test_in_union if {
	every places in [["EU"], ["CN", "EU"], ["DE"], ["US", "FR"], ["Germany", "EU"]] { eu.in_union == "yes" with input as used_in(places) }
	every places in [["CN"], ["US", "CH"], ["UK"]] { eu.in_union == "no" with input as used_in(places) }
	every places in [[], null, ["Germany"], ["eu"], ["CN", "Germany"], [7], ["DEU"]] {
		eu.in_union == "unknown" with input as used_in(places)
	}
	eu.in_union == "unknown" with input as {}
}

test_still_to_come_is_neither_a_reference_nor_none if {
	every text in ["pending", " TBD ", "?", "待定"] {
		not eu.written(text)
		not eu.absent(text)
	}
}

test_written if {
	eu.written("a")
	every text in ["", "  ", null, 7] { not eu.written(text) }
	every text in ["", "  "] { eu.absent(text) }
	every text in ["a", null, 7] { not eu.absent(text) }
}

test_none_is_no_reference if {
	every text in ["none", "None ", "never"] {
		eu.absent(text)
		not eu.written(text)
	}
}

point_2 := provider(system({"annex_iii_points": ["2"], "annex_i": {"act": "none"}}))

test_point_2_is_left_out_of_some_articles_only if {
	eu.not_annex_iii({"provider"}).why == "not_annex_iii" with input as point_2
	not eu.not_annex_iii_with_2({"provider"}) with input as point_2
	eu.not_annex_iii_with_2({"provider"}).why == "not_annex_iii" with input as provider(system(neither))
}

test_disputed_verdict if {
	soft := {"status": "fail", "why": "x", "at_most": "warn"}
	eu.disputed({"status": "fail", "why": "x"}) == soft with input as literal
	eu.disputed({"status": "not_applicable", "why": "x"}) == {"status": "not_applicable", "why": "x"} with input as literal
	eu.disputed({"status": "fail", "why": "x"}) == {"status": "fail", "why": "x"} with input as {"now": "2027-01-01T00:00:00Z"}
}

given(shown, here, standing) := {
	"request": {"disclosures": shown},
	"reply": {"disclosures": here},
	"deployment": {"notices": standing},
}

notice := [{"kind": "interaction", "place": "start"}]

hidden := [{"kind": "interaction", "place": "terms"}]

test_told if {
	eu.told("interaction") with input as given(notice, [], [])
	eu.told("interaction") with input as given([], notice, [])
	eu.told("interaction") with input as given([], null, notice)
	not eu.told("exposure") with input as given(notice, notice, notice)
	not eu.told("interaction") with input as given(hidden, hidden, hidden)
	not eu.told("interaction") with input as {}
	eu.told_in_this_reply("interaction") with input as given([], notice, [])
	not eu.told_in_this_reply("interaction") with input as given(notice, hidden, notice)
}

placed(day, changed, now) := {"system": {"first_placed_on": day, "significant_change_on": changed}, "now": now}

test_marking_from if {
	eu.marking_from == "2026-12-02" with input as placed("2026-08-01", null, "2026-11-23T00:00:00Z")
	eu.marking_from == "2026-08-02" with input as placed("2026-08-01", "2026-08-02", "2026-11-23T00:00:00Z")
	eu.marking_from == "2026-08-02" with input as placed(null, null, "2026-11-23T00:00:00Z")
	eu.on_inference with input as placed("2026-08-01", "2026-08-02", "2026-12-01T00:00:00Z")
	not eu.on_inference with input as placed("2026-08-01", "2026-08-02", "2026-12-02T00:00:00Z")
	not eu.on_inference with input as placed("2026-08-02", "2026-09-02", "2026-11-23T00:00:00Z")
}

signing(value) := {"deployment": {"cop_signatory": value}}

test_against_code if {
	eu.against_code("x") == {"status": "fail", "why": "x"} with input as signing(true)
	eu.against_code("x") == {"status": "fail", "why": "x", "at_most": "warn"} with input as signing(false)
	eu.against_code("x").status == "undetermined" with input as signing(null)
}
