package medguard.rules.cn.label.explicit_text_test

import data.medguard.rules.cn.label.explicit_text as rule

pass := {"status": "pass", "why": ""}

fail(why) := {"status": "fail", "why": why}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

service := {"jurisdictions": ["CN"], "public_cn": true}

labelled(text) := {
	"deployment": service,
	"reply": {"for_people": true, "label": {"explicit_text": text, "place": "end"}},
}

spoken(modality, said) := {
	"deployment": service,
	"reply": {"for_people": true, "modality": modality, "visible_label": said, "label": {"explicit_text": "内容由AI生成", "place": "end"}},
}

# object.union is not recursive in every engine: only flat objects here.
unlabelled(change) := {
	"deployment": object.union(service, change),
	"reply": {"for_people": true, "label": {"explicit_text": null, "place": null}},
}

cases := [
	{"note": "内容由AI生成", "input": labelled("内容由AI生成"), "want": pass},
	{"note": "人工智能生成", "input": labelled("人工智能生成"), "want": pass},
	{"note": "AI合成", "input": labelled("AI合成"), "want": pass},
	{"note": "人工智能合成", "input": labelled("人工智能合成"), "want": pass},
	{"note": "no label", "input": unlabelled({}), "want": fail("label_missing")},
	{"note": "仅供参考", "input": labelled("仅供参考"), "want": fail("label_incomplete")},
	{"note": "an empty label", "input": labelled(""), "want": fail("label_incomplete")},
	{"note": "a robot's answer", "input": labelled("机器人回复"), "want": fail("label_incomplete")},
	{"note": "AI, but not generated", "input": labelled("AI助手"), "want": fail("label_incomplete")},
	{"note": "generated, but not by whom", "input": labelled("自动生成"), "want": fail("label_incomplete")},
	{"note": "China among others", "input": unlabelled({"jurisdictions": ["EU", "CN"]}), "want": fail("label_missing")},
	{"note": "outside China", "input": unlabelled({"jurisdictions": ["EU"]}), "want": not_applicable("outside_china")},
	{"note": "inside a hospital", "input": unlabelled({"public_cn": false}), "want": not_applicable("not_public")},
	{
		"note": "a bare tool call",
		"input": {"deployment": service, "reply": {"for_people": false, "label": {"explicit_text": null}}},
		"want": not_applicable("not_for_people"),
	},
	{"note": "public or not is not known", "input": unlabelled({"public_cn": null}), "want": undetermined("public_unknown")},
	{
		"note": "a jurisdiction was not given",
		"input": unlabelled({"jurisdictions": []}),
		"want": undetermined("jurisdictions_unknown"),
	},
	{
		"note": "the reply was not measured",
		"input": {"deployment": service, "reply": null},
		"want": undetermined("reply_not_measured"),
	},
	{"note": "a spoken label", "input": spoken("audio", true), "want": pass},
	{"note": "a voice that does not say so, with a label in the data", "input": spoken("audio", false), "want": fail("label_missing")},
	{"note": "a picture without a label in it", "input": spoken("image", false), "want": fail("label_missing")},
	{"note": "a video without a label in it", "input": spoken("video", false), "want": fail("label_missing")},
	{"note": "whether the voice says so is not known", "input": spoken("audio", null), "want": undetermined("reply_not_measured")},
	{"note": "text, with the label in its data", "input": spoken("text", false), "want": pass},
	{
		"note": "sound, for whom is not known",
		"input": {"deployment": service, "reply": {"modality": "audio", "visible_label": true}},
		"want": undetermined("reply_not_measured"),
	},
	{
		"note": "nobody looked for a label",
		"input": {"deployment": service, "reply": {"for_people": true}},
		"want": undetermined("reply_not_measured"),
	},
	{
		"note": "for whom is not known, no label",
		"input": {"deployment": service, "reply": {"label": {"explicit_text": null}}},
		"want": undetermined("reply_not_measured"),
	},
	{
		"note": "for whom is not known, labelled",
		"input": {"deployment": service, "reply": {"label": {"explicit_text": "内容由AI生成"}}},
		"want": undetermined("reply_not_measured"),
	},
	{"note": "a label that is no text", "input": labelled(7), "want": undetermined("reply_not_measured")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
