# METADATA
# title: A public chat is filed
# description: >-
#   A generative service offered to the public in China that can form opinion or mobilise people (舆论属性或者社会动员能力; a public chat usually
#   can) passes a security assessment before it starts (备案, or 登记 for an application on a filed model) and has its algorithm filed within
#   ten working days of starting (deployment.first_use_on): where that day is not stated, whether they are over is not known. While the
#   calendar is not verified, a breach that rests on it asks for human review. In-hospital tools that are not offered to the public are outside.
# scope: package
# custom:
#   id: cn/genai/public_filing
#   stage: deployment
#   title_zh: 面向公众的生成式服务须完成备案
#   description_zh: >-
#     面向境内公众提供、具有舆论属性或者社会动员能力的生成式服务（公众对话一般具有该属性），上线前应通过安全评估（备案；调用已备案模型的应用为登记），并自提供服务
#     之日（deployment.first_use_on）起十个工作日内完成算法备案；未写明起始日的，是否逾期未知。日历未经核对时，据此认定的违反转人工复核。
#     未面向公众的院内工具不在此列。
#   law: 《生成式人工智能服务管理暂行办法》（令第15号）；《互联网信息服务算法推荐管理规定》（令第9号）
#   law_en: Interim Measures for Generative AI Services; Provisions on Algorithmic Recommendation
#   article: 暂行办法 第十七条；算法推荐管理规定 第二十四条 (Measures, Article 17; Provisions, Article 24)
#   strength: binding
#   verified: false
#   effective_from: "2023-08-15"
#   default_level: deny
#   not_checked: Whether the numbers stand in the public lists, belong to this service and are shown on it, and whether changes were filed.
#   not_checked_zh: 编号是否载于公示清单、是否对应本服务并在服务中公示，以及变更是否办理手续。
#   reasons:
#     no_opinion_attribute: ["Without the power to form opinion or mobilise people.", "不具有舆论属性或者社会动员能力。"]
#     not_assessed: ["Offered to the public without 备案 or 登记 of the generative service.", "面向公众提供服务，但生成式服务未备案或者登记。"]
#     algorithm_not_filed: ["The algorithm is not filed.", "算法未备案。"]
#     filing_unknown: ["The filings, or whether the service can form opinion, are not stated.", "未说明备案情况或者是否具有舆论属性、社会动员能力。"]
#   remedy: File with the provincial CAC and write the numbers into deployment.model.genai_filing_no and algo_filing_no.
#   remedy_zh: 请向省级网信部门办理备案或者登记，并将编号填入 deployment.model.genai_filing_no 及 algo_filing_no。
#   source: >-
#     暂行办法 第十七条 seen in public sources; 算法推荐 第二十四条 read in full text; that 登记 is enough for an application on a filed model is
#     practice of the provincial CACs, second-hand
package medguard.rules.cn.genai.public_filing

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "filing_unknown"}

verdict := cn.not_public if {
	cn.not_public
} else := {"status": "not_applicable", "why": "no_opinion_attribute"} if {
	input.deployment.model.public_opinion_attribute == false
} else := {"status": "pass", "why": ""} if {
	cn.given(input.deployment.model.genai_filing_no)
	cn.given(input.deployment.model.algo_filing_no)
} else := {"status": "fail", "why": "not_assessed"} if {
	input.deployment.model.public_opinion_attribute == true
	cn.absent(input.deployment.model.genai_filing_no)
} else := {"status": "fail", "why": "algorithm_not_filed"} if {
	input.deployment.model.public_opinion_attribute == true
	cn.absent(input.deployment.model.algo_filing_no)
	late == "yes"
} else := {"status": "fail", "why": "algorithm_not_filed", "at_most": "require_human_review"} if {
	input.deployment.model.public_opinion_attribute == true
	cn.absent(input.deployment.model.algo_filing_no)
	late == "seems"
} else := {"status": "pass", "why": ""} if {
	cn.given(input.deployment.model.genai_filing_no)
	cn.absent(input.deployment.model.algo_filing_no)
	late == "no"
}

# Whether the ten working days are over.
late := cn.later(input.deployment.first_use_on, cn.today, data.law.cn.algorithm_filing)
