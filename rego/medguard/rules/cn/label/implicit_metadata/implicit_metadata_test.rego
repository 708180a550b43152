package medguard.rules.cn.label.implicit_metadata_test

import data.medguard.rules.cn.label.implicit_metadata as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

service := {"jurisdictions": ["CN"], "public_cn": true}

coded := {
	"label": "1",
	"content_producer": "001191110000A1B2C3D48L10001",
	"produce_id": "20261123-0001",
	"reserved_code1": "",
	"content_propagator": "",
	"propagate_id": "",
	"reserved_code2": "",
	"producer_code_valid": true,
}

named := object.union(coded, {"content_producer": "上海某某医院", "producer_code_valid": null})

file(label) := {"deployment": service, "reply": {"exported_file": true, "implicit_label": label}}

but(change) := file(object.union(coded, change))

unlabelled(change) := {
	"deployment": object.union(service, change),
	"reply": {"exported_file": true, "implicit_label": null},
}

incomplete := fail("implicit_incomplete")

cases := [
	{"note": "all seven fields, a right code", "input": file(coded), "want": pass},
	{"note": "a name instead of a code", "input": file(named), "want": pass},
	{"note": "a long English name", "input": file(object.union(named, {"content_producer": "Demo Internet Hospital Ltd."})), "want": pass},
	{"note": "may be generated", "input": but({"label": "2"}), "want": fail("label_understated")},
	{"note": "suspected to be generated", "input": but({"label": "3"}), "want": fail("label_understated")},
	{
		"note": "exported or not is not known, suspected to be generated",
		"input": {"deployment": service, "reply": {"implicit_label": object.union(coded, {"label": "3"})}},
		"want": undetermined("export_unknown"),
	},
	{
		"note": "a signature and a platform",
		"input": but({"reserved_code1": "MEUC", "content_propagator": "平台", "propagate_id": "9", "reserved_code2": "x"}),
		"want": pass,
	},
	{"note": "no label", "input": unlabelled({}), "want": fail("no_implicit_label")},
	{"note": "the Label alone", "input": file({"label": "1"}), "want": incomplete},
	{"note": "an unknown Label", "input": but({"label": "4"}), "want": incomplete},
	{"note": "a vendor's Label", "input": but({"label": "AIGC"}), "want": incomplete},
	{"note": "a Label that is a number", "input": but({"label": 1}), "want": incomplete},
	{"note": "no Label", "input": but({"label": null}), "want": incomplete},
	{
		"note": "no producer",
		"input": but({"content_producer": "", "producer_code_valid": null}),
		"want": incomplete,
	},
	{"note": "a producer that is none", "input": file(object.union(named, {"content_producer": "none"})), "want": incomplete},
	{"note": "a number that is none", "input": but({"produce_id": "none"}), "want": incomplete},
	{"note": "no number", "input": but({"produce_id": " "}), "want": incomplete},
	{"note": "no ReservedCode1", "input": but({"reserved_code1": null}), "want": incomplete},
	{"note": "no ContentPropagator", "input": but({"content_propagator": null}), "want": incomplete},
	{"note": "no PropagateID", "input": but({"propagate_id": null}), "want": incomplete},
	{"note": "no ReservedCode2", "input": but({"reserved_code2": null}), "want": incomplete},
	{
		"note": "a code with a wrong check character",
		"input": but({"content_producer": "001191110000A1B2C3D48M10001", "producer_code_valid": false}),
		"want": fail("producer_code_wrong"),
	},
	{
		"note": "a code that was not checked",
		"input": but({"producer_code_valid": null}),
		"want": undetermined("producer_code_unchecked"),
	},
	{
		"note": "a code one character short",
		"input": but({"content_producer": "001191110000A1B2C3D48L1001", "producer_code_valid": null}),
		"want": undetermined("producer_code_unchecked"),
	},
	{"note": "a label that is no object", "input": file("AIGC"), "want": undetermined("export_unknown")},
	{
		"note": "shown, not exported",
		"input": {"deployment": service, "reply": {"exported_file": false, "implicit_label": null}},
		"want": not_applicable("not_exported"),
	},
	{
		"note": "exported or not is not known, no label",
		"input": {"deployment": service, "reply": {"exported_file": null, "implicit_label": null}},
		"want": undetermined("export_unknown"),
	},
	{
		"note": "exported or not is not known, a wrong code",
		"input": {"deployment": service, "reply": {"implicit_label": object.union(coded, {"producer_code_valid": false})}},
		"want": undetermined("export_unknown"),
	},
	{
		"note": "exported or not is not known, a good label",
		"input": {"deployment": service, "reply": {"implicit_label": coded}},
		"want": undetermined("export_unknown"),
	},
	{
		"note": "exported or not is not known, a code not checked",
		"input": {"deployment": service, "reply": {"implicit_label": object.union(coded, {"producer_code_valid": null})}},
		"want": undetermined("export_unknown"),
	},
	{
		"note": "exported or not is not known, half a label",
		"input": {"deployment": service, "reply": {"implicit_label": {"label": "1"}}},
		"want": undetermined("export_unknown"),
	},
	{"note": "nobody looked", "input": {"deployment": service, "reply": {"exported_file": true}}, "want": undetermined("export_unknown")},
	{"note": "China among others", "input": unlabelled({"jurisdictions": ["EU", "CN"]}), "want": fail("no_implicit_label")},
	{"note": "outside China", "input": unlabelled({"jurisdictions": ["EU"]}), "want": not_applicable("outside_china")},
	{"note": "inside a hospital", "input": unlabelled({"public_cn": false}), "want": not_applicable("not_public")},
	{"note": "public or not is not known", "input": unlabelled({"public_cn": null}), "want": undetermined("public_unknown")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
