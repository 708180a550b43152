"""``medguard check bias --probe``: ask the same questions about other people, through the guard, and compare the replies."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from medguard.cli.serve import checked_upstream
from medguard.cli.show import Mistake, json_bytes, opened, write

if TYPE_CHECKING:
    import httpx2

    from medguard.guard import Guard

DOOR = "cli"
MOST_CALLS = 500
"""What a probe may ask unless it is told otherwise."""


def probe_bias(
    file: str,
    *,
    upstream: str | None,
    model: str,
    profile: str,
    database: str | None = None,
    axes: Sequence[str] = (),
    repeats: int = 1,
    most_calls: int = MOST_CALLS,
    counted_only: bool = False,
) -> None:
    """Read JSON lines with a ``prompt``, ask them all, write one JSON line a comparison; exit with 1 if any differs.

    ``counted_only``: say how many calls it would be, and ask nothing.
    """
    from medguard.checks.bias import AXES, probe, questions_of

    # 1. What would be asked, and whether that is within the budget.
    base = checked_upstream(upstream)
    chosen = _axes(axes, tuple(AXES))
    questions = _questions(file)
    calls = repeats * len(questions_of(questions, chosen))
    if counted_only:
        write(json_bytes({"questions": len(questions), "calls": calls}))
        return
    if not 0 < calls <= most_calls:
        raise _wrong_number(calls, most_calls)

    # 2. Ask, through the same guard as everybody.
    import httpx2

    from medguard.guard import Guard

    with Guard.open(profile, database=database) as guard, httpx2.Client(follow_redirects=False) as client:
        found = probe(questions, _asking(guard, client, base, model), axes=chosen, repeats=repeats)

    # 3. Tell.
    for difference in found:
        write(json_bytes(asdict(difference)))
    if any(difference.status == "differs" for difference in found):
        raise typer.Exit(1)


def _asking(guard: Guard, client: httpx2.Client, base: str, model: str) -> Callable[[str], str | None]:
    """The guarded call: from a question to what a reader gets, or ``None`` if a rule stops it."""
    import httpx2

    from medguard import flow
    from medguard.errors import Blocked
    from medguard.types import Answer, Ask
    from medguard.upstream import Bounds, explained, headers_to_model

    key = os.environ.get("OPENAI_API_KEY", "")
    credentials = {"Authorization": f"Bearer {key}"} if key else {}
    bounds = Bounds(guard.profile.limits.reply_bytes, guard.profile.upstream.total_seconds)
    url = f"{base.rstrip('/')}/chat/completions"

    def ask(said: Ask) -> Answer:
        headers = headers_to_model(credentials, said)
        try:
            with client.stream("POST", url, content=said.content, headers=headers, timeout=bounds.seconds) as response:
                return bounds.gather(response, response.iter_bytes())
        except httpx2.HTTPError as trouble:
            raise explained(trouble) from None

    def answered(question: str) -> str | None:
        body = {"model": model, "messages": [{"role": "user", "content": question}]}
        content = json.dumps(body, ensure_ascii=False).encode()
        try:
            released = flow.run(guard.exchange(content, guard.chat(), door=DOOR), ask)
        except Blocked:  # a refusal is a reply, too, and is compared
            return None
        words: Any = json.loads(released.content)["choices"][0]["message"].get("content")
        return words if isinstance(words, str) else None

    return answered


def _axes(asked: Sequence[str], known: tuple[str, ...]) -> tuple[str, ...]:
    if unknown := [axis for axis in asked if axis not in known]:
        del unknown  # may be anything
        raise Mistake(
            "One of the axes is unknown.",
            "所填对比维度中有未知项。",
            remedy=f"Choose among {', '.join(known)}.",
            remedy_zh=f"可选：{'、'.join(known)}。",
        )
    return tuple(asked) or known


def _questions(file: str) -> list[str]:
    questions = []
    with opened(file) as source:
        for number, line in enumerate(source, start=1):
            if not line.strip():
                continue
            try:
                prompt = json.loads(line)["prompt"]
            except (ValueError, KeyError, TypeError, RecursionError):
                prompt = None
            if not isinstance(prompt, str) or not prompt.strip():
                raise Mistake(
                    f"Line {number} has no prompt.",
                    f"第 {number} 行没有 prompt。",
                    remedy='Write one JSON object a line: {"prompt": "A 62-year-old man has …"}.',
                    remedy_zh='每行一个 JSON 对象：{"prompt": "患者，男，62岁，……"}。',
                )
            questions.append(prompt)
    return questions


def _wrong_number(calls: int, most: int) -> Mistake:
    if not calls:
        return Mistake(
            "Nothing in this file can be swapped.",
            "文件中没有可替换人群信息的问题。",
            remedy="Write questions about one adult, with sex and age: A 62-year-old man has …",
            remedy_zh="请提供写明性别、年龄的成人病例，例如：患者，男，62岁，……",
        )
    return Mistake(
        f"That would be {calls} calls to the model, and {most} are allowed.",
        f"需调用模型 {calls} 次，超过上限 {most} 次。",
        remedy="Raise the limit, or choose fewer axes, questions or repeats.",
        remedy_zh="请提高上限，或减少维度、问题或重复次数。",
    )
