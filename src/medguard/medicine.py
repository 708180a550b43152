"""Words of medicine in both languages, as pieces of patterns for plain text."""

from __future__ import annotations

# ── drugs: by the endings of their international names, then by name ─────────────────────────────────────────────────

ENGLISH_DRUG = (
    r"(?:[a-z]{2,16}(?:pril|sartan|statin|olol|dipine|cillin|mycin|micin|floxacin|cycline|azole|prazole|tidine|gliptin|gliflozin"
    r"|glutide|glitazone|parin|xaban|gatran|grel|grelor|sone|solone|onide|terol|tropium|lukast|triptan|setron|oxetine|traline"
    r"|pram|faxine|zepam|zolam|zodone|azine|apine|idone|piprazole|barbital|gabalin|pentin|racetam|oxicam|fenac|profen|coxib"
    r"|codone|morphone|fentanil|semide|thiazide|lactone|caine|vir|mab|tinib|platin|taxel|nazole|drine|ine hydrochloride|phylline)\b"
    r"|\b(?:metformin|aspirin|paracetamol|acetaminophen|ibuprofen|naproxen|insulin|warfarin|heparin|digoxin|lithium|morphine|fentanyl"
    r"|tramadol|codeine|oxycodone|amiodarone|allopurinol|colchicine|levothyroxine|thyroxine|prednisone|nitroglycerin|nitrofurantoin"
    r"|cef[a-z]{3,12}|ceph[a-z]{3,12}|sulf[a-z]{4,20}|penicillin|clavulan[a-z]+|trimethoprim|lactulose|senna|melatonin|loratadine|cetirizine"
    r"|diphenhydramine|salbutamol|albuterol|methotrexate|hydroxychloroquine|clopidogrel|gliclazide|glimepiride|glipizide|acarbose"
    r"|adrenaline|epinephrine|naloxone|magnesium sulphate|potassium chloride|folic acid|ferrous|vitamin|antibiotic|diazepam"
    r"|zolpidem|zopiclone|quetiapine|valproate|carbamazepine|lamotrigine|phenytoin|levodopa|tamsulosin|finasteride|sildenafil"
    r"|ventolin|flovent|seretide|symbicort|lipitor|crestor|plavix|eliquis|xarelto|norvasc|glucophage|tylenol|advil|motrin|aleve"
    r"|augmentin|zithromax|z-pak|lantus|humalog|novolog|ozempic|wegovy|xanax|ativan|valium|ambien|norco|percocet|vicodin|lasix"
    r"|lovenox|nexium|prilosec|zoloft|prozac|lexapro|synthroid|singulair|zyrtec|claritin|benadryl|neurontin|lyrica|viagra|k-dur)\b)"
)
CHINESE_DRUG = (
    r"(?:地平|沙坦|普利|他汀|洛尔|西林|霉素|沙星|拉唑|[康硝氟]唑|替丁|列汀|列净|格列|双胍|头孢|胰岛素|肝素|沙班|格雷|瑞洛|泼尼松|松龙|地塞米松"
    r"|可的松|特罗|奈德|司特|西泮|唑仑|西汀|舍曲林|普兰|喹硫|奥氮|丙戊酸|卡马西平|加巴喷丁|普瑞巴林|布洛芬|双氯芬酸|昔布|塞米|噻嗪|内酯"
    r"|阿司匹林|氨基酚|扑热息痛|曲马多|吗啡|可待因|华法林|地高辛|胺碘酮|别嘌醇|秋水仙碱|甲状腺素|优甲乐|氯雷他定|西替利嗪|氨溴索|孟鲁司特|茶碱"
    r"|硝酸甘油|单硝酸|蒙脱石散|铋钾|乳果糖|褪黑素|匹克隆|唑吡坦|维生素|叶酸|铁剂|钙片|疫苗|抗生素|消炎药|降压药|退烧药|止痛药|感冒药"
    r"|络活喜|拜新同|立普妥|可定|波立维|倍他乐克|代文|安博维|格华止|拜唐苹|拜阿司匹|芬必得|泰诺|美林|散利痛|达喜|思密达|开瑞坦|希舒美|来得时|诺和"
    r"|连花清瘟|板蓝根|小柴胡|逍遥|六味地黄|藿香正气|安宫牛黄|速效救心|丹参滴丸|普拿疼"
    r"|胶囊|颗粒|口服液|糖浆|注射液|混悬液|软膏|乳膏|眼膏|凝胶|滴眼液|滴耳液|气雾剂|喷雾剂|栓剂|贴剂|缓释片|肠溶片|分散片|片剂|滴丸|[一-龥]{2,6}[片丸散汤膏](?![段面子状])|中药|药物|药量|药品)"
)
ENGLISH_FORM = r"\b(?:tablets?|tabs?|capsules?|caps?|pills?|cream|ointment|gel|lotion|drops?|puffs?|sprays?|inhaler|suppositor|patch|patches|syrup|suspension|injection)\b"

# ── conditions ───────────────────────────────────────────────────────────────────────────────────────────────────────

ENGLISH_CONDITION = (
    r"\b(?:[a-z]{2,20}(?:itis|osis|aemia|anemia|emia|noma|phoma|opathy|algia|plegia|penia|iasis|megaly|trophy|ectasis|thyroidism|tension|rrhoids|rrhea|rrhoea|sclerosis)"
    r"|[a-z]{0,12}(?:disease|disorder|syndrome|infection|cancer|tumou?r|fracture|deficiency|failure|insufficiency|allergy|intolerance|apnoea|apnea|infarct|infarction|embolism|thrombus)s?"
    r"|stroke|pneumonia|(?:tension|cluster)(?:-type)? headaches?|panic attacks?|sinus infection|iron deficiency|pinched nerve|(?:slipped|herniated|bulging) dis[ck]|torn \w+|(?:\w+ )?tear|ibs|ibd|rosacea|burns?|poisoning|ha?emorrhage|bleed|obstruction|perforation|impetigo|sciatica|thrush|hives|urticaria|warts?|malaria|cholera|tuberculosis|hiv|aids|syphilis|chlamydia|hay fever|palsy|spasms?|rupture|dislocation|stenosis|arrhythmia|tachycardia|bradycardia|varicose veins|pre-?eclampsia|miscarriage|ectopic pregnancy|rheumatism|gangrene|asthma|diabetes|hypertension|hypotension|migraines?|flu|influenza|colds?|covid(?:-19)?|copd|reflux|ulcers?|gallstones?|kidney stones?|hernia|eczema|ringworm|fasciitis"
    r"|shingles|depression|anxiety|gout|strep(?: throat)?|sprain|strain|fibrillation|flutter|effusion|oedema|edema|sepsis|epilepsy|seizures?|insomnia|vertigo"
    r"|herpes|measles|mumps|chickenpox|scabies|acne|lupus|neuropathy|heart attack|angina|aneurysm|abscess|cataracts?|glaucoma|concussion|dementia|bppv|uti|gerd|gord|dvt|stemi|nstemi|tia"
    r"|melanoma|polyps?|cysts?|dehydration|anaphylaxis|croup|tendonitis|menopause|pcos|endometriosis|adhd|autism|parkinson's|alzheimer's|hepatitis|cirrhosis|jaundice|pneumothorax|nodules?|lesions?|inflammation)\b"
)
CHINESE_CONDITION = (
    r"(?:病(?![历案房人假床程史区员])|炎|癌|症(?!状)|瘤|综合征|感染|感冒|流感|结石|骨折|梗死|梗塞|卒中|中风|出血|溃疡|贫血|疱疹|高血压|高血脂|哮喘|气喘|痛风|湿疹|癣|皮疹|荨麻疹"
    r"|积水|积液|血栓|栓塞|衰竭|水肿|脓肿|囊肿|疝|突出|缺血|中毒|过敏|抑郁|焦虑|脑梗|心梗|早搏|房颤|颤动|结节|息肉|不全|甲亢|甲减|功能减退|功能亢进"
    r"|硬化|增生|狭窄|脱水|心绞痛|偏头痛|头痛|帕金森|阿尔茨海默|癫痫|失眠|眩晕|扭伤|拉伤|痔疮|白内障|青光眼|肥大|撕裂|脱位|反流|畸形|梅毒|结核|疟疾|疣|坏死|穿孔|梗阻|破裂|劳损|静脉曲张|瘫痪|障碍|紊乱|心律失常|心动过[速缓]|先兆流产|脚气|紧张性头痛)"
)

# ── what else shows that a sentence is about health ──────────────────────────────────────────────────────────────────

ENGLISH_HEALTH = (
    r"\b(?:blood|heart|liver|kidneys?|lungs?|brain|stomach|skin|bones?|muscles?|immune|hormones?|pain|fever|cough|nausea|headaches?|symptoms?|treatments?|therapy|medicines?|medications?"
    r"|drugs?|dos(?:e|es|age|ing)|tablets?|antibiotics?|statins?|inhibitors?|diuretics?|vaccin\w+|diet|salt|fluid|exercise|pressure|cholesterol|glucose|sugar|insulin|potassium|magnesium|calcium|doctors?|patients?"
    r"|illness|diseases?|surgery|screening|pregnan\w+|allerg\w+|health\w*|safe|body|adults|infants|chronic|acute|caffeine|alcohol|smoking|sleep|absorption|thyroid|glands?|bowel|appendix|pulse|virus(?:es)?|bacteria\w*|cells?|joints?|veins?|arter\w+|eyes?|anticoagulants?|blockers?|mri|certificates?|fit note|sick note|nerves?|vitamins?)\b"
)
CHINESE_HEALTH = (
    r"(?:药|剂|治疗|症状|疾病|患者|血压|血糖|血脂|血钾|胆固醇|尿酸|心脏|肝|肾|肺|胃|肠|脑|皮肤|骨|免疫|激素|疼痛|发热|咳嗽|饮食|食盐|饮水|蔬菜|运动|疫苗|手术|检查|诊断|医师|医生|医院|证明"
    r"|胰岛素|抗生素|并发症|不良反应|副作用|剂量|心血管|神经|细胞|血管|低镁|低钾|尿|孕|维生素|健康|摄入|吸收|服用|营养|睡眠|吸烟|饮酒|咖啡因|医学|儿童|婴儿|心率|心肌|阻滞剂|抗凝|阑尾|成像|老年人)"
)

CHINESE = r"[\u3400-\u9fff]"
