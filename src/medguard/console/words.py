"""What the console says, in English and Chinese: every message once, with both beside each other.

>>> Words("zh").sign_in
'登录'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

_SAID: Final[dict[str, tuple[str, str]]] = {
    # the frame
    "console": ("medguard console", "medguard 控制台"),
    "skip": ("Skip to the content", "跳到正文"),
    "pages": ("Pages", "页面"),
    "reader": ("Language, look and account", "语言、外观与账号"),
    "other_language": ("中文", "English"),
    "overview": ("Overview", "概览"),
    "exchanges": ("Exchanges", "交换记录"),
    "rules": ("Rules", "规则"),
    "integrity": ("Log integrity", "日志完整性"),
    "users": ("Accounts", "账号"),
    "light": ("Light", "浅色"),
    "dark": ("Dark", "深色"),
    "as_system": ("As the system", "跟随系统"),
    "look": ("Look", "外观"),
    "sign_out": ("Sign out", "退出登录"),
    "signed_in_as": ("Signed in as", "当前账号"),
    "utc": ("All times are UTC.", "所有时间均为协调世界时（UTC）。"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "none": ("none", "无"),
    # roles
    "role": ("Role", "角色"),
    "role_officer": ("Officer", "合规官"),
    "role_reviewer": ("Reviewer", "复核人员"),
    "role_auditor": ("Auditor, read only", "审计人员（只读）"),
    "role_administrator": ("Administrator", "管理员"),
    # the door
    "sign_in": ("Sign in", "登录"),
    "name": ("Account", "账号"),
    "password": ("Password", "密码"),
    "code": ("One-time code", "一次性验证码"),
    "code_hint": ("Six digits from your authenticator", "身份验证器显示的六位数字"),
    "not_in": (
        "That did not open anything. Check account, password and code; a code works once. After five wrong tries the account waits a while.",
        "未能登录。请核对账号、密码和验证码（每个验证码只能使用一次）。连续输错五次后，账号需等待一段时间才能再试。",
    ),
    "link_title": ("Access for an auditor", "审计人员访问"),
    "link_words": (
        "This link opens the console for reading. What you look at is recorded.",
        "此链接以只读方式打开控制台。您查看的内容将被记录。",
    ),
    "link_open": ("Open the console", "打开控制台"),
    "link_over": (
        "This link opens nothing: it was mistyped, withdrawn, or its time is over. Ask whoever sent it for a new one.",
        "此链接无效：可能输入有误、已被撤回或已过期。请向发送人索取新的链接。",
    ),
    # what goes wrong
    "problem": ("This did not work", "操作未完成"),
    "not_found": (
        "There is no such page or record, or it is not of your applications.",
        "没有该页面或记录，或其不属于您可查看的应用。",
    ),
    "not_found_do": ("Go back to the list and look again.", "请返回列表重新查找。"),
    "not_allowed": ("Your account may not do this.", "您的账号无权执行此操作。"),
    "not_allowed_do": ("Ask an administrator of this console.", "请联系本控制台的管理员。"),
    "stale": (
        "This form came from elsewhere, or from a session that is over; nothing was done.",
        "该表单来自其他网站，或其会话已结束，未执行任何操作。",
    ),
    "stale_do": ("Open the page again and repeat what you did.", "请重新打开页面后再操作。"),
    "unknown_host": ("The console does not answer under this address.", "控制台不在该地址提供服务。"),
    "fault": ("A fault in medguard. Nothing was shown.", "medguard 内部故障，未显示任何内容。"),
    "fault_do": ("Look into the console's own log.", "请查看控制台自身的日志。"),
    "database_do": ("Try again in a moment; then look at the database.", "请稍后重试；如仍失败，请检查数据库。"),
    "back": ("Back to the overview", "返回概览"),
    # overview
    "from": ("From", "起始日"),
    "to": ("Before", "截止日（不含）"),
    "application": ("Application", "应用"),
    "model": ("Model", "模型"),
    "all": ("all", "全部"),
    "show": ("Show", "显示"),
    "volumes": ("Volumes", "用量"),
    "number_exchanges": ("exchanges", "次交换"),
    "number_unfinished": ("unfinished", "次未完成"),
    "number_applications": ("applications", "个应用"),
    "number_models": ("models", "个模型"),
    "number_tokens": ("tokens of replies", "个回复令牌"),
    "outcomes": ("Outcomes", "结果"),
    "outcomes_by_day": ("Outcomes by day", "每日结果"),
    "rules_failing": ("Rules that failed", "未通过的规则"),
    "identifiers": ("Identifiers replaced, by kind", "已替换的标识符（按类别）"),
    "latency": ("Time per step, in milliseconds", "各步骤耗时（毫秒）"),
    "step": ("Step", "步骤"),
    "median": ("Median", "中位数"),
    "longest": ("Longest", "最长"),
    "nothing_in_window": ("No exchange was recorded in this window.", "该时段内没有交换记录。"),
    "day": ("Day", "日期"),
    "kind": ("Kind", "类别"),
    "count": ("Count", "数量"),
    "numbers": ("The same in numbers", "对应数据"),
    # outcomes
    "answered": ("answered", "已答复"),
    "amended": ("amended", "已修改后答复"),
    "held": ("held", "待复核"),
    "blocked": ("blocked", "已拦截"),
    "failed": ("failed", "失败"),
    "abandoned": ("abandoned", "已放弃"),
    # exchanges
    "find": ("Find an exchange by its id, or its beginning", "按编号（或其开头）查找"),
    "find_go": ("Find", "查找"),
    "outcome": ("Outcome", "结果"),
    "rule": ("Rule", "规则"),
    "finding": ("Finding", "检查发现"),
    "finding_hint": ("check, or check/kind", "检查名，或 检查名/类别"),
    "profile": ("Profile", "配置"),
    "recorded_at": ("Recorded", "记录时间"),
    "reason": ("Reason", "原因"),
    "id": ("Id", "编号"),
    "older": ("Older", "更早"),
    "newest": ("Newest", "最新"),
    "no_records": ("No exchange is like this.", "没有符合条件的交换记录。"),
    "filter": ("Filter", "筛选"),
    # one exchange
    "exchange": ("Exchange", "交换记录"),
    "what_happened": ("What happened", "经过"),
    "became": ("It was", "结果："),
    "because": ("because of", "原因："),
    "in_short": ("In short", "摘要"),
    "asked": ("A request came in", "收到请求"),
    "deidentified": ("Identifiers were replaced", "标识符已替换"),
    "deidentified_none": ("No identifier was found", "未发现标识符"),
    "decided_request": ("The rules decided on the request", "规则对请求作出决定"),
    "decided_reply": ("The rules decided on the reply", "规则对回复作出决定"),
    "model_answered": ("The model answered", "模型已答复"),
    "checked": ("The reply was checked", "回复已检查"),
    "duty_done": ("Duties were carried out", "已履行义务"),
    "kept": ("The record was kept", "记录已保存"),
    "effect": ("Decision", "决定"),
    "status": ("Status", "状态"),
    "why": ("Why", "理由"),
    "law": ("Law", "法律依据"),
    "remedy": ("What to do", "如何处理"),
    "stage": ("Stage", "阶段"),
    "facts": ("Facts that it reads", "所依据的事实"),
    "rules_that_count": ("Rules that did not simply pass", "并非直接通过的规则"),
    "rules_passed": ("Rules that passed or did not apply", "已通过或不适用的规则"),
    "unknown_rule": ("This rule is not in the catalogue of this release.", "本版本的规则目录中没有该规则。"),
    "text": ("De-identified text", "去标识化文本"),
    "text_request": ("As it was sent to the model", "发送给模型的内容"),
    "text_reply": ("As the model answered", "模型的答复"),
    "text_show": ("Show the text; that you looked is recorded", "显示文本（查看行为将被记录）"),
    "text_none": ("No text is kept for this exchange.", "未保存该交换的文本。"),
    "proof": ("Proof", "证明"),
    "proof_words": (
        "The proof shows, with the log's public key alone, that this record stands in the log and was not changed. Check it with: medguard audit verify FILE --key KEY",
        "凭日志公钥即可用该证明验证：此记录存在于日志中且未被更改。核验命令：medguard audit verify FILE --key KEY",
    ),
    "proof_get": ("Download the proof", "下载证明"),
    "viewed_recorded": ("That you opened this page is in the ledger.", "您打开本页的行为已记入账本。"),
    "place": ("Place in the log", "日志位置"),
    "seconds_later": ("ms", "毫秒"),
    "unjudged": ("could not be judged", "未能判断"),
    "nothing_found": ("nothing found", "未发现问题"),
    "actor": ("Who asked (pseudonym)", "提问人（假名）"),
    "patient": ("About whom (pseudonym)", "涉及患者（假名）"),
    # statuses and effects
    "status_pass": ("passed", "通过"),
    "status_fail": ("failed", "未通过"),
    "status_not_applicable": ("does not apply", "不适用"),
    "status_not_yet_applicable": ("not yet in force", "尚未生效"),
    "status_undetermined": ("cannot be told", "无法判定"),
    "effect_allow": ("allow", "允许"),
    "effect_warn": ("warn", "警告"),
    "effect_deny": ("deny", "拒绝"),
    "effect_require_human_review": ("hold for a person", "交由人工复核"),
    "effect_require_label": ("require a label", "要求标识"),
    "effect_require_disclosure": ("require a disclosure", "要求告知"),
    # rules
    "rules_words": (
        "What the profile asks for today. A rule whose day has not come decides nothing yet.",
        "当前配置所执行的规则。尚未到生效日的规则暂不作出决定。",
    ),
    "level": ("Level", "级别"),
    "in_force": ("In force", "生效情况"),
    "in_force_now": ("today", "今日生效"),
    "in_force_from": ("from", "自"),
    "switched_off": ("off", "未启用"),
    "enforced": ("Enforced", "执行中"),
    "coming": ("Coming", "即将生效"),
    "manual": ("What no program can check", "程序无法检查的义务"),
    "not_checked": ("Left to people", "须由人工负责"),
    "verified": ("Compared with the official text", "已与官方文本核对"),
    # integrity
    "checkpoint": ("Newest checkpoint", "最新检查点"),
    "origin": ("Log", "日志名称"),
    "size": ("Records", "记录数"),
    "root": ("Root", "根哈希"),
    "no_checkpoint": ("There is no signed checkpoint yet.", "尚无已签名的检查点。"),
    "verify_now": ("Verify the whole log now", "立即验证整个日志"),
    "verify_running": ("Verification is running. Open this page again in a while.", "正在验证，请稍后重新打开本页。"),
    "verify_never": ("This console has not verified the log since it started.", "本控制台启动后尚未验证日志。"),
    "verify_ok": (
        "The log is whole: every record fits its hash, the tree and the signature.",
        "日志完整：每条记录均与其哈希、默克尔树及签名相符。",
    ),
    "verify_bad": ("The log does NOT fit what was signed.", "日志与已签名内容不符。"),
    "verify_at": ("Finished", "完成时间"),
    "problems": ("Problems", "问题"),
    "unfinished": ("Exchanges that were sent and have no end", "已发送但没有结束记录的交换"),
    # accounts
    "account_add": ("Add an account", "新增账号"),
    "account_add_do": ("Make account", "创建账号"),
    "account_made": (
        "The account was made. Hand over these secrets; they are shown once.",
        "账号已创建。请转交下列密钥，仅显示一次。",
    ),
    "account_close": ("Close", "关闭"),
    "account_state": ("State", "状态"),
    "account_open": ("open", "可用"),
    "account_closed": ("closed", "已关闭"),
    "account_expired": ("expired", "已过期"),
    "account_contradicted": ("row differs from its record: opens nothing", "与记录不符：不可登录"),
    "applications": ("Applications (blanks between; * is all)", "应用（以空格分隔，* 为全部）"),
    "expires": ("Expires", "到期"),
    "totp_key": ("Key for the authenticator", "身份验证器密钥"),
    "new_password": ("Password", "密码"),
    "link_make": ("Make a link for an auditor", "生成审计人员链接"),
    "link_make_do": ("Make link", "生成链接"),
    "link_days": ("Days until it expires", "有效天数"),
    "link_made": ("Send this link over a safe way; it is shown once.", "请通过安全渠道发送该链接，仅显示一次。"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The messages in one language; an unknown one is an AttributeError, and never an empty place on a page."""

    language: Language

    def __getattr__(self, name: str) -> str:
        try:
            return _SAID[name][self.language == "zh"]
        except KeyError:
            raise AttributeError(name) from None

    def of(self, prefix: str, word: str) -> str:
        """The message for a word of a record; the word itself where a newer release wrote one that this one does not know."""
        return _SAID.get(f"{prefix}{word}", (word, word))[self.language == "zh"]

    def choose(self, english: str, chinese: str) -> str:
        """Of two texts, the reader's."""
        return (chinese or english) if self.language == "zh" else english


def language_of(accepted: str) -> Language:
    """The better one of Accept-Language (RFC 9110, 12.5.4).

    >>> language_of("fr, zh-CN;q=0.8, en;q=0.5"), language_of(""), language_of("zh;q=x")
    ('zh', 'en', 'en')
    """
    best: tuple[float, Language] = (0.0, "en")
    for one in accepted[:500].split(","):
        tag, _, weight = one.strip().lower().partition(";")
        for language in LANGUAGES:
            if tag.split("-")[0] == language and (quality := _quality(weight)) > best[0]:
                best = (quality, language)
    return best[1]


def _quality(weight: str) -> float:
    name, _, value = weight.replace(" ", "").partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name == "q" else 0.0
    except ValueError:
        return 0.0
