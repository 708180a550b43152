package medguard.rules.content.unread_parts_test

import data.medguard.rules.content.unread_parts as rule

pass := {"status": "pass", "why": ""}

unread := {"status": "fail", "why": "unread_parts"}

unknown := {"status": "undetermined", "why": "unread_parts_not_measured"}

picture := {"place": "/messages/0/content/1", "media": "image/png"}

cases := [
	{"note": "all was read", "input": {"request": {"unread": []}}, "want": pass},
	{"note": "a picture", "input": {"request": {"unread": [picture]}}, "want": unread},
	{"note": "nobody looked", "input": {"request": {"unread": null}}, "want": unknown},
	{"note": "not a list", "input": {"request": {"unread": {}}}, "want": unknown},
	{"note": "nothing is known", "input": {}, "want": unknown},
]

test_verdict[case.note] if {
	some case in cases
	rule.verdict == case.want with input as case.input
}
