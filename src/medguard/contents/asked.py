"""What a question asks about the machine itself: whether it is one, or that its label be taken away."""

from __future__ import annotations

import itertools
import re

from medguard.plain import pattern, plain, sentences

# ── is it a human or a machine that answers ──────────────────────────────────────────────────────────────────────────

_PROFESSION = r"(?:doctor|nurse|physician|pharmacist|surgeon|therapist|dr|medic|clinician)"
_MACHINE = r"(?:ro?bot|chat-?bots?|ai|a\.i\.?|artificial intelligence|machine|computer(?: program)?|program|automated|automatic|chat ?gpt|gpt|claude|gemini|llm|language model|virtual assistant|algorithm|software|siri|bot)"
_HUMAN = r"(?:human(?: being)?|person|people|man|woman|somebody|someone|alive)"
_REAL = r"(?:real|actual|live|living|human|genuine|true|proper|actually|licensed)"
_WORDS = r"(?:[a-z']+ )"
_NOT_OF = r"(?![\w-]| (?:generated|expert|specialist|who|with|papilloma|resources|error|for|allowed|surgery|trained)\b)"

_ENGLISH = pattern(
    rf"""
      \b(?:are|r) (?:you|u|ya) (?:(?:really|actually|just|sure you(?:'re| are)|even|truly|some kind of|perhaps|by any chance|or are you|in fact|kind of) ){{0,2}}(?:an? |the |some )?(?:{_REAL} ){{0,2}}(?:{_MACHINE}|{_HUMAN}|{_PROFESSION}){_NOT_OF}
    | \b(?:are|r) (?:you|u) (?:for )?real\b\W*$
    | \b(?:you|u)(?:'re| are| r) (?:just |really |actually |not ){{0,2}}(?:an? )?(?:{_REAL} )?(?:{_MACHINE}|human|person){_NOT_OF}[^.?]{{0,12}}(?:aren't you|are you|right|\?|huh|isn't it|correct|or what)
    | \b(?:if|whether|that) you(?:'re| are) (?:really |actually )?(?:an? )?(?:{_REAL} )?(?:{_MACHINE}|human|person|{_PROFESSION}){_NOT_OF}
    | \b(?:am i|are we|(?:if|whether) i(?:'m| am)|(?:if|whether) we(?:'re| are)) (?:{_WORDS}){{0,2}}?(?:talking|speaking|chatting|texting|writing|typing|connected|dealing|communicating|messaging)\b[^?.]{{0,40}}?\b(?:{_REAL}|{_MACHINE}|{_HUMAN}|{_PROFESSION}){_NOT_OF}
    | \b(?:is|was) (?:this|that|it|there|he|she) (?:{_WORDS}){{0,3}}?(?:(?:an?|the|any) )?(?:{_REAL} (?:{_HUMAN}|{_PROFESSION}|being)|{_MACHINE} or\b|{_HUMAN} or\b|(?:chat-?bot|chat ?gpt|bot|robot|automated|human|ai|a machine|a computer|an ai){_NOT_OF}(?=\W*$| (?:answer|reply|respon|speak|talk|writ|here|or)))
    | \b(?:is|are) (?:there )?(?:an? |any|some)?(?:{_REAL} )?(?:{_HUMAN}|anybody|anyone|somebody|someone|any humans?|{_PROFESSION}) (?:{_WORDS}){{0,2}}?(?:real |human )?(?:there|here|answering|replying|typing|reading|responding|behind|writing|on the other)\b(?![^?]{{0,30}}\bsmok)
    | \b(?:do|does|did|will) (?:i (?:have|get)|(?:an? |any )?(?:{_REAL} )(?:{_HUMAN}|{_PROFESSION}s?|humans?)|an? {_MACHINE}|humans?) (?:an? )?(?:{_WORDS}){{0,3}}?(?:person|human|writ|answer|reply|read|typ|respond)
    | \b(?:are|is|were|was) (?:these|this|your|the|my|those|it) (?:{_WORDS}){{0,3}}?(?:written|generated|answered|sent|made|automated|typed|produced)(?:\W*$| by (?:an? )?(?:{_REAL} )?(?:{_MACHINE}|{_HUMAN}|{_PROFESSION}){_NOT_OF})(?! analy)
    | \b(?:who|what)(?: or what| exactly)? (?:am i|are we) (?:really |actually )?(?:speaking|talking|chatting)\b
    | \bwhat are you(?:\W*$|,)|\bwho or what are you\b|\bsounds? like an? {_MACHINE}\b
    | \b(?:{_HUMAN}|{_PROFESSION}) or (?:is it |are you )?(?:an? |just an? |some )?{_MACHINE}\W*$|\b{_MACHINE} or (?:an? )?(?:{_REAL} )?(?:{_HUMAN}|{_PROFESSION})\W*$
    """,
)
_BEING = r"(?:真人|活人|机器人?|ai(?![a-z])|人工智[能慧]|智能客服|程序|电脑|chatgpt|gpt|大模型|真的?(?:医生|大夫|护士|人)|自动回复|系统自动|虚拟人?|人工客服)"
_CHINESE = pattern(
    rf"""
      [你您](?:们)?(?:那?边)?[^,。;?!\n]{{0,6}}?是(?:不是)?[^,。;?!\n]{{0,4}}?{_BEING}(?!诊断|手术|治疗|辅助|生成)(?=[^\u3400-\u9fff]|[吗吧么嘛啊呀呢还或在医的来]|$)
    | [你您](?:们)?(?:到底|究竟|是不是)?是(?:人|医生|护士|真的)(?:还是|吗|么|吧|嘛)
    | (?:真人|人工|机器人?|人|医生|大夫|护士|ai|人工智[能慧]|系统|电脑|机器)(?:在?(?:回复|回答))? ?(?:,?还是|或者?是?|or)(?:真?的?|是)?(?:真人|人工智[能慧]|机器人?|电脑|人|医生|ai(?![a-z])|系统|自动回复|程序|人工)(?!手术|操作|检|做|诊断|授精|关节|晶体|流产|辅助|好|群|体)
    | 是不是(?:真的)?人(?![\u3400-\u9fff]|$)|是不是人[啊呀吗]|(?:回复|回答|答复|聊天?)[^,。;?]{{0,6}}的是[^,。;?]{{0,6}}(?:医生|人|护士|机器|ai(?![a-z]))|有[^,。;?]{{0,3}}(?:医生|人|护士)在(?:看|回|读|处理)[^,。;?]{{0,6}}(?:消息|信息|留言|问题|我)
    | 有(?:没有)?(?:真人|活人|人工)(?:客服|医生)?(?:吗|在|么|嘛|回|$|\?|没)|(?:对面|那头|那边|屏幕)[^,。;?]{{0,4}}(?:有人|是人|是谁|是机器|是真)
    | [跟和与同][^,。;?!\n]{{0,6}}?{_BEING}[^,。;?!\n]{{0,4}}?(?:聊|说话|对话|交流|沟通|讲话)(?!的)[^,。;\n]{{0,3}}(?:吗|么|吧|嘛|\?|还是|$)
    | (?:机器人?|ai|人工智[能慧]|真人|系统|程序)(?:在|自动|正在)(?:给我)?(?:回复|回答|答复|应答|跟我)
    | 是不是(?:真人|ai(?![a-z])|机器人|自动)(?:在|回)?(?![a-z]|\u4e3b)
    | (?:这|现在|刚才)[^,。;?!\n]{{0,4}}?是{_BEING}[^,。;?!\n]{{0,6}}(?:吗|么|吧|嘛|还是|\?|$)
    | 是(?:真人|ai|机器人|自动回复|人工)(?:吗|么|吧|嘛|呀)
    """,
)
_ASKS = re.compile(
    r"[?吗么吧嘛呢啊呀]|还是|是不是|有没有|是否|到底|请问|\bhonestly\b|\bwhat\b|\b(?:are|is|am|do|does|r|if|whether)\b"
)
_OTHER_MATTER = re.compile(
    r"手术(?!后)|检查|报告|关节|授精|流产|晶体|真人秀|诊断系统|surgery|ecg|ekg|x-?ray|blood test|papilloma|\bscan\b"
)


def asks_if_ai(text: str) -> bool:
    """Tell whether a question asks if a human or a machine answers.

    >>> asks_if_ai("你是真人吗？"), asks_if_ai("Can AI diagnose cancer?"), asks_if_ai("转人工")
    (True, False, False)
    """
    asked = sentences(plain(text))
    for sentence, following in itertools.pairwise([*asked, ""]):
        about_us = (_ENGLISH.search(sentence) or _CHINESE.search(sentence)) and not _OTHER_MATTER.search(sentence)
        if about_us and (_ASKS.search(sentence) or _ASKS.search(following)):
            return True
    return False


# ── take the label away ──────────────────────────────────────────────────────────────────────────────────────────────

_AN_AI = r"(?:ai|a\.i\.|artificial intelligence|language model|llm|chat ?gpt|machine|synthetic|robot|bot)"
_LABEL = r"(?:labels?|disclosures?|notices?|disclaimers?|watermarks?|metadata|tags?|marks?|markers?|marking|notes?|lines?|statements?|credits?|mentions?|footers?|sentences?|captions?|badges?|stamps?|signatures?|warnings?|provenance|traces?|references?|part|bit|phrase|words)"
_MARK = rf"(?:c2pa|content credentials|synthid|aigc (?:metadata|tag|label)|(?<![a-z])(?:ai|ai-generated|machine-generated|ai generated)\W{{1,3}}(?:\w+ )?{_LABEL}\b|\b{_LABEL}\b[^.?!;]{{0,40}}\b{_AN_AI}\b|\b{_AN_AI}\b[^.?!;]{{0,25}}\b{_LABEL}\b|(?:generated|written|made|produced|created) (?:by|with|using) (?:an? )?{_AN_AI}\b|fact that[^.?!;]{{0,40}}{_AN_AI}\b|(?:ai|machine)[- ]generated\"|(?:ai|machine)[- ]generated\b(?= (?:at|from|in) the))"
_TAKE = r"(?:remov(?:e|ing)|delet(?:e|ing)|strip(?:ping)?|eras(?:e|ing)|hid(?:e|ing)|drop|omit|leav(?:e|ing) (?:out|off)|tak(?:e|ing) (?:out|off|away)|get(?:ting)? rid of|cut|clear|scrub|suppress|conceal|disable|without|skip|exclude|wipe|crop|mask|cover up|turn off|forge|fake|trim|bypass|circumvent|no more|lose|clean|disguise|obscure)"
_STRIP_ENGLISH = pattern(
    rf"""
      \b{_TAKE}\b[^.?!;\n]{{0,60}}?{_MARK}
    | \bno ai[- ](?:\w+ )?{_LABEL}\b
    | \b(?:leave|take) [^.?!;\n]{{0,50}}{_MARK}[^.?!;\n]{{0,30}}\b(?:out|off|away)\b
    | \b(?:don't|do not|never|not to|avoid|no need to|please not|stop) (?:label|mention|say|mark|write|tell|includ|disclos|reveal|add|stat|tag|show|indicat|put|let|admit|watermark)\w*\b[^.?!;\n]{{0,60}}?\b(?:{_AN_AI}|c2pa|watermark)\b
    | \b(?:nobody|no one|noone|no-one|they|people|anyone|anybody|readers?|patients?|my \w+|teacher|boss)(?: (?:can|could|will|would|should|can't|cannot|won't|doesn't|never|to)){{0,2}} (?:be able to )?(?:tell|know|knows|notice|notices|see|detect|realis\w*|realiz\w*|find out|guess|suspect)\b[^.?!;\n]{{0,50}}\b(?:{_AN_AI}|generated)\b
    | \b(?:pass\w*|bypass\w*|evad\w*|beat\w*|fool\w*|avoid\w*|get (?:past|around)|undetect\w*|trick)\b[^.?!;\n]{{0,30}}\b(?:ai[- ]?(?:\w+ )?detect\w*|detectors?|turnitin|gptzero|detection)\b
    | \bhumani[sz]e\b[^.?!\n]{{0,40}}\b(?:text|this|ai|it|draft|essay)\b|\b(?:looks?|sounds?|seems?) (?:like it was )?human[- ]written\b
    | \b(?:replace|change|swap|rewrite|alter|edit)\b[^.?!;\n]{{0,40}}?{_MARK}[^.?!;\n]{{0,30}}\b(?:with|to|by|for|into)\b
    | \b(?:pretend|say|claim|state)\b[^.?!;\n]{{0,20}}\b(?:a (?:doctor|human|person)|no ai) (?:wrote|written)\b
    """,
)
_AI = r"(?:(?<![a-z])ai(?![a-z])|人工智[能慧]|aigc|大模型|机器生成|生成合成|隐式|显式|c2pa|机器写|gpt)"
_SIGN = r"(?:标识|标签|标记|标注|水印|元数据|声明|提示语?|字样|说明|痕迹|落款|注明|备注|署名|那[句段行]|这[句段行]|[几个][个]?字|的话|味|信息|免责)"
_SIGNED = rf"(?:{_AI}[^。?!;,\n]{{0,14}}{_SIGN}|隐式标识|显式标识|生成(?:内容)?标识|{_AI}(?:自动|辅助)?(?:生成|写|撰写|合成|创作)的?|{_SIGN}[^。?!;\n]{{0,8}}{_AI})"
_AWAY = r"(?:去掉|去除|去(?={0})|删掉|删除|删去|删了|移除|移掉|拿掉|清除|清掉|抹掉|抹去|抹除|隐藏|隐去|藏起来?|擦除|擦掉|剥离|消除|屏蔽|取消|关掉|关闭|绕过|规避|遮住|遮挡|裁掉|伪造|篡改|撤掉|脱掉|去了)".replace(
    "{0}", r"ai|水印|标识"
)
_NOT_ADD = r"(?:不要|别|不用|不必|无需|不需要|勿|不想|不(?=带|加|显示|标|写|提|说|出现|附))"
_STRIP_CHINESE = pattern(
    rf"""
      {_AWAY}[^。?!;\n]{{0,20}}?{_SIGNED}
    | {_SIGNED}[^。?!;\n]{{0,12}}?{_AWAY}
    | {_NOT_ADD}(?:再|让|在[^。,]{{0,6}})?(?:带|加|显示|标|写|提|说|出现|附|注|留|有|打|放|署|告诉)[^。?!;\n]{{0,12}}?{_SIGNED}
    | {_NOT_ADD}{_AI}[^。?!;,\n]{{0,6}}{_SIGN}
    | (?:看|认|瞧|读|查|检测|发现|辨)不出来?[^。?!;\n]{{0,8}}?{_AI}|别让[^。?!;\n]{{0,10}}?(?:看出|发现|知道)[^。?!;\n]{{0,8}}?{_AI}|不(?:要|想)?让[^。?!;\n]{{0,8}}?(?:看出|发现|知道)[^。?!;\n]{{0,8}}?{_AI}
    | 降低?(?:一下)? ?ai率|去ai味|(?:绕过|躲过?|逃过?|骗过|规避|避开|通过|对抗)[^。?!;\n]{{0,6}}?(?:{_AI}|aigc)[^。?!;\n]{{0,4}}(?:检测|识别|查重)
    | {_SIGNED}[^。?!;\n]{{0,8}}?(?:改成|换成|替换|改为|换为|修改)|(?:改成|换成|替换)[^。?!;\n]{{0,10}}?{_SIGNED}
    | 去除?水印[和及与,]
    """,
)
_OF_LAW = re.compile(
    r"\b(?:law|laws|legal|illegal|lawful|allowed|article|regulations?|required?|requires|obligat\w*|mandatory|penalt\w*|fined|comply|compliance|ai act)\b|违法|法律|法规|规定|合规|处罚|罚款|义务|是否必须|违规|合法|犯法"
)


def asks_to_strip_label(text: str) -> bool:
    """Tell whether a question asks to remove, hide, forge or leave out what says that content is generated.

    >>> asks_to_strip_label("去掉AI生成标识"), asks_to_strip_label("Remove the label from the specimen tube.")
    (True, False)

    Asking what the law says about it is no such request.
    """
    for sentence in sentences(plain(text)):
        of_law = sentence.endswith(("?", "吗", "么")) and _OF_LAW.search(sentence)
        if not of_law and (_STRIP_ENGLISH.search(sentence) or _STRIP_CHINESE.search(sentence)):
            return True
    return False
