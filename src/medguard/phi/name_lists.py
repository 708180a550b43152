"""Names that stand in for names, by culture, and common ones by which a culture and a gender are told.

Written by hand for this purpose. A surrogate must not be taken for anything else in a clinical reply, so the first three lists
of a culture hold no eponym (Cushing, Baker, Murphy), no drug, no word of the language and no famous person; the Chinese ones are
written alike in simplified and traditional characters, and avoid characters that begin ordinary words (韩, 蔡, 谢, 范).
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Culture:
    """``women``, ``men`` and ``families`` may stand in for somebody; ``known_…`` are only recognised."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    known_women: frozenset[str] = field(default=frozenset())
    known_men: frozenset[str] = field(default=frozenset())
    known_families: frozenset[str] = field(default=frozenset())


def _culture(women: str, men: str, families: str, *known: str) -> Culture:
    own = [women.split(), men.split(), families.split()]
    more = [*(words.split() for words in known), [], [], []]
    folded = [frozenset(name.casefold() for name in (*mine, *others)) for mine, others in zip(own, more, strict=False)]
    return Culture(
        women=tuple(own[0]),
        men=tuple(own[1]),
        families=tuple(own[2]),
        known_women=folded[0],
        known_men=folded[1],
        known_families=folded[2],
    )


LATIN: dict[str, Culture] = {
    "english": _culture(
        "Beatrice Cordelia Daphne Edwina Georgina Harriet Imogen Josephine Lavinia Marjorie Millicent Ottilie Philippa Rosalind Tabitha Winifred",
        "Alastair Barnaby Cedric Desmond Edmund Fergus Gareth Hamish Jasper Lionel Magnus Nigel Percival Rupert Sebastian Tristan",
        "Ashworth Aldridge Atherton Bradshaw Dunmore Ellsworth Fairchild Haverford Hollingsworth Kirkwood Langley Lockhart Pemberton "
        "Prescott Rowntree Stanhope Thackeray Wetherby Whitlock Winslow Wolverton Yardley",
        "ann anna anne mary elizabeth jennifer linda susan jessica sarah karen lisa nancy margaret sandra ashley emily donna michelle carol amanda "
        "melissa deborah stephanie rebecca laura helen sharon cynthia kathleen amy angela shirley emma jane alice julia grace olivia sophia betty dorothy",
        "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua "
        "kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary eric jonathan stephen larry justin scott brandon benjamin samuel peter henry bob tom jim bill",
        "smith johnson williams brown jones miller davis wilson anderson taylor moore jackson martin thompson white harris clark robinson walker lee hall allen young "
        "king wright scott green baker adams nelson hill campbell mitchell roberts carter phillips evans turner parker edwards collins stewart morris murphy cook",
    ),
    "spanish": _culture(
        "Araceli Consuelo Elvira Guadalupe Leticia Maricela Pilar Remedios Rosario Ximena Yolanda",
        "Anselmo Baltasar Eusebio Fermin Gonzalo Heriberto Ignacio Leandro Nicanor Rodolfo Teodoro",
        "Aguilera Barrientos Cervantes Echeverria Galindo Ibarra Larrazabal Mondragon Olivares Quintanilla Santillan Villalobos Zambrano",
        "maria carmen ana isabel dolores rosa lucia elena sofia juana teresa gabriela valentina",
        "jose juan carlos luis miguel francisco jorge pedro alejandro manuel diego antonio jesus rafael",
        "garcia rodriguez martinez hernandez lopez gonzalez perez sanchez ramirez torres flores rivera gomez diaz cruz morales ortiz gutierrez chavez ramos ruiz alvarez mendoza vasquez castillo",
    ),
    "german": _culture(
        "Adelheid Dorothea Friederike Gudrun Heidrun Ingeborg Liselotte Mechthild Roswitha Sieglinde Waltraud",
        "Burkhard Dietmar Eberhard Gottfried Helmut Joachim Lothar Reinhold Siegfried Volker Wolfram",
        "Achterberg Breitenbach Dannenberg Ehrlichmann Falkenhain Grunewald Hohenfels Kesselring Lindenthal Oberhauser Rosenbaum Steinbrecher Wintermeyer",
        "petra monika ursula sabine renate birgit heike katrin claudia brigitte greta",
        "hans klaus jurgen jürgen wolfgang dieter uwe stefan heinz karl gunter günter fritz",
        "muller müller schmidt schneider fischer weber meyer meyers wagner schulz hoffmann schafer koch bauer richter klein wolf schroder neumann schwarz zimmermann braun kruger hartmann",
    ),
    "french": _culture(
        "Clemence Delphine Eloise Genevieve Isabeau Mathilde Noemie Oceane Sandrine Solange Sylvie",
        "Alphonse Bertrand Didier Emeric Fabrice Gaspard Ghislain Matthieu Philibert Regis Thibault",
        "Beauregard Chatillon Deschamps Fontenay Gaillard Lamoureux Montclair Rochefort Saintonge Tremblay Vaillancourt Villeneuve",
        "marie nathalie isabelle catherine monique francoise camille chloe amelie",
        "jean pierre michel philippe alain nicolas jacques francois laurent guillaume",
        "dubois dupont durand leroy moreau lefebvre fournier girard bonnet lambert rousseau mercier blanc garnier chevalier",
    ),
    "slavic": _culture(
        "Agnieszka Bozena Danuta Ewelina Halina Jadwiga Kazimiera Ludmila Malgorzata Wieslawa Zuzanna",
        "Boleslaw Czeslaw Dariusz Grzegorz Jaroslaw Kazimierz Miroslaw Przemyslaw Slawomir Wojciech Zdzislaw",
        "Borkowski Czarnecki Dobrowolski Grabowski Jaworski Kozlowski Lisowski Malinowski Ostrowski Sadowski Wysocki Zawadzki",
        "katarzyna anna olga natalia irina svetlana tatiana ekaterina elena oksana",
        "ivan sergei dmitri dmitry vladimir andrei alexei piotr tomasz pavel boris igor oleg mikhail",
        "nowak kowalski wisniewski ivanov petrov smirnov popov volkov novak horvat kovac shevchenko bondarenko melnyk",
    ),
    "indian": _culture(
        "Anjali Bhavana Deepika Gayatri Indira Kavitha Lalitha Meenakshi Nandini Padmini Sarojini Vasundhara",
        "Aravind Bhaskar Devendra Girish Harish Jagdish Keshav Madhavan Narendra Prakash Raghunath Venkatesh",
        "Agarwal Bhattacharya Chaturvedi Deshmukh Ganguly Iyengar Jayaraman Kulkarni Mahadevan Natarajan Parthasarathy Subramanian",
        "priya lakshmi sunita anita pooja neha divya asha meera kavita",
        "raj rajesh amit sanjay vijay suresh ramesh anil arjun rahul ravi krishna",
        "patel singh kumar sharma gupta shah reddy khan nair rao iyer desai mehta joshi das verma mishra chopra kapoor",
    ),
    "arabic": _culture(
        "Amal Dalal Fadwa Hanan Iman Jumana Khadija Latifa Nawal Rabab Samira Zaynab",
        "Abbas Bashir Faisal Ghassan Hisham Jamil Khalid Marwan Nabil Qasim Tariq Walid",
        "Abdelnour Barghouti Daoud Farouk Haddad Jabbour Kanaan Mansour Nasrallah Qabbani Sayegh Zaydan",
        "fatima aisha maryam mariam layla noor huda amina",
        "mohammed muhammad mohamed ahmed ali omar hassan hussein ibrahim yusuf youssef mustafa mahmoud abdullah",
        "hassan hussein ahmed ali khalil saleh hamdan nasser rahman aziz al-sayed",
    ),
    "vietnamese": _culture(
        "Bich Diep Giang Hien Khanh Loan Nhung Quyen Thao Tuyet Xuyen",
        "Bao Cuong Dat Hieu Khoa Luan Nghia Phuc Quang Thang Vinh",
        "Trinh Luong Doan Quach Thach Truong Nghiem Phung Tieu Khuat",
        "thi lan mai huong linh trang phuong",
        "van duc minh tuan hung dung",
        "nguyen tran le pham hoang huynh phan vu vo dang bui do ngo duong",
    ),
    "korean": _culture(
        "Eunji Hyejin Jiwoo Minseo Nayeon Seoyeon Soyoung Yejin Yuna",
        "Dohyun Hyunwoo Jaehyun Junho Minjae Seungho Sungmin Taeyang Youngho",
        "Namgung Hwangbo Seonwoo Jegal Ryoo Gwak Byun Pyo",
        "jiyoung minji hyun-joo eun-ji soo-jin",
        "min-jun ji-hoon sung-ho jin-woo",
        "kim park choi jung kang cho yoon jang lim shin kwon hwang",
    ),
    "japanese": _culture(
        "Ayumi Chiyoko Fumiko Haruka Kazue Megumi Noriko Sachiko Tomoe Yoshiko",
        "Daisuke Fumio Hideki Isamu Katsuro Masahiro Naoki Ryohei Shinji Tetsuya",
        "Akiyama Fukushima Hasegawa Ishikawa Kitagawa Matsuoka Nishimura Okamoto Shimizu Uchida",
        "yuki sakura keiko akiko yoko naomi",
        "hiroshi kenji takeshi haruto akira satoshi",
        "sato suzuki tanaka watanabe ito yamamoto nakamura kobayashi kato yoshida yamada",
    ),
    "african": _culture(
        "Abimbola Chinwe Folasade Ifeoma Kehinde Ngozi Olufunke Temitope Uzoamaka Wanjiru",
        "Adebayo Chukwuemeka Emeka Ifeanyi Kwabena Kwesi Obinna Olumide Tendai Uchenna",
        "Achebe Adeleke Boateng Chukwu Mensah Nwachukwu Ogunleye Okonkwo Onyango Owusu",
        "amina adaeze blessing aisha",
        "kofi kwame emmanuel chinedu oluwaseun",
        "okafor okeke adeyemi ibrahim abebe tesfaye mwangi kamau diallo traore nkosi dlamini",
    ),
    "pinyin": _culture(
        "Yaqin Shufen Xiuzhu Meiling Peishan Yuhan Jiahui Huifang Wanru Yuzhen",
        "Zhiyuan Haoran Wenbo Mingzhe Siyuan Jiahao Yuhang Yongchang Boyan Jingxing",
        "Qiu Pei Peng Cui Zhai Tong Yao Xue Xing Ruan Ni Liao Jin Chu Teng Cen Shao",
        "xiuying fang na min jing li lin mei hui yan ling xiaoli xiaohong ting juan qian",
        "wei qiang lei jun yang yong jie tao ming chao gang ping jianguo zhiqiang xiaoming",
        "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo zheng liang xie song tang han feng deng cao zeng xiao "
        "tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren fan fang shi zhong chan wong cheung lau ho ng leung chow",
    ),
}

PARTICLES = frozenset(
    "de del della der den di da dos du la le van von zu zur ter ten bin ibn bint al el ul ur y e of and the dr mr mrs ms miss mx prof professor sir dame rev fr st "
    "md rn np pa do phd jr sr ii iii iv esq mbbs frcs facp mme mlle herr frau señor señora sra sr don doña".split()
)
"""Words in a name that tell no more than its form. They stay."""

WOMENS_TITLES = frozenset("mrs ms miss mme mlle frau señora sra dame".split())
MENS_TITLES = frozenset("mr sir herr señor don".split())

HAN_FAMILIES = tuple("邱郝裴祁卞彭崔翟佟尹姚薛邢阮倪廖芮靳褚滕岑邵")
HAN_LONG_FAMILIES = ("尉迟", "百里", "南宫", "令狐", "夏侯")  # 东方 is a word, 欧阳 the commonest
HAN_WOMEN = tuple("雅琴 淑芬 秀珠 玉梅 佩珊 若雨 雨涵 可欣 怡君 思雨 月娥 淑珍 佳慧 雅芝 婉如 采薇 芷若 素琴".split())
HAN_MEN = tuple("浩然 文博 立群 明哲 思源 家豪 宇航 天佑 正清 承志 永昌 伯言 敬之 景行 元良 培文 修文 守仁".split())
HAN_WOMEN_SHORT = tuple("婷娟倩琳敏芸茜蕊")
HAN_MEN_SHORT = tuple("浩昊毅峰波磊鑫晖")
HAN_WOMEN_IN_PARTS = tuple("帕丽达 热依汗 祖丽菲亚 孜拉依 米热古丽 阿依努尔 玛依拉".split())
HAN_MEN_IN_PARTS = tuple("库尔班 亚森 卡哈尔 玉素甫 塔依尔 阿布都外力 吐尔地 艾尼瓦尔 司马义 热合曼".split())
"""As people in Xinjiang write theirs, with a point between."""

HAN_KNOWN_FAMILIES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万"
    "钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧蕭潘蔣葉蘇魏呂盧鐘譚陸賈韋鄒閻賀顧龔萬錢嚴戴莫湯溫龐顏莊聶魯關蘭畢單霍塗穀駱藍遊鮑華饒簡容"
)
HAN_KNOWN_LONG_FAMILIES = frozenset(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 皇甫 尉迟 尉遲 慕容 司徒 东方 東方 夏侯 令狐 长孙 宇文 公孙 轩辕 百里 南宫 端木 拓跋 独孤 闻人 聞人 钟离 鍾離 申屠 濮阳 澹台 公孫 長孫".split()
)
HAN_WOMENS_LETTERS = frozenset(
    "芳娟敏静靜丽麗娜秀英玲婷雪琴梅兰蘭霞燕红紅莉莲蓮珍珠萍芬玉香月凤鳳洁潔娥媛妍娇嬌倩琳佳怡欣雯薇颖穎慧淑惠艳艷菊花花桂翠雅妹婉薇蕾瑶嫣"
)
HAN_MENS_LETTERS = frozenset(
    "伟偉强強军軍勇涛濤磊刚剛建国國明辉輝鹏鵬杰傑斌超波峰龙龍飞飛志海山毅俊浩雄武彪虎豪德福贵貴財财祥旺根栋棟柱诚誠宏亮"
)
HAN_BEFORE = ("老", "小", "阿")
HAN_AFTER = tuple(
    "副主任医师 主任医师 主治医师 护士长 副主任 主任 医生 醫生 大夫 医师 醫師 护士 護士 教授 老师 院长 先生 女士 小姐 太太 阿姨 大爷 大妈 奶奶 爷爷 师傅 同志 某某 某 氏 总 工".split()
)
