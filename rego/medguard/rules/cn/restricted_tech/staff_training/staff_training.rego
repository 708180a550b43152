# METADATA
# title: Whoever uses a restricted technology was trained for it
# description: >-
#   Physicians who are to use a restricted technology have done the standardised training that its norm asks for, and passed. This rule asks it of every
#   technology but G10, which has its own. Entry G10, 人工智能辅助治疗技术, means surgery with the help of a robot, not software that advises. The norms of
#   the other entries were not read, and some may ask for less: a missing certificate asks for review and does not deny.
# scope: package
# custom:
#   id: cn/restricted_tech/staff_training
#   stage: request
#   title_zh: 使用限制类技术的医师须经规范化培训
#   description_zh: >-
#     拟开展限制类技术的医师，应按相应规范接受规范化培训并考核合格。本规则适用于 G10 以外的限制类技术；G10 另有规则。
#     目录中的“人工智能辅助治疗技术”（G10）系指应用机器人手术系统辅助实施手术的技术，不包括仅提供建议的软件。
#     其他各项规范尚未查阅，要求可能较低，故缺少证书时要求人工复核，不予拦截。
#   law: 《医疗技术临床应用管理办法》（国家卫生健康委员会令第1号）
#   law_en: Measures for the Clinical Application of Medical Technologies
#   article: 第四章 (Chapter IV; number of the article not verified)
#   strength: binding
#   verified: false
#   effective_from: "2018-11-01"
#   default_level: deny
#   not_checked: What the norm of the technology asks for, how long the training was, and whether those who assist were trained.
#   not_checked_zh: 相应规范的具体要求、培训时长，以及配合人员是否经过培训。
#   reasons:
#     only_g10: ["No restricted technology but G10, which has its own rule.", "除 G10 外无其他限制类技术；G10 另有规则。"]
#     training_unknown: ["Whether the person was trained is not known.", "未知使用者是否经过培训。"]
#     not_trained: ["No certificate of a filed base with a passed examination.", "没有在已备案基地培训并考核合格的证书。"]
#     exemption_claimed: ["An exemption from training is claimed; a person decides.", "主张免于培训，须由人工判断。"]
#   remedy: Train as the norm of the technology asks; import the certificate into actor.training under the technology's code.
#   remedy_zh: 请按该技术的规范完成培训，并以该技术代码将证书导入 actor.training。
#   source: 令第1号 第四章 from memory; the norms of the other entries not read
package medguard.rules.cn.restricted_tech.staff_training

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "training_unknown"}

verdict := cn.not_restricted if {
	cn.not_restricted
} else := {"status": "not_applicable", "why": "only_g10"} if {
	cn.technologies == {"G10"}
} else := {"status": "pass", "why": ""} if {
	"complete" in others
} else := {"status": "undetermined", "why": "exemption_claimed", "at_most": "require_human_review"} if {
	"exempt" in others
} else := {"status": "fail", "why": "not_trained", "at_most": "require_human_review"} if {
	"missing" in others
}

# At most one: the deployment names one code.
others contains cn.trained(code) if {
	some code in cn.technologies
	code != "G10"
}
