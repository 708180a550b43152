# METADATA
# title: Software that is a medical device is registered
# description: >-
#   Software that processes medical-device data (images, signals, raw analyser values) and whose core function is to process or analyse them
#   for a medical use is a device, whatever a disclaimer says; hospitals must not use one that is not registered. Complaints in words, the
#   conclusions of reports and literature are no device data. Software of low maturity that supports decisions is class III, other analysis class
#   II: a class II number for decision support may rest on a mature algorithm, and asks for human review. In research a trial may have been
#   approved: human review.
# scope: package
# custom:
#   id: cn/nmpa/registration
#   stage: deployment
#   title_zh: 属于医疗器械的软件须取得注册证
#   description_zh: >-
#     处理医疗器械数据（影像、信号、检验仪器原始数据）且核心功能系为医疗用途处理、分析该数据的软件，属于医疗器械，不因免责声明而改变；医疗机构不得使用未依法
#     注册的医疗器械。患者主诉、检验检查报告结论、文献不属于医疗器械数据。算法成熟度低且用于辅助决策的为第三类，用于非辅助决策的为第二类；
#     以第二类注册证用于辅助决策的，可能系成熟算法，转人工复核。科研场景可能系经批准的临床试验，转人工复核。
#   law: 《医疗器械监督管理条例》（国务院令第739号）；《人工智能医用软件产品分类界定指导原则》（国家药监局通告2021年第47号）
#   law_en: Regulations on the Supervision and Administration of Medical Devices; NMPA Notice No. 47 of 2021
#   article: 条例 第十三条、第五十五条 (Regulations, Articles 13 and 55)
#   strength: binding
#   verified: false
#   effective_from: "2021-07-08"
#   default_level: deny
#   not_checked: >-
#     Whether the number stands in the NMPA's database, is still valid (five years) and belongs to this software and version; how mature the
#     algorithm is; whether a clinical trial was approved, or an import for urgent clinical need (条例 第五十七条, from memory; also the Greater Bay
#     Area's and Boao's), which needs no number: such a use is denied here and wants another level in the profile.
#   not_checked_zh: 注册证编号是否载于国家药监局数据库、是否在五年有效期内、是否对应本软件及其版本；算法成熟度；临床试验是否获批；临床急需进口
#     （条例第五十七条，及粤港澳大湾区、博鳌的同类批准）无注册证编号，本规则将予拦截，须在配置中另定级别。
#   reasons:
#     not_a_device: ["Not medical-device software: no device data, or no medical function.", "不属于医疗器械软件：不处理医疗器械数据，或者无医疗用途功能。"]
#     not_registered: ["A device that is not registered.", "属于医疗器械但未注册。"]
#     number_malformed: ["What is given is not a registration number (国械注准 or 注进 or 注许, year, class, code).", "所填并非有效格式的医疗器械注册证编号。"]
#     class_too_low: ["Decision support is class III as a rule; the number is one of class II.", "辅助决策类软件一般按第三类管理，所填为第二类注册证。"]
#     device_unknown: ["Whether it is a device, or whether it is registered, is not stated.", "未说明是否属于医疗器械或者是否已注册。"]
#   remedy: Have it registered and give the number in deployment.device.registration_no, or stop feeding it device data.
#   remedy_zh: 请依法取得注册证并填写 deployment.device.registration_no，或者停止向其输入医疗器械数据。
#   source: >-
#     条例 第十三、五十五条 read in full text; Notice No. 47 second-hand, class rule and form of the number from memory
package medguard.rules.cn.nmpa.registration

import data.medguard.lib.cn

default verdict := {"status": "undetermined", "why": "device_unknown"}

verdict := cn.outside if {
	cn.outside
} else := {"status": "not_applicable", "why": "not_a_device"} if {
	device == "no"
} else := {"status": "fail", "why": "not_registered", "at_most": "require_human_review"} if {
	device == "yes"
	cn.absent(input.deployment.device.registration_no)
	input.deployment.channel == "research"
} else := {"status": "fail", "why": "not_registered"} if {
	device == "yes"
	cn.absent(input.deployment.device.registration_no)
} else := {"status": "pass", "why": ""} if {
	class == "III"
} else := {"status": "pass", "why": ""} if {
	class == "II"
	input.deployment.device.function == "data_processing"
} else := {"status": "fail", "why": "class_too_low", "at_most": "require_human_review"} if {
	device == "yes"
	class == "II"
} else := {"status": "fail", "why": "number_malformed"} if {
	device == "yes"
	cn.given(input.deployment.device.registration_no)
}

default device := "unknown"

device := "no" if {
	input.deployment.device.processes_device_data == false
} else := "no" if {
	input.deployment.device.function == "none"
} else := "yes" if {
	input.deployment.device.processes_device_data == true
	input.deployment.device.function in {"data_processing", "decision_support"}
}

# Class III and imports by the NMPA (国), domestic class II by a province (沪械注准 …); 准 domestic, 进 imported, 许 from Hong Kong, Macao and
# Taiwan. Year, class, two digits of the product's code, a serial number that only the NMPA's database can confirm.
class := "III" if {
	cn.given(input.deployment.device.registration_no)
	regex.match(`^国械注[准进许][0-9]{4}3[0-9]{2}[0-9A-Z]{4}$`, input.deployment.device.registration_no)
} else := "II" if {
	cn.given(input.deployment.device.registration_no)
	regex.match(`^(.械注准|国械注[进许])[0-9]{4}2[0-9]{2}[0-9A-Z]{4}$`, input.deployment.device.registration_no)
}
