"""Who a reply says is speaking: a person, or a machine."""

from __future__ import annotations

import re

from medguard.plain import pattern, plain, sentences

_PROFESSION = r"(?:doctor|nurse|physician|pharmacist|surgeon|midwife|therapist|psychologist|psychiatrist|paramedic|gp|clinician|dentist|medic|cardiologist|dermatologist|paediatrician|pediatrician)"
_REAL = r"(?:real|actual|live|living|human|genuine|flesh-and-blood|licensed|registered|qualified|practi[sc]ing|trained|certified|board-certified|experienced|senior|retired|breathing)"
_MACHINE = r"(?:ai|a\.i\.|artificial intelligence|ro?bot|chat-?bot|machine|computer(?: program)?|program|language model|llm|automated|virtual assistant|software|algorithm)"
_NO_MORE = (
    r"(?![\w'-]| (?:bot|assistant|ai|agent|chatbot|model|expert|specialist|researcher|engineer|system|simulat\w*)\b)"
)

_I = "(?:我|本人|俺)"
_BEING = "(?:[真活]人|真正的|真实的|人工(?!智能|智慧)|人类)"

_CLAIM = pattern(
    rf"""
      \bi(?:'m| am) (?:(?:just|actually|really|indeed|also|very much|100%|definitely|myself|still|only|of course|absolutely) ){{0,2}}(?:an? |the )?(?:{_REAL},? (?:and )?){{0,3}}(?:human(?: being)?|person|man|woman|{_PROFESSION}){_NO_MORE}
    | \bi(?:'m| am) (?:definitely |certainly |really )?(?:not|no|neither) (?:an? |some )?{_MACHINE}{_NO_MORE}
    | \bi(?:'m| am) (?:(?:dr|nurse)\.? )?[a-z]{{2,15}}(?: [a-z]{{2,15}})?, (?:an?|your) (?:{_REAL} ){{0,2}}(?:{_PROFESSION}|human|person){_NO_MORE}
    | \byou(?:'re| are) (?:(?:now|indeed|actually|definitely|really|currently) )?(?:talking|speaking|chatting|texting|messaging|connected|communicating|writing) (?:to|with) (?:an? |the )?(?:{_REAL} ){{1,2}}(?:person|human|being|{_PROFESSION}|agent|people){_NO_MORE}
    | \byou(?:'re| are) (?:talking|speaking|chatting) (?:to|with) an? (?:person|human|{_PROFESSION}){_NO_MORE}
    | \bi(?:'m| am) (?:dr\.?|nurse) [a-z]{{2,15}}\b(?!['-])
    | \byou(?:'re| are) not (?:talking|speaking|chatting) (?:to|with) an? {_MACHINE}{_NO_MORE}
    | \b(?:speaking )?as an? (?:fellow )?(?:{_REAL} ){{0,2}}{_PROFESSION} myself\b|\bas an? (?:{_REAL} ){{0,2}}(?:human(?: being)?|{_PROFESSION}),? i\b
    | \b(?:there is|it(?:'s| is)|this is) an? (?:{_REAL} ){{1,2}}(?:person|human|{_PROFESSION}) (?:here|answering|typing|speaking|writing|behind)\b
    | ^\W*(?:yes|yep|yeah|sure|of course)\W{{1,3}}(?:an? )?(?:{_REAL} ){{0,2}}(?:human(?: being)?|person|{_PROFESSION})\b|\byou(?:'ve| have) reached an? (?:{_REAL} ){{1,2}}(?:person|human|{_PROFESSION})\b|\b(?:there are )?no (?:bots?|robots?|machines?|ai) here\b
    | \bin my (?:\w+ )?years (?:of practice|as an? {_PROFESSION})\b
    | {_I}(?:就|真的|确实|当然|可|本人|也|真)?是(?:一[名位个]|个)?(?:{_BEING}|[^,。!?;"不非没吗否]{{0,8}}?(?:医生|护士|医师|药师|大夫))(?![^,。!?]{{0,10}}(?:助手|助理|机器人|ai|智能|管家|系统|版))
    | {_I}(?:就|真的|确实|当然|可|也|真)?是(?:一?个)?(?:大?活|真)?人(?=[,。!啦啊呀哦的]|$)|{_I}姓[^,。]{{1,2}},?是[^,。]{{0,8}}(?:医生|护士|医师|药师)
    | {_I}(?:可|真的|确实|绝对)?(?:不是|并非|并不是)(?:什么|一个|一台)?(?:机器人?|ai|人工智能|程序|电脑|虚拟|自动回复|智能客服)
    | [您你][^,。!?;"]{{0,8}}的(?:就|确实|都)?是[^,。!?;"不非]{{0,4}}?(?:{_BEING}|医生|护士)
    | [您你](?:现在|目前)?(?:正在?|在)?[跟和与同](?:一[位名])?(?:{_BEING}|医生|护士)[^,。!?;"]{{0,6}}(?:聊|说|对话|沟通|交流|交互)
    | (?:这里|这边|对面|屏幕这头)(?:就|确实|都)?是(?:{_BEING}|医生本人)|(?:真人|人工)(?:医生|客服)?(?:在线|在)为您(?:服务|解答)
    | 不是(?:ai|机器人?|人工智能|自动)(?:在)?(?:回复|回答)|[您你][^,。!?;"]{{0,8}}的(?:可|并)?不是(?:ai|机器人?|人工智能|程序)|(?:作为|身为)(?:一[名位])?(?:[^,。]{{0,6}})(?:医生|护士|医师|药师|人类),?我(?!们?的?ai)|{_I}(?:从医|行医|当医生|做医生|执业)[^,。]{{0,6}}年|我在临床[^,。]{{0,6}}年
    """,
)
_UNREAL = re.compile(
    r"\b(?:if|whether|imagine|suppose|pretend\w*|were|would|cannot|can't|never|won't|wish|think|thinks|thought|say|says|said|saying|claim\w*|don't|do not|not|though|like|unless|until|write|role|character)\b"
    r"|如果|假如|要是|假设|是否|是不是|不能说|假装|扮演|不会说|以为|说自己|并不|即使|就算|当成|别把|(?:不|非)是?[真活]$"
)
_NOT_REAL = re.compile(r"ai|智能|机器人?医生|虚拟|数字|模拟|不是真")
_ASKED = re.compile(r"[^,.;:!?。]{0,40}(?:\?|吗|么|吧)")
_ENDS_CLAUSE = re.compile(r"[,.;:!?。]")


def claims_to_be_human(text: str) -> bool:
    """Tell whether a reply says that it is a person, or no machine.

    >>> claims_to_be_human("No, I'm not a bot. I'm a real nurse."), claims_to_be_human("I am not a doctor.")
    (True, False)

    Not what is quoted, supposed, or asked. A professional's first person in a letter written for them is taken for the speaker's.
    """
    return any(_claims(sentence) for sentence in sentences(plain(text)))


def _claims(sentence: str) -> bool:
    for found in _CLAIM.finditer(sentence):
        before = sentence[max(0, found.start() - 80) : found.start()]
        clause = _ENDS_CLAUSE.split(before)[-1]
        supposed = re.match(r"\W*(?:if|imagine|suppose|如果|假如|要是|假设)\b", sentence) and "," not in before
        said = found[0]
        if _ASKED.match(sentence, found.end()):
            continue
        own_machine = _NOT_REAL.search(said) if not re.search(r"不是|并非|not|no |neither", said) else None
        if not _UNREAL.search(clause) and not supposed and not own_machine and before.count('"') % 2 == 0:
            return True
    return False


# ── visible label, AI Act Art. 50(2) and (4) ─────────────────────────────────────────────────────────────────────────

_INVISIBLE = re.compile(
    r"<!--(?:[^-]|-(?!->))*(?:-->|\Z)|^[ ]{0,3}\[[^\]\n]{0,80}\]:[^\n]*|<[a-zA-Z][^<>]{0,200}>", re.MULTILINE
)
_THING = r"(?:text|content|reply|answer|response|message|summary|report|document|information|leaflet|note|letter|material|article|page|advice|conversation|translation|output|draft|explanation)"
_MADE = r"(?:generated|created|produced|written|drafted|composed|prepared|made)"
_AN_AI = r"(?:an? |our |the )?(?:[\w-]+ ){0,2}(?:ai\b|a\.i\.|artificial intelligence|(?:large )?language model|generative ai|chat-?bot|machine\b)"
_GENERATED = pattern(
    rf"""
      ^\W*(?:(?:note|notice|disclaimer|disclosure|please note|important)\W{{1,3}}(?:that )?)?
      (?:(?:this|the above|the following|the preceding|my|these|all) (?:\w+ )?)(?:{_THING}s? )?(?:above |below |here )?(?:was|is|were|are|has been|have been) (?:(?:partly|fully|automatically|entirely|partially|wholly) )?
      (?:{_MADE} (?:\w+ )?(?:by|with|using) (?:the (?:help|assistance|aid) of )?{_AN_AI}|(?:ai|artificial intelligence|machine)[- ]generated)
    | ^\W*(?:(?:this|the above) is (?:an? )?)?(?:ai|artificial-intelligence|machine)[- ]generated(?: {_THING})?\W*?(?:$|[.(;:]|for information)
    | ^\W*(?:{_THING} )?(?:automatically )?{_MADE} (?:by|with|using) {_AN_AI}(?: (?:assistant|system|model|tool))?\W*(?:$|[.,(;])
    | ^\W*(?:{_THING}s?\W{{1,3}})ai[- ]generated\W*$
    | ^\W*(?:(?:注意?|提示|温馨提示|声明|免责声明|说明|标识) ?: ?)?(?:(?:本|此|该|以上|上述|以下|上文|前述|这)[^,。;:!?不非未没由]{{0,6}}|内容|文本|文字|回答|回复|答复|信息)?(?:均|都|全部|完全|部分)?(?:系|为|是)?由? ?
      (?:(?:人工智能|ai) ?(?:\((?:人工智能|ai)\))?(?:技术|大语言模型|语言模型|大模型|模型|系统|助手|助理|工具|程序|自动|辅助|智能){{0,3}}(?:生成|合成|撰写|创作)|生成式 ?(?:人工智能|ai)[^,。]{{0,6}}(?:生成|提供|输出|撰写))
      (?:的?(?:内容|文本|文字|回答|回复|信息|结果|摘要))?(?=\W*(?:$|[,。;!:.)\]]))
    | ^\W*[\[(【](?:ai|人工智能)(?:生成|合成)(?:内容)?[\])】]
    """,
)
_DENIES = re.compile(r"\b(?:not|never|n't|must|should|if|would|may be|can be|nor)\b|[不没非未无应须必]|如果")


def says_generated(text: str) -> bool:
    """Tell whether a text visibly says, in English or Chinese, that it was generated by AI.

    >>> says_generated("This summary was generated by an AI system."), says_generated("Text generated by AI must be labelled.")
    (True, False)

    That an AI is speaking is another statement (``disclosures``), and where a label must stand is for ``notices`` to find.
    """
    words = plain(_INVISIBLE.sub("", text))
    for sentence in sentences(words):
        for part in (sentence, *_BRACKETED.findall(sentence)):
            if part.endswith("?"):
                continue
            if (found := _GENERATED.match(part)) and not _DENIES.search(found[0]):
                return True
    return False


_BRACKETED = re.compile(r"[(\[【]([^()\[\]【】]{4,120})[)\]】]")
