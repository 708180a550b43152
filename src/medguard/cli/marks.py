"""``medguard marks``: put machine-readable marks into a file, and find and verify them."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medguard.cli.show import (
    DEFAULT_PROFILE,
    STANDARD,
    AsJson,
    FromProfile,
    InFile,
    InLanguage,
    Mistake,
    out,
    pairs,
    plain,
    print_json,
    read_bytes,
    say,
    write,
)

if TYPE_CHECKING:
    from medguard.marks import Detected

NO = 1
"""Exit code: the command worked, and nothing says that this was generated, or a mark is not as it should be."""

app = typer.Typer(
    name="marks",
    no_args_is_help=True,
    help="Machine-readable marks of generated content (GB 45438-2025, AI Act Art. 50(2)).",
    epilog="Example: medguard marks detect answer.html",
)


@app.command(epilog="Example: medguard marks add answer.html --model m --profile mine.yaml > marked.html")
def add(
    *,
    file: InFile = STANDARD,
    kind: Annotated[
        str | None, typer.Option(metavar="html|json", help="What it is.", show_default="by its name")
    ] = None,
    model: Annotated[str, typer.Option(help="The model that wrote it.")] = "",
    profile: FromProfile = DEFAULT_PROFILE,
    _lang: InLanguage = None,
) -> None:
    """Write the file with both marks in it to stdout. The profile's section marks: says who marks, and with which key."""
    from medguard.guard import marker_of
    from medguard.marks import mark_file
    from medguard.profile import read_profile

    marker = marker_of(read_profile(profile))
    if marker is None:
        raise Mistake(
            "The profile has no section marks:, so nobody is named who marks.",
            "配置中没有 marks: 部分，未指明标识主体。",
            remedy="Add marks: with producer: (and key_file: to sign).",
            remedy_zh="请添加 marks: 并填写 producer:（如需签名，另填 key_file:）。",
        )
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    content = read_bytes(file)
    write(mark_file(content, kind or _kind(file), marker, produce_id=uuid.uuid4().hex, model=model, at=now))


@app.command(epilog="Example: medguard marks detect answer.json --key 'base64 of the public key'")
def detect(
    *,
    file: InFile = STANDARD,
    kind: Annotated[
        str | None, typer.Option(metavar="html|json|sse|text", help="What it is.", show_default="by its name")
    ] = None,
    header: Annotated[list[str] | None, typer.Option(metavar="'NAME: VALUE'", help="A header that came along.")] = None,
    key: Annotated[str | None, typer.Option(metavar="BASE64", help="Public key to verify with.")] = None,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Say which marks a file or an answer carries, and whether they hold. Exits with 1 if there is none, or one that does not hold."""
    from medguard.marks import detect as look

    headers = dict(part.split(":", 1) for part in header or () if ":" in part)
    found = look(
        read_bytes(file), kind or _kind(file), {name.strip(): value.strip() for name, value in headers.items()}, key
    )
    if as_json:
        print_json(asdict(found) | {"generated": found.generated})
    else:
        out().print(pairs(_rows(found)))
    wrong = False in {found.aigc_complete, found.same_content} or (key is not None and found.signed is not True)
    raise typer.Exit(NO if wrong or not found.generated else 0)


@app.command("key", epilog="Example: medguard marks key --profile mine.yaml")
def public_key(*, profile: FromProfile = DEFAULT_PROFILE, _lang: InLanguage = None) -> None:
    """Print the public key that verifies this profile's marks."""
    from medguard.guard import marker_of
    from medguard.profile import read_profile

    marker = marker_of(read_profile(profile))
    if marker is None or marker.public_key is None:
        raise Mistake(
            "The profile names no key for marks.",
            "配置未指定标识签名密钥。",
            remedy="Make one with openssl genpkey -algorithm ed25519 and name it as marks.key_file.",
            remedy_zh="请用 openssl genpkey -algorithm ed25519 生成密钥，并填入 marks.key_file。",
        )
    typer.echo(marker.public_key)


def _rows(found: Detected) -> list[tuple[str, object]]:
    yes = {True: say("yes", "是"), False: say("NO", "否"), None: say("not judged", "未判断")}
    return [
        (say("says that it was generated", "标明为生成内容"), yes[found.generated]),
        ("AIGC", plain(found.aigc["ContentProducer"]) if found.aigc and "ContentProducer" in found.aigc else "-"),
        (say("AIGC complete (GB 45438-2025)", "AIGC 元数据完整（GB 45438-2025）"), yes[found.aigc_complete]),
        (say("signed mark", "签名标识"), plain(found.mark.get("id", "")) if found.mark else "-"),
        (say("signature of the given key", "签名与所给公钥相符"), yes[found.signed]),
        (say("belongs to this very content", "与内容一致"), yes[found.same_content]),
    ]


def _kind(file: str) -> str:
    return {".html": "html", ".htm": "html", ".json": "json", ".sse": "sse"}.get(Path(file).suffix.lower(), "text")
