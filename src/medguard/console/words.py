"""What the console says, in English and Chinese: every message once, with both beside each other.

>>> Words("zh").sign_in
'登录'
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from medguard.console.review_words import SAID as OF_REVIEWS

Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

_SAID: Final[dict[str, tuple[str, str]]] = {
    **OF_REVIEWS,
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
    "menu": ("Look and account", "外观与账号"),
    "sign_out": ("Sign out", "退出登录"),
    "sign_out_everywhere": ("Sign out everywhere", "在所有设备退出"),
    "busy": ("Too many people are signing in just now.", "当前登录请求过多。"),
    "busy_do": ("Wait a few seconds and try again.", "请稍候几秒后重试。"),
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
    "sign_in_password": ("With a password", "使用密码"),
    "passkey_sign_in": ("Sign in with a passkey", "使用通行密钥登录"),
    "passkey_second": ("Password and passkey, without a code", "使用密码和通行密钥（无需验证码）"),
    "passkey_none": (
        "No passkey answered: the question was dismissed, took too long, or this device has none for the console. Try again, or use a one-time code.",
        "未获得通行密钥：请求已取消、超时，或本设备没有用于本控制台的通行密钥。请重试，或使用一次性验证码。",
    ),
    "passkey_not_in": (
        "That did not open anything. Try the passkey once more from this page, or use password and one-time code.",
        "未能登录。请在本页重新使用通行密钥，或使用密码和一次性验证码。",
    ),
    "issuer_sign_in": ("Sign in with your institution's account", "使用本机构统一身份登录"),
    "issuer_down": (
        "The institution's identity provider does not answer just now. Try again in a minute, or sign in with a password if you have one.",
        "本机构身份提供方暂无响应。请稍候一分钟重试；如有密码，也可使用密码登录。",
    ),
    "issuer_refused": (
        "The identity provider's answer does not fit what was asked from this browser, or it took longer than 15 minutes. Begin again from this page.",
        "身份提供方的应答与本浏览器的请求不符，或已超过 15 分钟。请从本页重新开始。",
    ),
    "issuer_nobody": (
        "The identity provider knows you, and no account of this console is yours. Ask an administrator of this console to link one.",
        "身份提供方已确认您的身份，但本控制台没有与您关联的账号。请联系本控制台的管理员进行关联。",
    ),
    "issuer_number": ("Your number at the provider, for the administrator:", "您在身份提供方的标识（供管理员使用）："),
    "issuer_group": (
        "Your groups at the identity provider stand for no role here, or for several. Ask whoever keeps the groups.",
        "您在身份提供方的用户组未对应本控制台的任何角色，或对应多个角色。请联系用户组管理人员。",
    ),
    "issuer_not_in": (
        "The account that is yours opens nothing any more, or this answer was used before. Begin again, or ask an administrator of this console.",
        "您的账号已不可登录，或该应答已被使用。请重新开始，或联系本控制台的管理员。",
    ),
    "opened": ("You are signed in", "您已登录"),
    "opened_on": ("Open the console", "打开控制台"),
    "signed_out": ("You are signed out of the console", "您已退出控制台"),
    "signed_out_words": (
        "Your session at the institution's identity provider goes on, and could open the console again from this browser.",
        "您在本机构身份提供方的会话仍有效，仍可在本浏览器中再次打开控制台。",
    ),
    "signed_out_there": ("Sign out there, too", "同时在身份提供方退出"),
    "renew_title": ("New password and key for codes", "新的密码与验证码密钥"),
    "passkeys": ("Passkeys", "通行密钥"),
    "passkeys_words": (
        "A passkey is a key in a device of yours, which opens it with a finger, a face or a PIN.",
        "通行密钥是保存在您设备中的密钥，由设备通过指纹、面容或 PIN 解锁。",
    ),
    "passkey_label": ("Name of the device", "设备名称"),
    "passkey_label_hint": ("Only you see it, and no record holds it.", "仅您本人可见，不写入任何记录。"),
    "passkey_made_at": ("Made", "创建时间"),
    "passkey_used_at": ("Last used", "最近使用"),
    "passkey_remove": ("Remove", "删除"),
    "passkey_add": ("Add a passkey", "添加通行密钥"),
    "passkey_add_words": (
        "Password and code are asked for once more, then your device asks for itself.",
        "需再次输入密码和验证码，随后由您的设备进行确认。",
    ),
    "passkey_add_do": ("Make a passkey", "创建通行密钥"),
    "passkey_not_taken": (
        "The console takes only passkeys that the device keeps and that it unlocks with a finger, a face or a PIN; or the page was open for too long. Try again.",
        "本控制台仅接受保存在设备中且由指纹、面容或 PIN 解锁的通行密钥；也可能是页面打开时间过长。请重试。",
    ),
    "identity": ("At the identity provider", "身份提供方"),
    "identity_linked": ("linked", "已关联"),
    "identity_remove": ("Unlink", "解除关联"),
    "identity_link": ("Link somebody's identity", "关联身份"),
    "identity_words": (
        "Whoever signs in at the identity provider under this number opens this account. The number is not kept, only a keyed hash of it.",
        "以此标识在身份提供方登录的人员可打开该账号。标识本身不保存，仅保存其带密钥的哈希值。",
    ),
    "identity_subject": ("Number at the provider (sub)", "身份提供方标识（sub）"),
    "identity_link_do": ("Link", "关联"),
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
    "database": ("The console cannot answer just now.", "控制台暂时无法响应。"),
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
    "outcomes_by_day": ("Outcomes by day", "每日结果"),
    "rules_failing": ("Rules that failed", "未通过的规则"),
    "identifiers": ("Identifiers replaced, by kind", "已替换的标识符（按类别）"),
    "of_the_newest": ("Of the newest {} exchanges of this window.", "本时段最新 {} 次交换。"),
    "by_application": ("Outcomes by application", "各应用结果"),
    "by_model": ("Outcomes by model", "各模型结果"),
    "not_named": ("none named", "未注明"),
    "cited": ("Fabricated citations by model", "各模型虚构引文"),
    "cited_fabricated": ("fabricated in", "含虚构引文"),
    "cited_judged": ("replies judged", "已检查的回复"),
    "cited_none": (
        "No reply's citations were judged in this window.",
        "本时段没有经过引文检查的回复。",
    ),
    "p95": ("95 of 100", "第95百分位"),
    "step_deidentify": ("de-identify", "去标识化"),
    "step_open": ("opening a conversation", "打开会话"),
    "step_rules_request": ("rules on the request", "规则（请求）"),
    "step_rules_reply": ("rules on the reply", "规则（答复）"),
    "step_ask": ("the model", "模型"),
    "step_sentences": ("sentence by sentence", "逐句检查"),
    "step_ask_again": ("ask again", "再次提问"),
    "step_checks": ("checks", "检查"),
    "step_restore": ("restore names", "还原标识"),
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
    "amended": ("amended", "修改后答复"),
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
    "live_start": ("Update by itself", "自动更新"),
    "live_stop": ("Stop updating", "停止更新"),
    "live_words": ("Updates by itself every {} seconds until {} UTC.", "每 {} 秒自动更新，至 {}（UTC）为止。"),
    "live_new": ("New since you began: {}.", "开始以来新增：{} 条。"),
    "live_over": (
        "Updating has stopped, so that a machine that was left alone is signed out.",
        "已停止自动更新，以便无人操作的设备能自动退出登录。",
    ),
    "live_row": ("new", "新"),
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
    "stage_deployment": ("deployment", "部署"),
    "stage_request": ("request", "请求"),
    "stage_reply": ("reply", "回复"),
    "stage_retention": ("before deleting", "删除前"),
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
    "tokens_prompt_tokens": ("Tokens of the request", "请求词元数"),
    "tokens_completion_tokens": ("Tokens of the reply", "答复词元数"),
    "tokens_total_tokens": ("Tokens in all", "词元总数"),
    "house_rule": ("House rule of medguard", "medguard 内部规则"),
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
    "effect_deny_if_known": ("deny what is certain, warn of what is unknown", "确定违反则拒绝，事实未知则警告"),
    "effect_require_human_review": ("hold for a person", "交由人工复核"),
    "effect_require_label": ("require a label", "要求标识"),
    "effect_require_disclosure": ("require a disclosure", "要求告知"),
    # rules
    "rules_words": (
        "What the profile asks for today. A rule whose day has not come decides nothing yet.",
        "当前配置所执行的规则。尚未到生效日的规则暂不作出决定。",
    ),
    "level": ("Level", "级别"),
    "in_force_from": ("In force from", "生效日"),
    "always": ("always", "始终"),
    "early": ("kept early", "提前执行"),
    "switched_off": ("Switched off in this profile", "本配置未启用"),
    "ours": ("this house's", "本机构"),
    "not_ours": ("This is not the profile of this house.", "这不是本机构当前使用的配置。"),
    "on_day": ("On the day", "日期"),
    "duty": ("What people see to", "须由人员履行的事项"),
    "manual_words": (
        "A named officer vouches for each, with evidence and until a day; it is a record of the ledger:",
        "每项须由责任人附证据并注明期限作出证明，并记入账本：",
    ),
    "left_by_rules": ("What these rules leave to people", "上述规则留待人员履行的事项"),
    "nobody_vouches": ("for which nobody vouches", "项无人证明"),
    "attested_ending": ("ends soon", "即将到期"),
    "attested_ending_many": ("that end soon", "项即将到期"),
    "attested_valid": ("valid", "有效"),
    "attested_expired": ("expired", "已过期"),
    "attested_future": ("not yet", "尚未生效"),
    "attested_withdrawn": ("withdrawn", "已撤回"),
    "attested_nobody": ("nobody vouches", "无人证明"),
    "attested_by": ("Vouched for by", "证明人"),
    "withdrawn_by": ("Withdrawn by", "撤回人"),
    "evidence": ("Evidence", "证据"),
    "until": ("Until", "截止"),
    "state": ("State", "状态"),
    "enforced": ("Enforced", "执行中"),
    "coming": ("Coming", "即将生效"),
    "manual": ("What no program can check", "程序无法检查的义务"),
    "not_checked": ("Left to people", "须由人工负责"),
    "verified": ("Compared with the official text", "已与官方文本核对"),
    # what if
    "what_if": ("What if", "假设推演"),
    "what_if_words": (
        "Decides the newest exchanges of the window again, by the facts in their records: once under this house's profile, and once under another profile or on another day. Nothing is changed or written.",
        "根据记录中的事实，对时段内最新的交换重新作出决定：一次按本机构配置，一次按另一配置或另一日期。不更改、不写入任何内容。",
    ),
    "as_of": ("As of", "假定日期"),
    "as_of_hint": ("Without a day, each exchange is decided as of its own.", "不填假定日期时，各交换按其发生日推演。"),
    "how_many": ("How many", "条数"),
    "replay": ("Decide again", "重新推演"),
    "what_if_changed": ("{} of {} exchanges would be decided differently.", "共 {1} 次交换，其中 {0} 次的决定将不同。"),
    "decided_now": ("Under this house's profile", "本机构配置下"),
    "decided_then": ("Would be", "将变为"),
    "other_rules": ("for other rules", "（规则不同）"),
    "what_if_rules": ("Rules that would decide differently", "决定将不同的规则"),
    "unsure_words": (
        "“Could not tell” counts rules that need facts which records do not hold, such as a person's licence: live, they may pass.",
        "“无法判定”指规则所需事实（如人员资质）不在记录中；实际运行时可能通过。",
    ),
    "newly": ("Would not be kept", "新增未通过"),
    "newly_held": ("Would no longer simply allow it", "不再直接允许的规则"),
    "unsure": ("Could not tell", "无法判定"),
    "no_longer": ("Would allow it now", "改为允许"),
    "and_also": ("; ", "；"),
    "what_if_exchanges": ("Exchanges that would be decided differently", "决定将不同的交换"),
    "what_if_more": ("For more of them:", "如需推演更多："),
    # registry
    "registry": ("Registry", "登记库"),
    "registry_words": (
        "What the institution vouches for on {}, and rules look up. People stand here under references; of patients there are numbers only.",
        "机构于 {} 确认、供规则查询的信息。人员以编号表示；患者仅显示数量。",
    ),
    "registry_urgent": ("Ended, or ends within {} days", "已到期或 {} 日内到期"),
    "registry_calm": ("Nothing ends within {} days.", "{} 日内没有到期事项。"),
    "registry_house": ("This institution", "本机构"),
    "registry_staff": ("Staff: licences, training, authorisations", "人员：资质、培训与授权"),
    "registry_patients": ("Patients and their consents, in numbers", "患者与知情同意（仅数量）"),
    "registry_valid": ("valid", "有效"),
    "registry_ending": ("end within {} days", "{} 日内到期"),
    "registry_ended": ("ended", "已到期"),
    "registry_empty": ("The registry holds none.", "登记库中没有。"),
    "registry_more": ("Whom it concerns, whoever may look says:", "具体人员由有权限者查询："),
    "code_of": ("Code", "代码"),
    "reference": ("Reference", "编号"),
    "this_house": ("this institution", "本机构"),
    "days_left": ("{} days left", "尚余 {} 日"),
    "days_over": ("{} days ago", "已过 {} 日"),
    # incidents
    "incidents": ("Incidents", "事件"),
    "incidents_words": (
        "Serious incidents that the registry holds (AI Act Art. 73). From the day of awareness there are {} days to report; {} if a person died; {} for critical infrastructure or a widespread infringement.",
        "登记库中的严重事件（欧盟人工智能法第73条）。自知悉之日起 {} 日内报告；有人死亡的 {} 日；涉及关键基础设施或大范围侵权的 {} 日。",
    ),
    "incidents_none": (
        "The registry holds no incident. Whether there was none, only people know.",
        "登记库中没有事件。是否确无事件，须由人员确认。",
    ),
    "incidents_how": ("What to do", "如何处理"),
    "incidents_how_1": ("Enter the incident:", "登记事件："),
    "incidents_how_2": ("Keep the text of the exchanges concerned:", "冻结相关交换的文本："),
    "incidents_how_3": ("Make the notification:", "生成报告："),
    "incidents_limits": (
        "medguard finds no incident by itself. A last day on a weekend or holiday is not moved here. Devices under MDR or IVDR have clocks of their own.",
        "medguard 不会自行认定事件。期限末日逢周末或假日在此不顺延。MDR、IVDR 器械另有期限。",
    ),
    "report_by": ("Report by", "最迟报告日"),
    "aware_on": ("Aware on", "知悉日"),
    "term": ("Term", "期限"),
    "days": ("{} days", "{} 日"),
    "term_unsure": ("the shortest that it could be", "（按可能的最短期限）"),
    "reported_on": ("Reported on", "报告日"),
    "not_reported": ("not reported", "未报告"),
    "incident_kind": ("Kind, Art. 3(49)", "类型（第3条第49项）"),
    "incident_a": ("(a) death or serious harm to health", "（a）死亡或健康严重损害"),
    "incident_b": ("(b) critical infrastructure", "（b）关键基础设施"),
    "incident_c": ("(c) fundamental rights", "（c）基本权利"),
    "incident_d": ("(d) property or environment", "（d）财产或环境"),
    "death": ("A person died", "有人死亡"),
    "frozen": ("System left unaltered", "系统未改动"),
    "unknown": ("not known", "未知"),
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
    "verify_last": ("Last verification", "最近一次验证"),
    "verify_at": ("Finished", "完成时间"),
    "problems": ("Problems", "问题"),
    "unfinished": ("Exchanges that were sent and have no end", "已发送但没有结束记录的交换"),
    # accounts
    "account_own": ("My account", "我的账号"),
    "renew_words": (
        "Whoever made your account has seen its password and its key for codes. Here you get new ones that nobody else has seen; every session and every passkey of the account ends.",
        "创建账号的人见过您的密码和验证码密钥。您可在此获取他人未见过的新密码和新密钥；该账号的所有会话将结束，所有通行密钥将失效。",
    ),
    "renew_do": ("Give me new ones", "获取新的密码和密钥"),
    "renewed": (
        "These are your new password and key. They are shown once; the old ones open nothing any more.",
        "以下为新的密码和密钥，仅显示一次；旧的已失效。",
    ),
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
    "account_sealed": (
        "its key for codes was sealed with another institution's key: opens nothing",
        "其验证码密钥以另一机构密钥加密：不可登录",
    ),
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
