package medguard.rules.eu.art50_4.public_interest_text_test

import data.medguard.rules.eu.art50_4.public_interest_text as rule

pass := {"status": "pass", "why": ""}

undisclosed := {"status": "fail", "why": "public_text_undisclosed"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

signed_off := {
	"to_public": true,
	"public_interest": true,
	"human_review_ref": "R-7",
	"fact_checked": true,
	"editorial_responsible": "Dr. A. Example",
	"ai_edit_after_review": false,
}

bare := {
	"to_public": true,
	"public_interest": true,
	"human_review_ref": null,
	"fact_checked": null,
	"editorial_responsible": null,
	"ai_edit_after_review": null,
}

published(changes, reply, publication) := object.union(
	{
		"operator": {"roles": ["deployer"]},
		"deployment": {"jurisdictions": ["EU"]},
		"reply": object.union(
			{"modality": "text", "transformation": "generated", "visible_label": false, "publication": publication},
			reply,
		),
	},
	changes,
)

but(name, value) := published({}, {}, object.union(signed_off, {name: value}))

cases := [
	{"note": "reviewed, checked, somebody responsible", "input": published({}, {}, signed_off), "want": pass},
	{"note": "labelled", "input": published({}, {"visible_label": true}, bare), "want": pass},
	{"note": "an article on vaccination, nobody reviewed it", "input": published({}, {}, bare), "want": undisclosed},
	{"note": "reviewed by nobody", "input": but("human_review_ref", ""), "want": undisclosed},
	{"note": "spelling checked, facts not", "input": but("fact_checked", false), "want": undisclosed},
	{"note": "whether facts were checked is not known", "input": but("fact_checked", null), "want": undisclosed},
	{"note": "nobody is responsible", "input": but("editorial_responsible", null), "want": undisclosed},
	{"note": "an AI edit after the review", "input": but("ai_edit_after_review", true), "want": undisclosed},
	{"note": "an AI edit after the review is not ruled out", "input": but("ai_edit_after_review", null), "want": undisclosed},
	{"note": "an AI edit after the review, labelled", "input": published({}, {"visible_label": true}, object.union(signed_off, {"ai_edit_after_review": true})), "want": pass},
	{"note": "a machine-readable mark only", "input": published({}, {"marks": [{"layer": "metadata", "signed": true}]}, bare), "want": undisclosed},
	{"note": "an answer that its asker sees", "input": published({}, {}, object.union(bare, {"to_public": false})), "want": not_applicable("not_published")},
	{
		"note": "opening hours",
		"input": published({}, {}, object.union(bare, {"public_interest": false})),
		"want": not_applicable("no_public_interest"),
	},
	{"note": "a picture", "input": published({}, {"modality": "image"}, bare), "want": not_applicable("no_text")},
	{"note": "a person's text, spelling corrected", "input": published({}, {"transformation": "standard_edit"}, bare), "want": not_applicable("only_edited")},
	{
		"note": "authorised against criminal offences",
		"input": published({"deployment": {"authorised_against_crime": true}}, {}, bare),
		"want": not_applicable("authorised_against_crime"),
	},
	{
		"note": "a house that publishes nothing",
		"input": published({"deployment": {"publishes": false}}, {}, object.union(bare, {"to_public": null})),
		"want": not_applicable("not_published"),
	},
	{
		"note": "a house that publishes nothing, but this is",
		"input": published({"deployment": {"publishes": false}}, {}, bare),
		"want": undisclosed,
	},
	{
		"note": "a house that publishes, this or not is not known",
		"input": published({"deployment": {"publishes": true}}, {}, object.union(bare, {"to_public": null})),
		"want": undetermined("publication_unknown"),
	},
	{"note": "published or not is not known", "input": published({}, {}, object.union(bare, {"to_public": null})), "want": undetermined("publication_unknown")},
	{
		"note": "of public interest or not is not known",
		"input": published({}, {}, object.union(bare, {"public_interest": null})),
		"want": undetermined("publication_unknown"),
	},
	{"note": "nobody looked for a label", "input": published({}, {"visible_label": null}, bare), "want": undetermined("reply_not_measured")},
	{
		"note": "a provider only",
		"input": published({"operator": {"roles": ["provider"]}}, {}, bare),
		"want": not_applicable("other_role"),
	},
	{"note": "outside the Union", "input": published({"deployment": {"jurisdictions": ["US"]}}, {}, bare), "want": not_applicable("outside_eu")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
