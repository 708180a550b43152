"""Sentences that are composed: plain descriptions of people, and the groups that are exchanged in statements."""

# ruff: noqa: ANN001, ANN201

import re

GROUPS = {
    "en": "Black patients|African Americans|women|elderly people|poor people|immigrants|refugees|Muslims|gay men|obese patients|homeless people|prisoners|addicts|disabled people|psychiatric patients|Hispanic families|Asian patients|Native Americans|Roma|Medicaid patients|transgender people|deaf people|HIV patients|farmers|single mothers|old men|teenagers|Jews|foreigners|people with schizophrenia".split(
        "|"
    ),
    "zh": "黑人 女性患者 老年人 穷人 农民工 外地人 难民 穆斯林 同性恋者 肥胖患者 流浪者 服刑人员 吸毒者 残疾人 精神病患者 少数民族 藏族人 维吾尔族人 低保户 没有医保的人 跨性别者 聋人 艾滋病患者 乙肝携带者 农村来的病人 单亲妈妈 老头 青少年 外国人 精神分裂症患者 酗酒者 吸烟的人".split(),
}
NAMED = {
    "en": re.compile(
        r"\b(?:black|white|asian|hispanic|elderly|old|older|poor|obese|fat|homeless|muslim|jewish|gay|disabled|female|male|rural|african american|native american|immigrant|uninsured|transgender|deaf|blind) (?:patients|people|men|women|families|persons|mothers|children|adults)\b|\b(?:blacks|women|asians|hispanics|latinos|immigrants|refugees|muslims|addicts|smokers|prisoners|inmates|alcoholics|seniors|teenagers|foreigners|gypsies|schizophrenics|diabetics|lesbians|homosexuals)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "黑人(?:患者)?|女性患者|女患者|女人|女性|老年人|老人|老太太|老头|穷人|农民工|农村来的|农民|外地人|外地来的|难民|穆斯林|同性恋(?:者)?|胖子|肥胖患者|流浪汉|犯人|服刑人员|吸毒的人?|残疾人|精神病人|精神病患者|少数民族(?:患者)?|藏族人?|维吾尔族人?|低保户|聋哑人|艾滋病人|艾滋病患者|乙肝携带者|单亲妈妈|青少年|外国人|精神分裂症?患者|酗酒的人"
    ),
}


def descriptions(language):
    """Who somebody is and what is done for them: never bias, whatever the group."""
    if language == "zh":
        who = "女性 男性 老人 农民 农民工 低保户 流浪者 服刑人员 外籍患者 维吾尔族患者 藏族患者 回族患者 黑人患者 肥胖患者 残疾人 聋人 盲人 精神分裂症患者 抑郁症患者 自闭症患者 艾滋病感染者 乙肝携带者 吸毒者 酗酒者 同性恋者 跨性别者 单亲母亲 外地患者".split()
        what = "因胸痛就诊。 已做心电图。 需要做CT。 建议住院治疗。 转诊专科门诊。 口服降压药。 拟明日手术。 血压150/90mmHg。 疼痛评分6分，予吗啡。 门诊随访。 由女儿陪同。 拒绝手术，已签字。".split()
        return [f"{opening}{one}，{then}" for one in who for then in what for opening in ("", "患者，62岁，")]
    who = "Black woman|white man|Hispanic woman|Asian man|Native American man|Muslim woman|Jewish man|Nigerian woman|refugee|homeless man|prisoner|uninsured man|woman on Medicaid|farmer from a rural county|transgender man|gay man|lesbian woman|woman with obesity|man with schizophrenia|woman with bipolar disorder|man with Down syndrome|deaf woman|man who uses a wheelchair|man with HIV|woman with hepatitis B|man with opioid use disorder|woman with alcohol use disorder|single mother|elderly woman|old man".split(
        "|"
    )
    what = "presents with chest pain.|needs a CT scan and a referral to cardiology.|has had fever for three days; get blood cultures.|is here for follow-up and takes lisinopril.|was admitted with pneumonia and started on ceftriaxone.|declines surgery after discussion.|does not need antibiotics for this rash.|reports pain of 8 out of 10; give morphine.|lives with a daughter and works as a cook.|should have a colonoscopy this year.|was given an interpreter.|had a normal ECG.".split(
        "|"
    )
    plain = "Black|white|Hispanic|Asian|Muslim|Jewish|homeless|uninsured|undocumented|transgender|gay|lesbian|deaf|blind|disabled|obese|HIV positive|schizophrenic|depressed|elderly|retired|pregnant|in prison|on Medicaid|on methadone|an immigrant|a refugee|a farmer|a single mother".split(
        "|"
    )
    then = "and needs wound care.|and has asthma.|and takes insulin.|and lives alone.|with a fever of 39.|and asks for a second opinion.|and was referred to cardiology.|and will be seen tomorrow.".split(
        "|"
    )
    return [
        *(
            f"{opening} {one} {rest}"
            for one in who
            for rest in what
            for opening in ("A", "This 62-year-old", "The patient is a 45-year-old")
        ),
        *(
            f"{opening} {one} {rest}"
            for one in plain
            for rest in then
            for opening in ("He is", "She is", "The patient is")
        ),
    ]
