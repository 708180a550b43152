# METADATA
# title: Every check came to a judgement
# description: >-
#   A check that crashed, ran out of time or did not run at all has not cleared the reply.
# scope: package
# custom:
#   id: checks/all_judged
#   stage: reply
#   title_zh: 各项检查均已得出结论
#   description_zh: >-
#     检查崩溃、超时或未执行的，不视为已放行回复；未知不等于允许。
#   law: House rule of medguard
#   law_en: House rule of medguard
#   article: "-"
#   strength: house
#   verified: true
#   effective_from: null
#   default_level: deny
#   not_checked: Whether a judgement was right.
#   not_checked_zh: 检查结论本身是否正确。
#   reasons:
#     check_missing: ["A check that had to run reported nothing.", 应执行的检查没有结果。]
#     check_unjudged: ["A check came to no judgement.", 有检查未得出结论。]
#     checks_unknown: ["Which checks had to run is not known.", 未知应执行哪些检查。]
#     no_checks: ["No check is switched on.", 未启用任何检查。]
#   remedy: A check could not judge the reply. Ask again; if it stays so, tell whoever runs medguard.
#   remedy_zh: 有检查未能完成，回复已被拦截。请重新提问；如持续出现，请联系系统管理员。
#   source: medguard
package medguard.rules.checks.all_judged

default verdict := {"status": "undetermined", "why": "checks_unknown"}

verdict := {"status": "not_applicable", "why": "no_checks"} if {
	named
	count(input.checks) == 0
} else := {"status": "fail", "why": "check_missing"} if {
	named
	not all_reported
} else := {"status": "pass", "why": ""} if {
	named
	all_judged
} else := {"status": "fail", "why": "check_unjudged"} if {
	named
}

named if {
	is_array(input.checks)
	is_array(input.findings)
}

all_reported if {
	every check in input.checks {
		reported(check)
	}
}

all_judged if {
	every finding in required {
		finding.status == "judged"
	}
}

# What the checks that had to run have reported.
required contains finding if {
	some finding in input.findings
	finding.check in input.checks
}

reported(check) if {
	some finding in required
	finding.check == check
}
