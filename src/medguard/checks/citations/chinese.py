"""Chinese surnames and journals as registries in Latin letters write them."""

from __future__ import annotations

from collections.abc import Mapping

SURNAMES: Mapping[str, str] = {
    letter: latin
    for latin, letters in (
        entry.split(":")
        for entry in (
            "wang:王汪 li:李黎厉 zhang:张章 liu:刘柳 chen:陈谌 yang:杨阳 zhao:赵 huang:黄 zhou:周 wu:吴武伍邬 xu:徐许 sun:孙 hu:胡 zhu:朱祝诸 gao:高 "
            "lin:林蔺 he:何贺和 guo:郭 ma:马 luo:罗骆 liang:梁 song:宋 zheng:郑 xie:谢解 han:韩 tang:唐汤 feng:冯封 yu:于余俞喻郁虞 dong:董 xiao:肖萧 "
            "cheng:程成 cao:曹 yuan:袁苑 deng:邓 fu:傅付符 shen:沈申 zeng:曾 peng:彭 lu:吕卢陆鲁路 su:苏 jiang:江姜蒋 cai:蔡 jia:贾 ding:丁 wei:魏韦卫 xue:薛 "
            "ye:叶 yan:阎闫严颜晏 pan:潘 du:杜 dai:戴代 xia:夏 zhong:钟 tian:田 ren:任 fan:范樊 fang:方房 shi:石史施师 yao:姚 tan:谭谈 liao:廖 zou:邹 xiong:熊 "
            "jin:金靳晋 hao:郝 kong:孔 bai:白柏 cui:崔 kang:康 mao:毛茅 qiu:邱丘裘 qin:秦覃 gu:顾古谷 hou:侯 shao:邵 meng:孟蒙 long:龙 wan:万 duan:段 qian:钱 "
            "yin:尹殷 chang:常 qi:齐戚祁 lai:赖 gong:龚宫巩 wen:文温闻 pang:庞 lan:兰蓝 ni:倪 nie:聂 zuo:左 ouyang:欧阳 ge:葛 bi:毕 hua:华 ji:季纪吉冀 mu:穆牟 "
            "tao:陶 an:安 ning:宁 qu:曲屈瞿 ling:凌 ruan:阮 dou:窦 che:车 sheng:盛 mei:梅 lian:连 ai:艾 weng:翁 xing:邢幸 pei:裴 tong:童佟仝 ou:区 bao:包鲍 "
            "zhan:詹 mo:莫 shu:舒 hong:洪 pu:蒲浦 niu:牛 sang:桑 kuang:邝匡 sui:隋 ru:茹 rao:饶 nan:南 teng:滕 shan:单 zang:臧 zhuang:庄 lou:娄楼 sima:司马 "
            "shangguan:上官 zhuge:诸葛 leng:冷 hai:海 xin:辛 ke:柯 lv:吕 mi:米 you:尤游 bian:卞边 miao:苗缪 rong:荣容 ban:班 wanyan:完颜"
        ).split()
    )
    for letter in ([letters] if latin in {"ouyang", "sima", "shangguan", "zhuge", "wanyan"} else letters)
}

JOURNALS: Mapping[str, list[str]] = {
    "中华医学杂志": ["zhonghua yi xue za zhi", "national medical journal of china"],
    "中华医学杂志英文版": ["chinese medical journal"],
    "中华内科杂志": ["zhonghua nei ke za zhi", "chinese journal of internal medicine"],
    "中华外科杂志": ["zhonghua wai ke za zhi", "chinese journal of surgery"],
    "中华儿科杂志": ["zhonghua er ke za zhi", "chinese journal of pediatrics"],
    "中华妇产科杂志": ["zhonghua fu chan ke za zhi", "chinese journal of obstetrics and gynecology"],
    "中华心血管病杂志": ["zhonghua xin xue guan bing za zhi", "chinese journal of cardiology"],
    "中华肿瘤杂志": ["zhonghua zhong liu za zhi", "chinese journal of oncology"],
    "中华结核和呼吸杂志": [
        "zhonghua jie he he hu xi za zhi",
        "chinese journal of tuberculosis and respiratory diseases",
    ],
    "中华流行病学杂志": ["zhonghua liu xing bing xue za zhi", "chinese journal of epidemiology"],
    "中华预防医学杂志": ["zhonghua yu fang yi xue za zhi", "chinese journal of preventive medicine"],
    "中华病理学杂志": ["zhonghua bing li xue za zhi", "chinese journal of pathology"],
    "中华血液学杂志": ["zhonghua xue ye xue za zhi", "chinese journal of hematology"],
    "中华肝脏病杂志": ["zhonghua gan zang bing za zhi", "chinese journal of hepatology"],
    "中华眼科杂志": ["zhonghua yan ke za zhi", "chinese journal of ophthalmology"],
    "中华口腔医学杂志": ["zhonghua kou qiang yi xue za zhi", "chinese journal of stomatology"],
    "中华胃肠外科杂志": ["zhonghua wei chang wai ke za zhi", "chinese journal of gastrointestinal surgery"],
    "中华烧伤杂志": ["zhonghua shao shang za zhi", "chinese journal of burns"],
    "中华糖尿病杂志": ["chinese journal of diabetes mellitus"],
    "中华内分泌代谢杂志": ["chinese journal of endocrinology and metabolism"],
    "中华消化杂志": ["chinese journal of digestion"],
    "中华肾脏病杂志": ["chinese journal of nephrology"],
    "中华神经科杂志": ["chinese journal of neurology", "zhonghua shen jing ke za zhi"],
    "中华放射学杂志": ["chinese journal of radiology"],
    "中华骨科杂志": ["chinese journal of orthopaedics"],
    "中华危重病急救医学": ["zhonghua wei zhong bing ji jiu yi xue", "chinese critical care medicine"],
    "中国循环杂志": ["chinese circulation journal"],
    "中国中西医结合杂志": [
        "zhongguo zhong xi yi jie he za zhi",
        "chinese journal of integrated traditional and western medicine",
    ],
    "中国中药杂志": ["zhongguo zhong yao za zhi", "china journal of chinese materia medica"],
    "北京大学学报医学版": ["beijing da xue xue bao yi xue ban", "journal of peking university health sciences"],
    "北京大学学报": ["beijing da xue xue bao yi xue ban", "journal of peking university health sciences"],
    "四川大学学报": ["sichuan da xue xue bao yi xue ban", "journal of sichuan university medical science edition"],
    "南方医科大学学报": ["nan fang yi ke da xue xue bao", "journal of southern medical university"],
    "新英格兰医学杂志": ["new england journal of medicine"],
    "柳叶刀": ["lancet"],
    "美国医学会杂志": ["journal of the american medical association", "jama"],
    "英国医学杂志": ["british medical journal", "bmj"],
    "自然": ["nature"],
    "科学": ["science"],
    "细胞": ["cell"],
    "循环": ["circulation"],
    "内科学年鉴": ["annals of internal medicine"],
}
"""By the Chinese name what NLM or the journal itself calls it; facts, no part of a catalogue."""
