# METADATA
# title: No emotions are inferred at work or in education
# description: >-
#   Inferring emotions of persons from biometric data at the workplace or in education is forbidden, unless the system is put in place
#   for medical or safety reasons, read strictly (Recital 44); the reason must be written down. Patients on a ward are neither
#   workers nor students, so the prohibition does not reach them; Annex III point 1(c) and Art. 50(3) may. Pain and fatigue are no
#   emotions, nor is the mood of typed text (Recital 18).
# scope: package
# custom:
#   id: eu/art5_1f/emotion_work_education
#   stage: deployment
#   title_zh: 禁止在工作场所和教育机构推断情绪
#   description_zh: >-
#     禁止在工作场所或教育机构基于生物特征数据推断他人情绪，但出于医疗或安全原因而投入使用的除外；该例外从严解释（序言第44段），理由须书面记录。
#     病房患者既非劳动者亦非学生，不受本项禁止，但可能适用附件三第1点c项和第50条第3款。疼痛、疲劳不是情绪，键入文字所反映的心情亦不属之（序言第18段）。
#   law: Regulation (EU) 2024/1689
#   law_en: Artificial Intelligence Act
#   article: Art. 5(1)(f), Recitals 18 and 44
#   strength: binding
#   verified: false
#   effective_from: "2025-02-02"
#   default_level: deny
#   not_checked: Whether the medical or safety reason holds, and whether the system is used on others than stated.
#   not_checked_zh: 所述医疗或安全理由是否成立，以及系统是否用于所述以外的人群。
#   reasons:
#     no_emotion_recognition: ["Not an emotion recognition system.", "不是情绪识别系统。"]
#     emotion_forbidden: ["Emotions are inferred at work or in education without a medical or safety reason.", "在工作场所或教育机构推断情绪，且无医疗或安全理由。"]
#     reason_not_written: ["The medical or safety reason is written down nowhere.", "医疗或安全理由未作书面记录。"]
#     emotion_unknown: ["Emotion recognition, the area or the reason for it is not stated.", "未说明是否识别情绪、使用领域或其理由。"]
#   remedy: Stop inferring emotions there, or document the medical or safety reason in deployment.emotion_reason and emotion_reason_ref.
#   remedy_zh: 请停止推断情绪，或者在 deployment.emotion_reason 与 emotion_reason_ref 中记录医疗或安全理由。
#   source: Regulation (EU) 2024/1689, Art. 5(1)(f); that staff on a ward are protected and patients are not, from secondary sources
package medguard.rules.eu.art5_1f.emotion_work_education

import data.medguard.lib.eu

default verdict := {"status": "undetermined", "why": "emotion_unknown"}

verdict := eu.outside_act if {
	eu.outside_act
} else := {"status": "not_applicable", "why": "no_emotion_recognition"} if {
	input.system.emotion_recognition == false
} else := {"status": "pass", "why": ""} if {
	input.deployment.area in {"clinical", "public_benefit", "emergency", "other"}
} else := {"status": "pass", "why": ""} if {
	excepted
	eu.written(input.deployment.emotion_reason_ref)
} else := {"status": "fail", "why": "emotion_forbidden"} if {
	inferred
	input.deployment.emotion_reason == "none"
} else := {"status": "fail", "why": "reason_not_written"} if {
	inferred
	excepted
	eu.absent(input.deployment.emotion_reason_ref)
}

inferred if {
	input.system.emotion_recognition == true
	input.deployment.area in {"workplace", "education"}
}

excepted if {
	input.deployment.emotion_reason in {"medical", "safety"}
}
