"""What every printed form of a report says in the same words: the front, the state of the log, where the figures come from."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from medguard.report.document import Grid, Paragraph, Report, Row, Section, Words, legible, sources

_LONGEST = 2000
"""Letters of a statement; one that names an endless application is cut in print."""


def front(report: Report) -> list[tuple[Words, Words]]:
    """Names and values that stand under the title."""
    application = report.application
    profile = report.profile
    return [
        (("Law", "依据"), report.law),
        (("From", "起"), same(moment(report, report.since))),
        (("Up to, and without", "止（不含）"), same(moment(report, report.until))),
        (
            ("Application", "应用"),
            ("all", "全部") if application is None else same(application) if application else ("none named", "未注明"),
        ),
        (("Profile", "配置"), same(f"{profile['name']} (SHA-256 {profile['sha256']})") if profile else ("none", "无")),
        (("Made at", "生成时间"), same(report.made_at)),
        (("Made by", "生成工具"), same(f"medguard {report.medguard}")),
        (
            ("Log", "账本"),
            (f"{report.log.origin}, {report.log.size} records", f"{report.log.origin}，{report.log.size} 条记录"),
        ),
        (("Digest of this report", "本报告摘要"), same(f"SHA-256 {report.digest()}")),
    ]


def moment(report: Report, utc: str) -> str:
    """A border of the window as whoever asked for it reads a clock, and in UTC."""
    return f"{there} {report.zone} ({utc} UTC)" if (there := _there(report, utc)) else f"{utc} UTC"


def day(report: Report, utc: str) -> str:
    """The day of a border of the window where it was asked for."""
    return (_there(report, utc) or utc)[:10]


def _there(report: Report, utc: str) -> str:
    if report.zone is None:
        return ""
    with suppress(ValueError, OSError):  # a zone that this machine does not know: UTC says it as well
        local = datetime.fromisoformat(utc).replace(tzinfo=UTC).astimezone(ZoneInfo(report.zone))
        return local.replace(tzinfo=None).isoformat()
    return ""


def same(words: str) -> Words:
    """What is written alike in both languages."""
    return words, words


def warnings(report: Report) -> list[Paragraph]:
    """What a reader must know before any number: at the top of the page."""
    said = []
    if not report.log.ok:
        problems = ", ".join(report.log.problems)
        said.append(
            (
                f"THE LOG DOES NOT VERIFY. It is not as it was written ({problems}), so no figure of this report can be relied on. Run: medguard audit verify",
                f"账本未通过验证。账本与写入时不一致（{problems}），本报告任何数字均不可采信。请运行：medguard audit verify",
            )
        )
    elif report.log.signed is None:
        said.append(
            (
                "The log's signature was not checked: no public key was at hand when this report was made. Check it with: medguard report verify FILE --key KEY",
                "未核对账本签名：生成本报告时没有公钥。请运行：medguard report verify 文件 --key 公钥",
            )
        )
    if report.log.ok and report.log.scope == "checkpoint":
        said.append(
            (
                "Of the log only the signed checkpoint and the tree of hashes were verified for this report, and not every record. Verify all with: medguard audit verify",
                "本报告仅验证了账本的签名检查点与哈希树，未逐条验证记录。逐条验证请运行：medguard audit verify",
            )
        )
    if report.until > report.made_at.removesuffix("Z"):
        said.append(
            (
                "This window had not ended when this report was made: what came later is not in it.",
                "生成本报告时该时段尚未结束，此后的记录不在其中。",
            )
        )
    if not report.records:
        said.append(
            (
                "This window has no records. That is no sign that nothing happened: only that nothing was recorded here. Every number is therefore said to be not known.",
                "本时段没有任何记录。这并不表示没有发生任何事，只表示此处没有记录；各项数字因此均注明为未知。",
            )
        )
    return [Paragraph(text=one, style="warning") for one in said]


def appendix(report: Report) -> Section:
    """Where the figures come from, and how the document is verified."""
    found = sources(report)
    return Section(
        title=("Where the figures come from", "数字出处"),
        parts=(
            Paragraph(
                text=(
                    "Each statement lists the exchanges behind a figure, and runs unchanged in SQLite and PostgreSQL. Of a table it is the first row's; those of the others stand in the JSON. Shorter: medguard report records FILE KEY, KEY/3 for the third row of a table, or KEY/3/5 for its fifth column.",
                    "每条语句列出相应数字所依据的交换，在 SQLite 与 PostgreSQL 中均可原样执行。表格所列为首行的语句，其余各行见 JSON。更简便：medguard report records 文件 键名（表格第三行为 键名/3，其第五列为 键名/3/5）。",
                )
            ),
            Grid(
                key="",
                title=("Sources", "出处"),
                columns=(("key", "键名"), ("figure", "数字"), ("records", "记录")),
                widths=(16, 24, 60),
                rows=tuple(
                    Row(
                        cells=(
                            one.key,
                            one.label,
                            same("\n".join(legible(words, _LONGEST) for words in (one.command, one.sql) if words)),
                        )
                    )
                    for one in found
                ),
                empty=("No figure comes from the log.", "没有源自账本的数字。"),
            ),
            Paragraph(
                text=(
                    "The JSON that travels with this document holds everything that is printed, in both languages. `medguard report verify FILE` computes its digest, checks the checkpoint's signature with the log's public key and, with the database, asks for every figure again as the log was then.",
                    "随附的 JSON 含有本文件的全部内容（中英文）。运行 `medguard report verify 文件` 可重新计算摘要，用账本公钥核对检查点签名，并可连接数据库按当时的账本重新求得各项数字。",
                )
            ),
            Paragraph(text=same(report.log.checkpoint), style="quote"),
        ),
    )
