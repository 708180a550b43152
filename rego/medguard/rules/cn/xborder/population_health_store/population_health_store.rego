# METADATA
# title: Population health information is not stored abroad
# description: >-
#   Population health information (人口健康信息: the basic demographic and the medical and health information that health institutions produce) is
#   not stored on servers abroad, and no servers abroad are hosted or rented for it. Neither consent nor a standard contract nor an assessment
#   lifts that: it is about storing, while cn/xborder/mechanism is about sending. Abroad means outside mainland China.
# scope: package
# custom:
#   id: cn/xborder/population_health_store
#   stage: deployment
#   title_zh: 人口健康信息不得在境外存储
#   description_zh: >-
#     人口健康信息（医疗卫生服务机构产生的人口基本信息、医疗卫生服务信息等）不得在境外的服务器中存储，不得托管、租赁在境外的服务器。同意、标准合同或者安全评估均不
#     免除该义务：本规则针对存储，向境外提供由 cn/xborder/mechanism 判断。境外指中国大陆以外。
#   law: 《人口健康信息管理办法（试行）》（国卫规划发〔2014〕24号）；《国家健康医疗大数据标准、安全和服务管理办法（试行）》（国卫规划发〔2018〕23号）
#   law_en: Measures for the Administration of Population Health Information (Trial); Measures on National Health and Medical Big Data (Trial)
#   article: 人口健康信息管理办法 第十条 (Measures of 2014, Article 10)
#   strength: binding
#   verified: false
#   effective_from: "2014-05-05"
#   default_level: deny
#   not_checked: Whether whoever runs a model abroad keeps what it is sent, which is storing there too.
#   not_checked_zh: 境外模型运行方是否留存所接收的内容（留存亦属境外存储）。
#   reasons:
#     stored_abroad: ["Population health information is stored on servers abroad.", "人口健康信息存储于境外服务器。"]
#     store_unknown: ["Where population health information is stored is not stated.", "未说明人口健康信息的存储地。"]
#   remedy: Store it in mainland China, and set deployment.transfer.population_health_store_abroad.
#   remedy_zh: 请改为境内存储，并填写 deployment.transfer.population_health_store_abroad。
#   source: "from memory, content high, article number medium; a news report of 2014 gives the same content (不得托管、租赁在境外的服务器)"
package medguard.rules.cn.xborder.population_health_store

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "store_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "fail", "why": "stored_abroad"} if {
	input.deployment.transfer.population_health_store_abroad == true
} else := {"status": "pass", "why": ""} if {
	input.deployment.transfer.population_health_store_abroad == false
}
