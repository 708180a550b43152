package medguard.rules.eu.art50_2.mark_and_detect_test

import data.medguard.rules.eu.art50_2.mark_and_detect as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

metadata := [{"layer": "metadata", "standard": "JWS", "signed": true}]

reply := {
	"for_people": true,
	"modality": "text",
	"transformation": "summary",
	"reaches_people_outside": true,
	"marks": metadata,
	"detection_ref": "https://clinic.example/detect",
	"upstream_marks_lost": false,
}

gave(system, deployment, change) := {
	"operator": {"roles": ["provider", "deployer"]},
	"system": object.union({"first_placed_on": "2026-09-01", "generates": ["text"]}, system),
	"deployment": object.union({"jurisdictions": ["EU"]}, deployment),
	"reply": object.union(reply, change),
}

unmarked(change) := gave({}, {}, object.union({"marks": []}, change))

by_model(models, lost) := gave({"upstream_models": models}, {}, {"marks": [], "upstream_marks_lost": lost})

watermarked := {"name": "m", "text_watermark": true}

bare := {"name": "n", "text_watermark": false}

inside := {
	"technical_output_only": true,
	"internal_safeguards": true,
	"audience": {"professional_only": true},
}

technical(deployment, change) := gave({}, object.union(inside, deployment), object.union({"marks": [], "reaches_people_outside": false}, change))

on(day, system) := object.union(gave(system, {}, {"marks": []}), {"now": concat("", [day, "T00:00:00Z"])})

softer := {"status": "fail", "why": "not_marked", "at_most": "require_human_review"}

cases := [
	{"note": "a summary, marked and detectable", "input": gave({}, {}, {}), "want": pass},
	{"note": "a watermark", "input": gave({}, {}, {"marks": [{"layer": "watermark"}]}), "want": pass},
	{"note": "a summary without a mark", "input": unmarked({}), "want": fail("not_marked")},
	{"note": "a chat answer without a mark", "input": unmarked({"transformation": "generated"}), "want": fail("not_marked")},
	{"note": "a leaflet made simpler", "input": unmarked({"transformation": "rewrite"}), "want": fail("not_marked")},
	{"note": "a fingerprint only", "input": unmarked({"marks": [{"layer": "fingerprint"}]}), "want": fail("not_marked")},
	{
		"note": "a label for readers is no mark",
		"input": unmarked({"visible_label": true, "label": {"explicit_text": "AI-generated"}}),
		"want": fail("not_marked"),
	},
	{"note": "marked, but no detection", "input": gave({}, {}, {"detection_ref": null}), "want": fail("not_detectable")},
	{"note": "marked, an empty detection", "input": gave({}, {}, {"detection_ref": ""}), "want": fail("not_detectable")},
	{"note": "neither mark nor detection", "input": unmarked({"detection_ref": null}), "want": fail("not_marked")},
	{"note": "a detection that is no text", "input": gave({}, {}, {"detection_ref": 7}), "want": undetermined("reply_not_measured")},
	{"note": "the model watermarks", "input": by_model([watermarked], false), "want": pass},
	{"note": "the model's watermark was lost", "input": by_model([watermarked], true), "want": fail("not_marked")},
	{"note": "lost or not is not known", "input": by_model([watermarked], null), "want": fail("not_marked")},
	{"note": "one of two models watermarks", "input": by_model([watermarked, bare], false), "want": fail("not_marked")},
	{"note": "no model watermarks", "input": by_model([bare], false), "want": fail("not_marked")},
	{"note": "no model behind it", "input": by_model([], false), "want": fail("not_marked")},
	{
		"note": "the model watermarks text, this is a voice",
		"input": gave({"upstream_models": [watermarked]}, {}, {"marks": [], "modality": "audio"}),
		"want": fail("not_marked"),
	},
	{"note": "199 tokens of free text", "input": unmarked({"container": "free_text", "tokens": 199}), "want": not_applicable("very_short")},
	{"note": "200 tokens of free text", "input": unmarked({"container": "free_text", "tokens": 200}), "want": fail("not_marked")},
	{"note": "how long the free text is was not measured", "input": unmarked({"container": "free_text", "tokens": null}), "want": fail("not_marked")},
	{"note": "short, as a PDF", "input": unmarked({"container": "pdf", "tokens": 20}), "want": fail("not_marked")},
	{"note": "short, exported", "input": unmarked({"container": "free_text", "exported_file": true, "tokens": 20}), "want": fail("not_marked")},
	{"note": "short, in what is not known", "input": unmarked({"container": null, "tokens": 20}), "want": fail("not_marked")},
	{"note": "short, and marked all the same", "input": gave({}, {}, {"container": "free_text", "tokens": 20}), "want": pass},
	{
		"note": "a short sound",
		"input": unmarked({"modality": "audio", "container": "free_text", "tokens": 20}),
		"want": fail("not_marked"),
	},
	{"note": "a verbatim transcript", "input": unmarked({"transformation": "transcription"}), "want": not_applicable("assistive_or_unaltered")},
	{"note": "a translated leaflet", "input": unmarked({"transformation": "translation"}), "want": not_applicable("assistive_or_unaltered")},
	{
		"note": "a translation spoken by a synthetic voice",
		"input": unmarked({"transformation": "translation", "modality": "audio"}),
		"want": fail("not_marked"),
	},
	{"note": "spelling", "input": unmarked({"transformation": "standard_edit"}), "want": not_applicable("assistive_or_unaltered")},
	{
		"note": "contours in an image",
		"input": unmarked({"transformation": "annotation", "modality": "image", "for_people": false}),
		"want": not_applicable("assistive_or_unaltered"),
	},
	{"note": "values pulled from a letter", "input": unmarked({"transformation": "extraction"}), "want": not_applicable("assistive_or_unaltered")},
	{"note": "a caption", "input": unmarked({"transformation": "short_label"}), "want": not_applicable("assistive_or_unaltered")},
	{"note": "a query in SQL", "input": unmarked({"transformation": "code"}), "want": not_applicable("assistive_or_unaltered")},
	{"note": "a bare tool call", "input": unmarked({"for_people": false}), "want": not_applicable("not_for_people")},
	{
		"note": "a picture holds no words, but it is seen",
		"input": unmarked({"for_people": false, "modality": "image", "transformation": "generated"}),
		"want": fail("not_marked"),
	},
	{
		"note": "a classifier",
		"input": gave({"generates": []}, {}, {"marks": [], "transformation": null}),
		"want": not_applicable("generates_nothing"),
	},
	{"note": "says it generates nothing, and summarises", "input": gave({"generates": []}, {}, {"marks": []}), "want": fail("not_marked")},
	{"note": "technical, inside, safe", "input": technical({}, {}), "want": not_applicable("technical_inside")},
	{"note": "a clinical note is not technical", "input": technical({"technical_output_only": false}, {}), "want": fail("not_marked")},
	{"note": "no safeguards", "input": technical({"internal_safeguards": false}, {}), "want": fail("not_marked")},
	{
		"note": "technical, but for anybody",
		"input": technical({"audience": {"professional_only": false}}, {}),
		"want": fail("not_marked"),
	},
	{"note": "technical, but it goes out", "input": technical({}, {"reaches_people_outside": true}), "want": fail("not_marked")},
	{"note": "technical, going out is not ruled out", "input": technical({}, {"reaches_people_outside": null}), "want": fail("not_marked")},
	{
		"note": "authorised against criminal offences",
		"input": gave({}, {"authorised_against_crime": true}, {"marks": []}),
		"want": not_applicable("authorised_against_crime"),
	},
	{"note": "placed before, changed since, in the grace", "input": on("2026-11-23", {"first_placed_on": "2026-05-01", "significant_change_on": "2026-08-02"}), "want": softer},
	{
		"note": "placed before, changed since, marked but not detectable",
		"input": object.union(
			gave({"first_placed_on": "2026-05-01", "significant_change_on": "2026-09-15"}, {}, {"detection_ref": null}),
			{"now": "2026-11-23T00:00:00Z"},
		),
		"want": {"status": "fail", "why": "not_detectable", "at_most": "require_human_review"},
	},
	{
		"note": "placed before, changed since, grace over",
		"input": on("2026-12-02", {"first_placed_on": "2026-05-01", "significant_change_on": "2026-08-02"}),
		"want": fail("not_marked"),
	},
	{"note": "placed before, never changed", "input": on("2026-11-23", {"first_placed_on": "2026-05-01", "significant_change_on": "never"}), "want": fail("not_marked")},
	{"note": "placed after, changed since", "input": on("2026-11-23", {"first_placed_on": "2026-08-02", "significant_change_on": "2026-09-15"}), "want": fail("not_marked")},
	{"note": "outside the Union", "input": gave({}, {"jurisdictions": ["CN"]}, {"marks": []}), "want": not_applicable("outside_eu")},
	{
		"note": "a deployer only: the provider marks",
		"input": object.union(unmarked({}), {"operator": {"roles": ["deployer"]}}),
		"want": not_applicable("other_role"),
	},
	{"note": "what was done is not known, unmarked", "input": unmarked({"transformation": null}), "want": undetermined("transformation_unknown")},
	{"note": "what was done is not known, marked", "input": gave({}, {}, {"transformation": null}), "want": pass},
	{"note": "nobody looked for marks", "input": gave({}, {}, {"marks": null}), "want": undetermined("reply_not_measured")},
	{
		"note": "nobody looked for marks, nor for detection",
		"input": gave({}, {}, {"marks": null, "detection_ref": null}),
		"want": undetermined("reply_not_measured"),
	},
	{
		"note": "nobody looked for marks, nor at what was done",
		"input": gave({}, {}, {"marks": null, "transformation": null}),
		"want": undetermined("reply_not_measured"),
	},
	{
		"note": "nobody looked for marks; the model watermarks, no detection",
		"input": gave({"upstream_models": [watermarked]}, {}, {"marks": null, "detection_ref": null}),
		"want": undetermined("reply_not_measured"),
	},
	{
		"note": "the reply was not measured",
		"input": object.union(gave({}, {}, {}), {"reply": null}),
		"want": undetermined("reply_not_measured"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

placed(system) := gave(system, {}, {})

first_days := [
	{"note": "placed the day before", "input": placed({"first_placed_on": "2026-08-01"}), "want": "2026-12-02"},
	{"note": "placed on the day", "input": placed({"first_placed_on": "2026-08-02"}), "want": "2026-08-02"},
	{"note": "placed later", "input": placed({"first_placed_on": "2026-09-01"}), "want": "2026-08-02"},
	{"note": "not known when", "input": placed({"first_placed_on": null}), "want": "2026-08-02"},
	{"note": "never placed", "input": placed({"first_placed_on": "never"}), "want": "2026-08-02"},
	{
		"note": "placed before, changed before",
		"input": placed({"first_placed_on": "2026-05-01", "significant_change_on": "2026-08-01"}),
		"want": "2026-12-02",
	},
	{
		"note": "placed before, changed since",
		"input": placed({"first_placed_on": "2026-05-01", "significant_change_on": "2026-08-02"}),
		"want": "2026-08-02",
	},
	{
		"note": "placed before, never changed since",
		"input": placed({"first_placed_on": "2026-05-01", "significant_change_on": "never"}),
		"want": "2026-12-02",
	},
	{"note": "nothing is known of it", "input": {}, "want": "2026-08-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
