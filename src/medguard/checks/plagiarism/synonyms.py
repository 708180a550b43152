"""Words that say the same in medical prose, and words that say nothing alone. The first of a group stands for all of it.

General words of explaining and of care, gathered from dictionaries and house style guides; no names of drugs, no text of any
source. A group may be too wide for a translator and still be right here: two texts are only compared, never rewritten.
"""

from __future__ import annotations

ENGLISH_FUNCTION = frozenset(
    "a an the and or but nor so yet if then than that this these those there here it its itself he him his she her hers they them their theirs we us our you your i me my who whom "
    "whose which what when where why how is am are was were be been being do does did done doing have has had having will would shall should can could may might must ought of in on at "
    "by to from with within without into onto upon for about as over under between among through during before after above below up down out off again further once both each few more "
    "most other some such no not only own same too very s t d ll m re ve just also however therefore thus hence while whereas although though because since until unless whether either "
    "neither any all every one ones much many like via per et al eg ie etc it's that's there's".split()
)

ENGLISH: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split())
    for line in """
ill patient patients individual individuals person persons people sufferer sufferers subject subjects
doctor physician physicians clinician clinicians practitioner practitioners
drug drugs medicine medicines medication medications pharmaceutical agent agents
disease illness disorder condition sickness ailment
sign signs symptom symptoms manifestation manifestations complaint feature features
cause causes caused causing lead leads led leading produce produces induce induces provoke trigger triggers result results
increase increases increased rise rises raise raised elevate elevated elevation higher heighten heightened grow greater
decrease decreases decreased reduce reduces reduced reduction lower lowers lowered lessen diminish diminished decline declines drop fall falls fell
use used uses using utilise utilize employ employed apply applied administer administered administration give given gives
show shows shown demonstrate demonstrated reveal revealed indicate indicates indicated suggest suggests display
begin begins start starts started initiate initiated commence commenced onset
stop stops stopped discontinue discontinued cease withdraw withdrawn halt
need needs needed require requires required necessary necessity
recommend recommended recommends advise advised advisable
help helps aid assist assists support
treat treats treated treatment treatments therapy therapies therapeutic manage managed management
avoid avoided prevent prevented prevention avert
common commonly frequent frequently often usual usually typical typically generally
rare rarely uncommon infrequent infrequently seldom
severe serious grave significant significantly considerable considerably marked markedly substantial substantially
important vital crucial essential key critical
begin initial initially first early
large big great major main chief principal primary
small little minor slight mild
quick quickly rapid rapidly fast swift swiftly prompt promptly immediate immediately
slow slowly gradual gradually
get obtain obtained gain acquire receive receives received
include includes including comprise comprises consist consists contain contains involve involves
occur occurs occurred happen happens arise arises develop develops appear appears
kill kills death deaths mortality die dies died fatal
check checked examine examined assess assessed assessment evaluate evaluated evaluation monitor monitored measure measured
choose chosen select selected opt prefer preferred choice
enough adequate sufficient adequately sufficiently
allow allows permit permits enable enables let
keep keeps maintain maintained maintains retain preserve sustain sustained
several various numerous multiple
part portion fraction section
stay remain remains persist persists continue continues continued
begin
child children paediatric pediatric
adult adults grown
old elderly older aged
woman women female females
man men male males
baby infant infants newborn neonate neonates
heart cardiac cardiovascular
kidney kidneys renal
liver hepatic
lung lungs pulmonary
brain cerebral
blood haem bloodstream
sugar glucose
tumour tumor tumours tumors cancer cancers malignancy malignant
damage damaged injury injuries injure harm harms harmful impair impaired impairment
body bodies organism
cell cells cellular
pain painful ache aches
swelling swollen oedema edema
fever pyrexia temperature
daily day days
week weeks weekly
month months monthly
year years annually annual
hour hours hourly
half fifty
exercise exercises activity
food foods diet dietary eat eating
risk risks danger hazard chance likelihood probability
test tests testing investigation investigations
spread spreads transmit transmitted transmission pass passes
block blocks blocked inhibit inhibits inhibited suppress suppresses prevent
improve improves improved improvement better ameliorate
worsen worsens worse deteriorate aggravate exacerbate
change changes changed alter alters altered alteration modify modified
combine combined together along combination
separate separately apart individually
find finds found detect detected discover discovered identify identified
think consider considered regard regarded
called termed named known
fluid fluids liquid liquids
narrow narrowed narrowing constrict constricted
make makes made create creates form forms
remove removed removes eliminate eliminated clear cleared
""".strip().splitlines()
)

CHINESE_FUNCTION = frozenset(
    "的 之 地 得 了 着 过 是 乃 系 为 在 于 和 与 及 以及 并 并且 且 而 而且 或 或者 也 亦 都 均 皆 就 即 则 便 其 该 此 这 那 这些 那些 这种 一种 一个 个 种 等 等等 所 以 把 将 被 由 对 对于 从 "
    "自 到 至 向 给 让 使 令 还 又 再 更 很 最 较 比较 非常 十分 但 但是 然而 不过 虽 虽然 尽管 只 仅 仅仅 因 因为 由于 故 因此 所以 从而 如 若 如果 倘若 假如 一旦 当 时 的时候 时候 之后 后 之前 "
    "上 中 下 里 内 们 他 她 它 我 你 您 吗 呢 啊 吧 者 有 具有 存在 会 可 可以 能 能够 可能 往往 通常 一般 常 常常 经常 多 大多 主要 进行 予 予以 给予 加以 作为 属于 来 去 同时 此外 另外 其中 "
    "例如 比如 包括 及其 之间 相关 有关 方面 情况 这样 那么 应 须 需 宜 当 应当 应该 须要 需要 必须".split()
)

CHINESE: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split())
    for line in """
病 患者 病人 患儿 病患 罹患 患有 患 疾病 疾患 病症
药 药物 药品 药剂 用药
用 使用 应用 采用 服用 运用 选用 利用
忌 避免 避 勿 切勿 禁止 不宜 不要 不得 不可 不能 不应 防止
不 无 未 没 没有 非 并非 未能 并未 不会
增 增加 增高 升高 上升 提高 增大 增多 增强 加重 加剧 升
减 减少 减低 降低 下降 减轻 减弱 降 缓解 缓和
致 导致 引起 造成 引发 诱发 致使 招致 产生
日 天 每日 每天
年 岁
防 预防 防治 防范
治 治疗 医治 诊治 疗法 救治 处理
查 检查 检测 化验 监测 监控 测定 评估 评价 检验 测量
示 显示 表明 提示 表示 说明 揭示
须 必须 务必 一定要
首 首选 优先 首先 优选 最好
重 严重 重度 危重
轻 轻度 轻微 轻症
急 急性 突然 骤然 突发 迅速 快速 立即 立刻 马上 尽快 及时 即刻 尽早
慢 慢性 缓慢 逐渐 逐步 渐渐
常见 多见 普遍
少见 罕见 不多见
儿 儿童 小儿 孩子 小孩 幼儿 婴儿 婴幼儿
老 老年 老年人 高龄 年长 老人
孕 孕妇 妊娠 怀孕 孕期 妊娠期
始 开始 起始 初始 启动 最初 初期 早期
停 停止 停用 停药 中止 终止 中断
逾 超过 大于 高于 多于 以上 超出
低 低于 小于 少于 不足 以下 不到
约 大约 大概 左右 将近 接近
症 症状 表现 征象 体征 症候
痛 疼痛 疼 作痛
热 发热 发烧
险 风险 危险 危险性 几率 概率 可能性
久 长期 长时间 持续 持久 终身 终生
餐 饭 进餐 进食 饮食 吃 食用 膳食 摄入
酒 饮酒 喝酒 酒精
烟 吸烟 抽烟
损 损害 损伤 伤害 受损 破坏 危害
改 改善 好转 改进 改变 变化 调整
控 控制 管控 管理
醒 建议 推荐 提倡 主张 劝告
医 医生 医师 大夫 医务人员 临床医师
院 医院 医疗机构 就医 就诊
死 死亡 病死 致死 丧命
体 身体 机体 人体 体内
明 明显 显著 明确 突出
易 容易 易于 极易
两 二 双 两个 两种
半 一半 半数
众 许多 很多 大量 众多 若干 多种 多个
少 少量 少许 适量
每 各 每个 每次
因 原因 病因 缘由
法 方法 办法 方式 措施 手段
果 结果 后果 结局
补 补充 补给
排 排出 排除 清除 去除 消除
传 传播 传染 扩散
合 联合 合用 合并 结合 配合 一起 同用
单 单独 单用 单一
充分 足够 充足 足量
影响 干扰 作用
运动 锻炼 活动
""".strip().splitlines()
)
