"""English for Chinese medical words, so that a Chinese sentence can be laid beside an English abstract."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = dict(
    entry.split(":")
    for entry in (
        "糖尿病:diabetes|高血压:hypertension|血压:blood pressure|心力衰竭:heart failure|心衰:heart failure|心肌梗死:myocardial infarction|心梗:myocardial infarction|房颤:atrial fibrillation|心房颤动:atrial fibrillation|冠心病:coronary disease|"
        "动脉粥样硬化:atherosclerosis|脑卒中:stroke|卒中:stroke|脑梗死:cerebral infarction|脑出血:intracerebral hemorrhage|出血:bleeding hemorrhage|血栓:thrombosis|肺栓塞:pulmonary embolism|抗凝:anticoagulation|抗血小板:antiplatelet|血脂:lipid|胆固醇:cholesterol|"
        "甘油三酯:triglyceride|肥胖:obesity|体重:weight|慢性肾脏病:chronic kidney disease|肾功能:renal kidney|肾脏:kidney renal|透析:dialysis|尿酸:uric acid|痛风:gout|肝炎:hepatitis|肝硬化:cirrhosis|脂肪肝:fatty liver|肝癌:hepatocellular carcinoma liver cancer|"
        "肺癌:lung cancer|乳腺癌:breast cancer|胃癌:gastric cancer|结直肠癌:colorectal cancer|前列腺癌:prostate cancer|宫颈癌:cervical cancer|食管癌:esophageal cancer|白血病:leukemia|淋巴瘤:lymphoma|肿瘤:tumor cancer|癌:cancer carcinoma|化疗:chemotherapy|放疗:radiotherapy|免疫治疗:immunotherapy|"
        "哮喘:asthma|慢阻肺:chronic obstructive pulmonary disease|慢性阻塞性肺疾病:chronic obstructive pulmonary disease|肺炎:pneumonia|结核:tuberculosis|新冠:covid sars-cov-2|流感:influenza|艾滋病:hiv|感染:infection|抗生素:antibiotic|疫苗:vaccine vaccination|败血症:sepsis|脓毒症:sepsis|幽门螺杆菌:helicobacter pylori|"
        "抑郁:depression depressive|焦虑:anxiety|精神分裂:schizophrenia|痴呆:dementia|阿尔茨海默:alzheimer|帕金森:parkinson|癫痫:epilepsy seizure|偏头痛:migraine|失眠:insomnia sleep|疼痛:pain|骨质疏松:osteoporosis|骨折:fracture|关节炎:arthritis|类风湿:rheumatoid|骨关节炎:osteoarthritis|"
        "妊娠:pregnancy pregnant|孕妇:pregnancy pregnant|早产:preterm|子痫前期:preeclampsia|新生儿:neonatal newborn|儿童:children pediatric|老年:elderly older|手术:surgery|移植:transplantation|死亡:mortality death|生存:survival|住院:hospitalization|"
        "二甲双胍:metformin|胰岛素:insulin|阿司匹林:aspirin|氯吡格雷:clopidogrel|替格瑞洛:ticagrelor|华法林:warfarin|利伐沙班:rivaroxaban|达比加群:dabigatran|阿哌沙班:apixaban|他汀:statin|阿托伐他汀:atorvastatin|瑞舒伐他汀:rosuvastatin|"
        "恩格列净:empagliflozin|达格列净:dapagliflozin|卡格列净:canagliflozin|利拉鲁肽:liraglutide|司美格鲁肽:semaglutide|沙库巴曲缬沙坦:sacubitril valsartan|缬沙坦:valsartan|氨氯地平:amlodipine|美托洛尔:metoprolol|螺内酯:spironolactone|"
        "奥希替尼:osimertinib|吉非替尼:gefitinib|帕博利珠单抗:pembrolizumab|纳武利尤单抗:nivolumab|曲妥珠单抗:trastuzumab|贝伐珠单抗:bevacizumab|地塞米松:dexamethasone|糖皮质激素:glucocorticoid corticosteroid|维生素D:vitamin d|青蒿素:artemisinin|针灸:acupuncture|"
        "心血管:cardiovascular|糖化血红蛋白:hemoglobin a1c hba1c|血糖:glucose|炎症:inflammation|甲状腺:thyroid|贫血:anemia|过敏:allergy|湿疹:eczema dermatitis|银屑病:psoriasis|青光眼:glaucoma|近视:myopia|龋:caries|吸烟:smoking|酒精:alcohol|饮食:diet|运动:exercise"
    ).split("|")
)
