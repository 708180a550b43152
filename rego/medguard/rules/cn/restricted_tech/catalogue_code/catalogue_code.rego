# METADATA
# title: The technology code stands in the catalogue
# description: >-
#   A deployment names a restricted technology by its code in the national catalogue of 2022, G01 to G12, or in its province's
#   additions, or says none. A code that may be the province's, whose list nobody has entered, is for a person. Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot, not software that advises. AI-assisted
#   diagnosis left the catalogue in 2022 and has no code. That a listed code is the right one is not for this rule to say.
# scope: package
# custom:
#   id: cn/restricted_tech/catalogue_code
#   stage: request
#   title_zh: 技术代码须在限制类技术目录之内
#   description_zh: >-
#     使用限制类技术的，应以2022年版国家目录的代码（G01至G12）或所在省份增补目录的代码注明；不属于限制类技术的，注明 none。
#     可能系省级增补而该省目录尚未录入的代码，由人工判断。
#     目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术，不包括仅提供建议的软件；
#     “人工智能辅助诊断技术”已于2022年移出目录，无对应代码。所填代码是否恰当，本规则不作判断。
#   law: 《国家限制类技术目录（2022年版）》（国卫办医发〔2022〕6号）；《医疗技术临床应用管理办法》（国家卫生健康委员会令第1号）
#   law_en: National Catalogue of Restricted Technologies (2022); Measures for the Clinical Application of Medical Technologies
#   article: 目录; 第十条 (Catalogue; Article 10)
#   strength: binding
#   verified: false
#   effective_from: "2022-04-20"
#   default_level: deny
#   not_checked: Whether the technology used is the one that the code names; the lists of the provinces, of which none was read.
#   not_checked_zh: 实际使用的技术是否与代码相符；各省增补目录（均尚未录入）。
#   reasons:
#     code_not_listed: ["The code is neither in the national catalogue nor among the additions of the province.", "该代码既不在国家目录内，也不在所在省份的增补目录内。"]
#     perhaps_provincial: ["Not in the national catalogue; the list of the province, if it has one, was not entered.", "不在国家目录内；所在省份的增补目录尚未录入。"]
#     code_unknown: ["No technology code is stated, or it is no text.", "未填写技术代码，或所填内容不是文本。"]
#   remedy: Write the catalogue's code into deployment.technology_code, or none; an addition of the province belongs in rego/law/cn/data.yaml first.
#   remedy_zh: 请在 deployment.technology_code 中填写目录代码或 none；省级增补项目应先录入 rego/law/cn/data.yaml。
#   source: list and order of the twelve entries from two independent repositories; the prefix G from memory; 令第1号 第十条 read in a reprint
package medguard.rules.cn.restricted_tech.catalogue_code

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "code_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "pass", "why": ""} if {
	cn.code_says in {"none", "listed"}
} else := {"status": "fail", "why": "code_not_listed"} if {
	cn.code_says == "unlisted"
} else := {"status": "undetermined", "why": "perhaps_provincial", "at_most": "require_human_review"} if {
	cn.code_says == "perhaps_provincial"
}
