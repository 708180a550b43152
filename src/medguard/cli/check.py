"""``medguard check``: run one check on replies that stand in a file, and write what it found."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from medguard.cli.check_bias import MOST_CALLS, probe_bias
from medguard.cli.check_log import compare_groups
from medguard.cli.show import (
    DEFAULT_PROFILE,
    STANDARD,
    AtDatabase,
    FromProfile,
    InFile,
    InLanguage,
    Mistake,
    json_bytes,
    opened,
    write,
)

_SECONDS = 60.0
"""What a check may take where the profile does not switch it on, and so does not say."""

_EXAMPLE = 'Example: echo \'{"id":"1","prompt":"…","reply":"…"}\' | medguard check leaks'


def check(
    *,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="leaks, citations, plagiarism, bias, consistency or authority.")
    ],
    file: InFile = STANDARD,
    probe: Annotated[
        bool,
        typer.Option("--probe", help="bias: ask the prompts again about other people, through the guard, and compare."),
    ] = False,
    upstream: Annotated[str | None, typer.Option(metavar="URL", help="With --probe: the model's server.")] = None,
    model: Annotated[str, typer.Option(help="With --probe: the model.")] = "",
    repeats: Annotated[int, typer.Option(min=1, help="With --probe: how often each question is asked.")] = 1,
    most_calls: Annotated[int, typer.Option(min=1, help="With --probe: no more than so many calls.")] = MOST_CALLS,
    counted_only: Annotated[
        bool, typer.Option("--count", help="With --probe: say how many calls it would be.")
    ] = False,
    groups: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="bias: NAME's file holds rows of v_exchanges, this one says which patient is of which group; compare them.",
        ),
    ] = None,
    database: AtDatabase = None,
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Run one check on JSON lines {"id","prompt","reply","context"?,"again"?}, and write its findings as JSON lines. Decides nothing."""
    from medguard.checks import run_checks
    from medguard.guard import CHECKS, check_of
    from medguard.profile import CHECK_SETTINGS, read_profile

    if name not in CHECKS:
        raise Mistake(
            "There is no such check.",
            "没有该检查。",
            remedy=f"Choose one of {', '.join(CHECKS)}.",
            remedy_zh=f"请选择 {'、'.join(CHECKS)} 之一。",
        )
    if (probe or groups is not None) and name != "bias":
        raise Mistake(
            "Only the check bias can be probed or compare groups.",
            "只有 bias 检查支持 --probe 与 --groups。",
            remedy="Write: medguard check bias --probe FILE --upstream URL, or medguard check bias EXCHANGES --groups FILE",
            remedy_zh="请写作：medguard check bias --probe 文件 --upstream 地址，或 medguard check bias 交换记录 --groups 文件",
        )
    if groups is not None:
        compare_groups(file, groups)
        return
    if probe:
        probe_bias(
            file,
            upstream=upstream,
            model=model,
            profile=profile,
            database=database,
            repeats=repeats,
            most_calls=most_calls,
            counted_only=counted_only,
        )
        return
    settings = read_profile(profile)
    asked = settings.checks.switched_on().get(name) or CHECK_SETTINGS[name](timeout_seconds=_SECONDS)
    made = check_of(name, asked, settings)
    with opened(file) as source:
        for number, line in enumerate(source, start=1):
            if line.strip():
                which, reply = _read(line, number)
                found = run_checks({made: asked.timeout_seconds}, reply)
                write(json_bytes({"id": which, "findings": [asdict(finding) for finding in found]}))


def _read(line: bytes, number: int) -> tuple[Any, Any]:
    from medguard.types import Again, Reply, Said

    try:
        said = json.loads(line)
        sent = [said.get("prompt", ""), *_texts(said.get("context", ()))]
        more = tuple(Reply((Said("/", _text(other)),)) for other in _texts(said.get("again", ())))
        again = Again(more, len(more)) if more else None
        reply = Reply(said=(Said("/", _text(said["reply"])),), sent=tuple(map(_text, sent)), again=again)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Mistake(
            f"Line {number} is not what a check takes.",
            f"第 {number} 行格式不符。",
            remedy='Write one JSON object a line: {"id": "1", "prompt": "…", "reply": "…"}, with "context": ["…"] and "again": ["…"] if there were any.',
            remedy_zh='每行一个 JSON 对象：{"id": "1", "prompt": "…", "reply": "…"}，如有参考资料则加 "context": ["…"]，再次提问的回复则加 "again": ["…"]。',
        ) from None
    return said.get("id"), reply


def _texts(context: object) -> list[object]:
    return list(context) if isinstance(context, list | tuple) else [context]


def _text(words: object) -> Any:
    from medguard.types import Text

    if not isinstance(words, str):
        raise TypeError
    return Text(words)


def add_to(app: typer.Typer) -> None:
    """Make it a command of the program."""
    app.command(epilog=_EXAMPLE)(check)
