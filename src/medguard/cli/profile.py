"""``medguard profile``: what a profile says, in an officer's words."""

# ruff: noqa: PLC0415 -- what is heavy is loaded by the command that needs it, so that --help answers at once

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from medguard.cli.show import (
    DEFAULT_PROFILE,
    AsJson,
    InLanguage,
    fill,
    out,
    pairs,
    plain,
    print_json,
    say,
    table,
)
from medguard.words import Level, NoticeKind

if TYPE_CHECKING:
    from medguard.facts import Deployment
    from medguard.phi.models.chosen import ChosenModel
    from medguard.profile import Profile
    from medguard.rules import Catalogue

app = typer.Typer(
    name="profile",
    no_args_is_help=True,
    help="Profiles: who we are, which rules hold.",
    epilog="Example: medguard profile check ./mine.yaml",
)


@app.callback()
def _profile() -> None:
    """Profiles: who we are, which rules hold."""


@app.command(epilog="Example: medguard profile check ./mine.yaml")
def check(
    *,
    profile: Annotated[
        str, typer.Argument(metavar="NAME|PATH", help="A profile's name, or a .yaml file.")
    ] = DEFAULT_PROFILE,
    as_json: AsJson = False,
    _lang: InLanguage = None,
) -> None:
    """Read a profile, compile its rules, and say what it says."""
    from medguard.guard import prepare
    from medguard.profile import read_profile

    settings = read_profile(profile)
    prepared = prepare(settings)
    if as_json:
        print_json(_document(settings, prepared.rules.bundle))
    else:
        _print(settings, prepared.catalogue)


@app.command(epilog="Example: medguard profile sign ./mine.yaml --key officer.pem")
def sign(
    *,
    profile: Annotated[str, typer.Argument(metavar="PATH", help="A .yaml file of your own.")],
    key: Annotated[Path, typer.Option(metavar="FILE", help="The officer's Ed25519 private key, PEM.")],
    _lang: InLanguage = None,
) -> None:
    """Sign a profile: the signature is written beside it, and MEDGUARD_PROFILE_KEYS says whose signatures count."""
    from medguard.profile import sign_profile

    signed_by = sign_profile(profile, key.expanduser())
    out().print(
        plain(
            say(f"✓ {profile}.sig, signed by {signed_by}", f"✓ 已写入 {profile}.sig，签名密钥 {signed_by}"),
            "bold green",
        )
    )


def _document(profile: Profile, bundle: str) -> dict[str, Any]:
    return {
        "name": profile.name,
        "sha256": profile.sha256,
        "signed_by": profile.signed_by,
        "title": profile.title,
        "title_zh": profile.title_zh,
        "description": profile.description,
        "description_zh": profile.description_zh,
        "deployment": asdict(profile.deployment),
        "rationale": profile.rationale,
        "levels": dict(profile.levels),
        "bundle": bundle,
        "checks": {name: asdict(settings) for name, settings in profile.checks.switched_on().items()},
        "phi": asdict(profile.phi),
        "models": [
            {"language": language, "model": model.named, "labels": model.kinds, "ignored": model.ignored}
            for language, model in _models(profile).items()
        ],
        "upstream": asdict(profile.upstream),
        "limits": asdict(profile.limits),
        "names_database": profile.database is not None,  # the URL itself may hold a password
        "notices": {
            **{kind.value: dict(texts) for kind, texts in profile.notices.texts.items()},
            "label_place": profile.notices.label_place,
        },
    }


# ── in an officer's words ────────────────────────────────────────────────────────────────────────────────────────────

_LEVELS: Final = {
    Level.DENY: ("refuse", "拦截", "bold red"),
    Level.DENY_IF_KNOWN: ("refuse if certain, note if unknown", "确知违反则拦截，未知则提醒", "bold red"),
    Level.REQUIRE_HUMAN_REVIEW: ("hold until a person has looked", "人工复核后放行", "yellow"),
    Level.REQUIRE_DISCLOSURE: ("show a notice", "显示告知", "cyan"),
    Level.REQUIRE_LABEL: ("label the reply", "为回复加标识", "cyan"),
    Level.WARN: ("note it in the record", "记录并提醒", ""),
    Level.OFF: ("off", "停用", "dim"),
}

_NOTICES: Final = {
    NoticeKind.INTERACTION: ("notice that an AI speaks", "人工智能告知"),
    NoticeKind.PRINCIPAL: ("notice for whom it acts", "代表谁行事的告知"),
    NoticeKind.EXPOSURE: ("notice before an exposure", "接触前的告知"),
    NoticeKind.PERSON_INFORMED: ("notice to whom it is used on", "对受影响者的告知"),
    NoticeKind.LABEL: ("label", "标识"),
}


def _print(profile: Profile, catalogue: Catalogue) -> None:
    to = out()
    to.print(plain(f"{say(profile.title, profile.title_zh)} ({profile.name})", "bold"))
    to.print(plain(say(profile.description, profile.description_zh).strip()), soft_wrap=True)
    to.print(pairs(_who(profile.deployment), title=say("\nWho and where we are", "\n机构情况")))
    to.print(_rules(profile, catalogue))
    to.print(pairs(_settings(profile), title=say("Settings", "设置")))
    if profile.phi.models:
        to.print(
            pairs(
                _labels(profile), title=say("Models of others, and what their labels mean here", "外部模型及其标签含义")
            )
        )
    enabled = sum(level is not Level.OFF for level in profile.levels.values())
    to.print(
        plain(
            say(
                f"✓ The profile is sound; {enabled} of {len(catalogue.rules)} rules hold.",
                f"✓ 配置有效；{len(catalogue.rules)} 条规则中启用 {enabled} 条。",
            ),
            "bold green",
        )
    )


def _models(profile: Profile) -> dict[str, ChosenModel]:
    """Opened, so that what does not open is known before an exchange, and labels that mean nothing are seen."""
    from medguard.phi import open_models

    return open_models({str(language): named for language, named in profile.phi.models.items()}, profile.phi.labels)


def _labels(profile: Profile) -> Iterator[tuple[str, object]]:
    for language, model in _models(profile).items():
        yield say(language, {"english": "英文", "chinese": "中文"}[language]), model.named
        yield say("  counted", "  采用"), ", ".join(f"{label} → {kind}" for label, kind in sorted(model.kinds.items()))
        yield say("  ignored", "  忽略"), ", ".join(model.ignored) or say("nothing", "无")


def _rules(profile: Profile, catalogue: Catalogue) -> Any:
    columns = say("rule|what it asks for|if it is not kept|article|since", "规则|要求|违反时|条款|生效").split("|")
    rows = []
    for rule in catalogue.rules.values():
        english, chinese, style = _LEVELS[profile.levels.get(rule.id, Level.OFF)]
        rows.append(
            (
                rule.id,
                say(rule.title, rule.title_zh),
                plain(say(english, chinese), style),
                rule.article,
                rule.effective_from or say("always", "始终"),
            )
        )
    return fill(table(*columns, title=say("Rules", "规则")), rows)


def _who(deployment: Deployment) -> Iterator[tuple[str, object]]:
    audience = deployment.audience
    yield say("used in", "使用地"), ", ".join(deployment.jurisdictions)
    yield say("people converse with the system itself", "使用者直接与系统对话"), _answer(deployment.interacts_directly)
    yield say("only staff have access", "仅限本机构人员使用"), _answer(audience.professional_only)
    yield (
        say("they are trained health professionals", "使用者为经培训的卫生专业人员"),
        _answer(audience.trained_health_professionals),
    )
    yield (
        say("children or others who need protection may be among them", "可能有儿童等需保护人群使用"),
        _answer(audience.vulnerable_foreseeable),
    )
    yield (
        say("why it is obvious that an AI speaks is written in", "“显而易见”理由见"),
        deployment.obvious_rationale_ref or say("nowhere; people are told", "无；将予告知"),
    )
    yield say("offered to the public in China", "面向中国境内公众提供服务"), _answer(deployment.public_cn)


def _answer(value: bool | None) -> str:  # noqa: FBT001  three answers to one question
    if value is None:
        return say("not known", "未知")
    return say("yes", "是") if value else say("no", "否")


def _settings(profile: Profile) -> Iterator[tuple[str, object]]:
    for name, settings in profile.checks.switched_on().items():
        yield (
            say(f"check {name}", f"检查 {name}"),
            say(f"at most {settings.timeout_seconds:g} seconds", f"最长 {settings.timeout_seconds:g} 秒"),
        )
    yield say("identifiers are replaced from a score of", "身份标识替换阈值"), f"{profile.phi.threshold:g}"
    yield (
        say("the model may take", "等待模型"),
        say(f"{profile.upstream.total_seconds:g} seconds", f"{profile.upstream.total_seconds:g} 秒"),
    )
    yield (
        say("largest question, largest answer", "提问、回复上限"),
        say(
            f"{profile.limits.request_bytes:,} and {profile.limits.reply_bytes:,} bytes",
            f"{profile.limits.request_bytes:,}、{profile.limits.reply_bytes:,} 字节",
        ),
    )
    for kind, texts in profile.notices.texts.items():
        english, chinese = _NOTICES[kind]
        for language, text in texts.items():
            yield say(f"{english} ({language})", f"{chinese}（{language}）"), text
    yield (
        say("records are kept", "审计记录保存于"),
        say("where the profile says", "配置所指定处")
        if profile.database
        else say("where --database or MEDGUARD_DATABASE says", "--database 或 MEDGUARD_DATABASE 所指定处"),
    )
    yield "SHA-256", profile.sha256
    yield say("signed by", "签名"), profile.signed_by or say("nobody is asked to sign", "未要求签名")
