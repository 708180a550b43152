# METADATA
# title: Network logs are kept for six months
# description: >-
#   Every network operator keeps its network logs for at least six months. 184 days cover any six months of the calendar; fewer may fall short.
#   The duty has stood since 2017-06-01; since 2026-01-01 it is cited by another number. A service that hands out text without a visible label
#   keeps the logs of that for six months too.
# scope: package
# custom:
#   id: cn/retention/logs
#   stage: deployment
#   title_zh: 网络日志留存不少于六个月
#   description_zh: >-
#     网络运营者应当留存相关的网络日志不少于六个月。184日可覆盖任意六个自然月，少于184日可能不足。该义务自2017年6月1日起施行，2026年1月1日起仅条文号变更。
#     提供不含显式标识内容的服务，相关日志同样留存不少于六个月。
#   law: 《中华人民共和国网络安全法》；《人工智能生成合成内容标识办法》（国信办通字〔2025〕2号）
#   law_en: Cybersecurity Law; Measures for Labelling AI-Generated Synthetic Content
#   article: 网络安全法 第二十一条第三项（2016），2026年1月1日起为第二十三条第三项；标识办法 第九条 (Article 21(3) of 2016, since 2026-01-01 Article 23(3); Measures, Article 9)
#   strength: binding
#   verified: false
#   effective_from: "2017-06-01"
#   default_level: deny
#   not_checked: Whether the logs are complete and unaltered, and whether who received unlabelled text can be told from them.
#   not_checked_zh: 日志是否完整、未被篡改，能否据以查明不含显式标识内容的提供对象。
#   reasons:
#     logs_too_short: ["Logs are kept for less than six months.", "网络日志留存不足六个月。"]
#   remedy: Keep logs for 184 days or more, and set deployment.keep.log_days.
#   remedy_zh: 请将日志留存184日以上，并填写 deployment.keep.log_days。
#   source: >-
#     the citation depends on the day: 网络安全法 (2016) 第二十一条第三项 from 2017-06-01 to 2025-12-31, 网络安全法 (2025 修正) 第二十三条第三项 from 2026-01-01;
#     the new number and its item are quoted in public sources. 标识办法 第九条 since 2025-09-01
package medguard.rules.cn.retention.logs

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "keep_time_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "fail", "why": "logs_too_short"} if {
	is_number(input.deployment.keep.log_days)
	input.deployment.keep.log_days < data.law.cn.keep.log_days
} else := {"status": "pass", "why": ""} if {
	is_number(input.deployment.keep.log_days)
	input.deployment.keep.log_days >= data.law.cn.keep.log_days
}
