package medguard.rules.cn.xborder.separate_consent_test

import data.medguard.rules.cn.xborder.separate_consent as rule

pass := {"status": "pass", "why": ""}

none := {"status": "fail", "why": "no_export_consent"}

not_applicable(why) := {"status": "not_applicable", "why": why}

undetermined(why) := {"status": "undetermined", "why": why}

sent(country, basis, xborder) := {
	"deployment": {"jurisdictions": ["CN"], "model": {"hosting_country": country}},
	"patient": {"consent": {"pi_basis": basis, "pi_separate": true, "xborder_separate": xborder}},
}

deployed(change) := object.union(
	sent("SG", "consent", false),
	{"deployment": object.union({"jurisdictions": ["CN"], "model": {"hosting_country": "SG"}}, change)},
)

cases := [
	{"note": "separate consent to the export", "input": sent("SG", "consent", true), "want": pass},
	{"note": "consent to processing only", "input": sent("SG", "consent", false), "want": none},
	{"note": "to Hong Kong", "input": sent("HK", "consent", false), "want": none},
	{"note": "to Macao", "input": sent("MO", "consent", false), "want": none},
	{"note": "to Taiwan", "input": sent("TW", "consent", false), "want": none},
	{
		"note": "exempt from the contract, not from consent",
		"input": deployed({"transfer": {"mechanism": "none", "exempt_ground": "contract_necessity"}}),
		"want": none,
	},
	{"note": "an emergency", "input": sent("SG", "emergency", false), "want": not_applicable("other_basis")},
	{"note": "a legal duty, hosting not known", "input": sent(null, "legal_duty", false), "want": not_applicable("other_basis")},
	{"note": "in China", "input": sent("CN", "consent", false), "want": not_applicable("stays_in_china")},
	{"note": "nobody knows where, with consent", "input": sent(null, "consent", true), "want": pass},
	{"note": "nobody knows where, without consent", "input": sent(null, "consent", false), "want": undetermined("hosting_unknown")},
	{"note": "the basis is not known, with consent", "input": sent("SG", null, true), "want": pass},
	{"note": "the basis is not known, without consent", "input": sent("SG", null, false), "want": undetermined("consent_unknown")},
	{"note": "consent to the export is not known", "input": sent("SG", "consent", null), "want": undetermined("consent_unknown")},
	{
		"note": "no personal information",
		"input": deployed({"personal_information": false}),
		"want": not_applicable("no_personal_information"),
	},
	{"note": "outside China", "input": deployed({"jurisdictions": ["EU"]}), "want": not_applicable("outside_china")},
	{"note": "outside China, and the model is in China", "input": deployed({"jurisdictions": ["EU"], "model": {"hosting_country": "CN"}}), "want": not_applicable("outside_china")},
	{"note": "China among others", "input": deployed({"jurisdictions": ["EU", "CN"]}), "want": none},
	{"note": "a person's own affairs", "input": object.union(deployed({}), {"operator": {"personal_use": true}}), "want": not_applicable("personal_affairs")},
	{"note": "nothing is known", "input": {}, "want": undetermined("jurisdictions_unknown")},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
