# METADATA
# title: No call of a high-risk system goes unrecorded
# description: >-
#   A house rule beside Art. 12: where the ledger cannot take a record, a high-risk system is not asked at all, because every
#   decision must leave one event. The Act wants a system that can log; that a call stops when logging fails is our choice. It
#   holds for providers and for deployers, who keep the logs (Art. 19, 26(6)).
# scope: package
# custom:
#   id: eu/art12/ledger_ready
#   stage: request
#   title_zh: 高风险系统的调用不得无记录
#   description_zh: >-
#     本规则为第12条之外的内部规则：账本无法写入时，不得调用高风险系统，因为每项决定都须留下一条记录。法律要求系统具备日志功能，日志失效即停止调用是我们的选择。
#     适用于提供者以及保存日志的部署者（第19条、第26条第6款）。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 12(1), 26(5) and (6)
#   strength: house
#   verified: false
#   effective_from: "2027-12-02"
#   default_level: deny
#   not_checked: Whether the record, once taken, can be read again.
#   not_checked_zh: 已写入的记录能否再次读取。
#   reasons:
#     ledger_down: ["The ledger cannot take a record.", "账本无法写入。"]
#   remedy: Repair the ledger's database, then ask again.
#   remedy_zh: 请修复账本数据库后重试。
#   source: Our own, beside Regulation (EU) 2024/1689, Art. 12
package medguard.rules.eu.art12.ledger_ready

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "request_not_measured"}

verdict := eu.not_high_risk({"provider", "deployer"}) if {
	eu.not_high_risk({"provider", "deployer"})
} else := {"status": "fail", "why": "ledger_down"} if {
	input.request.ledger_ready == false
} else := {"status": "pass", "why": ""} if {
	input.request.ledger_ready == true
}

starts := eu.high_risk_from
