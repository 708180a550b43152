"""Which drugs an answer advises, and which it advises against, each by one name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medguard.medicine import ENGLISH_DRUG

_SAME = """
    paracetamol: acetaminophen tylenol panadol 对乙酰氨基酚 扑热息痛 泰诺林 泰诺 必理通 散利痛 百服宁
    ibuprofen: advil motrin nurofen 布洛芬 芬必得 美林
    aspirin: 阿司匹林 拜阿司匹灵 拜阿司匹林
    naproxen: aleve 萘普生
    salbutamol: albuterol ventolin 沙丁胺醇 万托林
    epinephrine: adrenaline 肾上腺素
    levothyroxine: thyroxine synthroid 左甲状腺素钠 左甲状腺素 优甲乐
    metformin: glucophage 二甲双胍 格华止
    atorvastatin: lipitor 阿托伐他汀钙 阿托伐他汀 立普妥
    rosuvastatin: crestor 瑞舒伐他汀 可定
    clopidogrel: plavix 氯吡格雷 波立维
    apixaban: eliquis 阿哌沙班 艾乐妥
    rivaroxaban: xarelto 利伐沙班 拜瑞妥
    amlodipine: norvasc 氨氯地平 络活喜
    nifedipine: 硝苯地平 拜新同
    amoxicillin-clavulanate: augmentin co-amoxiclav 阿莫西林克拉维酸钾 阿莫西林克拉维酸
    azithromycin: zithromax z-pak 阿奇霉素 希舒美
    furosemide: lasix frusemide 呋塞米 速尿
    omeprazole: prilosec 奥美拉唑 洛赛克
    esomeprazole: nexium 艾司奥美拉唑 耐信
    sertraline: zoloft 舍曲林 左洛复
    fluoxetine: prozac 氟西汀 百忧解
    escitalopram: lexapro 艾司西酞普兰 来士普
    montelukast: singulair 孟鲁司特 顺尔宁
    cetirizine: zyrtec 西替利嗪
    loratadine: claritin 氯雷他定 开瑞坦
    diphenhydramine: benadryl 苯海拉明
    chlorphenamine: chlorpheniramine 氯苯那敏 扑尔敏
    gabapentin: neurontin 加巴喷丁
    pregabalin: lyrica 普瑞巴林
    alprazolam: xanax 阿普唑仑
    lorazepam: ativan 劳拉西泮
    diazepam: valium 地西泮 安定
    zolpidem: ambien 唑吡坦
    sildenafil: viagra 西地那非 万艾可
    nitroglycerin: glyceryl trinitrate gtn 硝酸甘油
    enoxaparin: lovenox 依诺肝素
    glargine: lantus 甘精胰岛素 来得时
    metoprolol: 美托洛尔 倍他乐克
    valsartan: 缬沙坦 代文
    acarbose: 阿卡波糖 拜唐苹
    meperidine: pethidine 哌替啶
    lidocaine: lignocaine 利多卡因
    cefalexin: cephalexin keflex 头孢氨苄
    benzylpenicillin: penicillin g 青霉素g
    phenoxymethylpenicillin: penicillin v 青霉素v
    valproate: valproic acid depakote 丙戊酸钠 丙戊酸
"""
_ONE_NAME = {
    name: first
    for line in _SAME.strip().splitlines()
    for first, _, others in [line.strip().partition(": ")]
    for name in (first, *re.split(r" (?![a-z]\b|trinitrate\b|acid\b)", others))
}

_MORE_ENGLISH = r"bupropion|metoclopramide|domperidone|hydroxyzine|chlorphen\w+|doxylamine|meclizine|betahistine|baclofen|tizanidine|cyclobenzaprine|buspirone|nortriptyline|amitriptyline|mirtazapine|hydralazine|clonidine|methyldopa|labetalol|ivermectin|permethrin|acyclovir|oseltamivir|tamiflu|paxlovid|glargine|lispro|aspart|detemir|budesonide|beclometasone|tiotropium|theophylline|dextromethorphan|pseudoephedrine|guaifenesin|bismuth|loperamide|mesalazine|infliximab|adalimumab|tranexamic acid|vancomycin|rifampicin|rifampin|isoniazid|ethambutol|pyrazinamide|alendronate|denosumab|varenicline|naltrexone|methadone|buprenorphine|ketamine|calcium|iron|zinc|probenecid|febuxostat|penicillin [vg]\b|amoxicillin-clavulanate|co-amoxiclav|valproic acid|chloroquine|mannitol|terbinafine|benzoyl peroxide|minoxidil|nystatin|duloxetine|mupirocin|lactulose|metamizole|ezetimibe"
_ENGLISH = re.compile(rf"(?<![\w-])(?:{_MORE_ENGLISH})(?![\w-])|{ENGLISH_DRUG}")
_NO_DRUG = frozenset(("antibiotic", "vitamin", "medicine", "ferrous"))

_SUFFIXES = r"地平|沙坦|普利|伐他汀|洛尔|西林|霉素|环素|沙星|拉唑|硝唑|康唑|替丁|列汀|列净|格列\w{1,2}|双胍|头孢[一-龥]{1,3}|胰岛素|肝素|沙班|格雷|瑞洛|泼尼松龙|泼尼松|松龙|地塞米松|可的松|特罗|奈德|司特|西泮|唑仑|西汀|舍曲林|西酞普兰|喹硫平|氮平|丙戊酸钠?|卡马西平|加巴喷丁|普瑞巴林|布洛芬|双氯芬酸|昔布|塞米|噻嗪|内酯|匹林|曲马多|吗啡|可待因|华法林|地高辛|胺碘酮|别嘌醇|非布司他|秋水仙碱|左甲状腺素|雷他定|替利嗪|氨溴索|茶碱|硝酸甘油|蒙脱石散|铋钾|乳果糖|褪黑素|匹克隆|唑吡坦|甲氨蝶呤|呋喃妥因|氨基酚|萘普生|那敏|普胺|司琼|非他酮|拉明|丁胺醇|多潘立酮|洛哌丁胺|奥司他韦|洛韦|韦林|氟康唑|替硝唑|利福平|异烟肼|乙胺丁醇|吡嗪酰胺|双膦酸|膦酸钠|维生素[a-z]\d{0,2}|叶酸|阿卡波糖|米氮平|文拉法辛|度洛西汀|曲唑酮|氢氯喹|环孢素|他克莫司|单抗|巴氯芬|倍他司汀|伪麻黄碱|右美沙芬|连花清瘟|板蓝根|小柴胡|青霉素[vg]|[东霉克酮]霉唑|克霉唑|霉菌素|替林|氟哌啶醇|咪康唑|酮康唑|特比萘芬|莫匹罗星|亚铁"
_NAMED = sorted((name for name in _ONE_NAME if re.search(r"[一-龥]", name)), key=len, reverse=True)
_CHINESE = re.compile(rf"(?:{'|'.join(_NAMED)})|[一-龥]{{0,5}}?(?:{_SUFFIXES})")
_BEFORE_NAME = re.compile(
    r".*(?:口服|[服吃用予给选和与及或把将吸注射加打换改成开始停治疗是为在日天次周后前要能推荐建议避免含涂抹克片粒升支袋喷滴等让充需量]|位(?!素)|可以|可选|可用|的(?!松)|首日|每晚|睡前|不)(?=.)"
)

_AGAINST = re.compile(
    r"\b(?:avoid\w*|not|never|instead of|rather than|stop\w*|discontinue|stay away from|keep away from|(?:switch|change)\w* from|allergic to|without|no|don't|cannot|can't|shouldn't|off|contraindicated|unlike|replace|quit|hold)\b(?:(?! to | but |, (?:use|take) | and (?:use|take|start) )[^.;])*$"
    r"|(?:不要|不能|不可|不宜|不应|不建议|不推荐|避免|禁用|停用|停|勿|别|慎用|代替|不用|不需要|无需|而不是|替换|把)(?:(?!改用|换成|改为)[^,。;])*$"
)
_AGAINST_AFTER = re.compile(
    r"^(?:[^,.;]{0,30})(?:contraindicated|should be avoided|should not|must not|cannot|is not|are not|isn't|aren't)|^[^,。;]{0,8}(?:禁用|禁忌|不能|不宜|不可|不要|换成|改成|不安全|骤停)|^过敏"
)


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug where it stands."""

    name: str
    start: int
    end: int
    advised: bool
    at_times: bool
    """Advised against under a condition only."""


def drugs(sentence: str) -> Iterator[Drug]:
    """Give the drugs of a plain sentence, in order."""
    for found in _ENGLISH.finditer(sentence):
        name = found[0].strip()
        if name not in _NO_DRUG:
            yield _drug(sentence, name, *found.span())
    for found in _CHINESE.finditer(sentence):
        known = next((name for name in _NAMED if found[0].endswith(name)), None)
        name = known or _BEFORE_NAME.sub("", found[0], count=1) or found[0]
        yield _drug(sentence, name, found.end() - len(name), found.end())


_IF_BEFORE = re.compile(r"\b(?:if|when|unless|should|in case)\b[^,]*,|(?:如果?|若|一旦)[^,]*,")
_IF_AFTER = re.compile(r"\b(?:if|when|unless|in case|in patients|in people|in those|during|with)\b|时|者|如果|若|患者")


def _drug(sentence: str, name: str, start: int, end: int) -> Drug:
    before = _IF_BEFORE.sub("", sentence[max(0, start - 60) : start])
    after, *_ = re.split(r"[.;。]", sentence[end : end + 60])
    condition = _IF_AFTER.search(after)
    against = _AGAINST.search(before) or _AGAINST_AFTER.search(after[: condition.start()] if condition else after)
    return Drug(_ONE_NAME.get(name, name), start, end, not against, bool(against and condition))
