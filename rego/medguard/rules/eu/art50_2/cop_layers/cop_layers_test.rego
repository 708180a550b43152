package medguard.rules.eu.art50_2.cop_layers_test

import data.medguard.rules.eu.art50_2.cop_layers as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

warns(why) := {"status": "fail", "why": why, "at_most": "warn"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

unsigned_by_anybody := {"status": "undetermined", "why": "signatory_unknown", "at_most": "require_human_review"}

signed := {"layer": "metadata", "signed": true, "timestamped": true}

watermark := {"layer": "watermark"}

reply := {
	"for_people": true,
	"modality": "text",
	"transformation": "summary",
	"container": "free_text",
	"tokens": 300,
	"exported_file": false,
	"marks": [],
	"upstream_marks_lost": false,
}

gave(changes, change) := object.union(
	{
		"operator": {"roles": ["provider"]},
		"system": {"first_placed_on": "2026-09-01"},
		"deployment": {"jurisdictions": ["EU"], "cop_signatory": true},
		"reply": object.union(reply, change),
	},
	changes,
)

bound(change) := gave({}, change)

free(change) := gave({"deployment": {"cop_signatory": false}}, change)

pdf(marks) := bound({"container": "pdf", "marks": marks})

cases := [
	{"note": "free text with a watermark", "input": bound({"marks": [watermark]}), "want": pass},
	{"note": "a PDF with both layers", "input": pdf([signed, watermark]), "want": pass},
	{"note": "a signatory's free text of 300 tokens, no watermark", "input": bound({}), "want": fail("watermark_missing")},
	{"note": "another's free text of 300 tokens, no watermark", "input": free({}), "want": warns("watermark_missing")},
	{"note": "signed or not is not known", "input": gave({"deployment": {"cop_signatory": null}}, {}), "want": unsigned_by_anybody},
	{"note": "kept, whoever signed", "input": gave({"deployment": {"cop_signatory": null}}, {"marks": [watermark]}), "want": pass},
	{"note": "200 tokens", "input": bound({"tokens": 200}), "want": fail("watermark_missing")},
	{"note": "199 tokens", "input": bound({"tokens": 199}), "want": not_applicable("very_short")},
	{"note": "free text needs no metadata", "input": bound({"marks": [signed]}), "want": fail("watermark_missing")},
	{"note": "another's PDF, metadata only", "input": free({"container": "pdf", "marks": [signed]}), "want": warns("watermark_missing")},
	{"note": "a signatory's PDF, watermark only", "input": pdf([watermark]), "want": fail("metadata_missing")},
	{"note": "a PDF, metadata not signed", "input": pdf([object.union(signed, {"signed": false}), watermark]), "want": fail("metadata_missing")},
	{"note": "a PDF, metadata without a time", "input": pdf([object.union(signed, {"timestamped": null}), watermark]), "want": fail("metadata_missing")},
	{
		"note": "a PDF, something else is signed",
		"input": pdf([object.union(signed, {"layer": "fingerprint"}), watermark]),
		"want": fail("metadata_missing"),
	},
	{
		"note": "a very short PDF with metadata",
		"input": bound({"container": "pdf", "tokens": 100, "marks": [signed]}),
		"want": pass,
	},
	{"note": "a very short PDF with nothing", "input": bound({"container": "pdf", "tokens": 100}), "want": fail("metadata_missing")},
	{
		"note": "text that leaves as a file",
		"input": bound({"exported_file": true, "marks": [watermark]}),
		"want": fail("metadata_missing"),
	},
	{
		"note": "a synthetic voice, watermark only",
		"input": bound({"modality": "audio", "marks": [watermark]}),
		"want": fail("metadata_missing"),
	},
	{
		"note": "a short synthetic voice, metadata only",
		"input": bound({"modality": "audio", "container": "audio", "tokens": 20, "marks": [signed]}),
		"want": fail("watermark_missing"),
	},
	{
		"note": "a voice of unknown length, metadata only",
		"input": bound({"modality": "audio", "container": "audio", "tokens": null, "marks": [signed]}),
		"want": fail("watermark_missing"),
	},
	{"note": "a picture with both", "input": bound({"modality": "image", "container": "image", "marks": [signed, watermark]}), "want": pass},
	{"note": "FHIR, watermark only", "input": bound({"container": "fhir", "marks": [watermark]}), "want": warns("metadata_missing")},
	{
		"note": "FHIR exported as a file, watermark only",
		"input": bound({"container": "fhir", "exported_file": true, "marks": [watermark]}),
		"want": fail("metadata_missing"),
	},
	{"note": "FHIR, metadata only", "input": bound({"container": "fhir", "marks": [signed]}), "want": fail("watermark_missing")},
	{
		"note": "the model watermarks",
		"input": gave({"system": {"upstream_models": [{"name": "m", "text_watermark": true}]}}, {}),
		"want": pass,
	},
	{"note": "a translation", "input": bound({"transformation": "translation"}), "want": not_applicable("assistive_or_unaltered")},
	{"note": "outside the Union", "input": gave({"deployment": {"jurisdictions": ["CN"]}}, {}), "want": not_applicable("outside_eu")},
	{"note": "a deployer only", "input": gave({"operator": {"roles": ["deployer"]}}, {}), "want": not_applicable("other_role")},
	{"note": "what was done is not known", "input": bound({"transformation": null}), "want": undetermined("transformation_unknown")},
	{"note": "the length is not known", "input": bound({"tokens": null}), "want": undetermined("length_unknown")},
	{"note": "the container is not known", "input": bound({"container": null}), "want": undetermined("container_unknown")},
	{"note": "nobody looked for marks", "input": bound({"marks": null}), "want": undetermined("reply_not_measured")},
	{"note": "nobody looked for marks in a PDF", "input": pdf(null), "want": undetermined("reply_not_measured")},
	{
		"note": "nobody looked for marks, nor for length",
		"input": bound({"marks": null, "tokens": null}),
		"want": undetermined("reply_not_measured"),
	},
	{
		"note": "nobody looked for marks, nor at what was done",
		"input": bound({"marks": null, "transformation": null}),
		"want": undetermined("reply_not_measured"),
	},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

first_days := [
	{"note": "placed the day before", "input": gave({"system": {"first_placed_on": "2026-08-01"}}, {}), "want": "2026-12-02"},
	{"note": "placed on the day", "input": gave({"system": {"first_placed_on": "2026-08-02"}}, {}), "want": "2026-08-02"},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}

test_starts[case.note] if {
	some case in first_days
	rule.starts == case.want with input as case.input
}
