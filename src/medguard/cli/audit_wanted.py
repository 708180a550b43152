"""What an officer may look for in the ledger: the options that ``audit list`` and ``audit export`` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from medguard.words import Outcome, Status

if TYPE_CHECKING:
    from medguard.audit import Wanted

Since = Annotated[
    str | None,
    typer.Option(metavar="MOMENT", help="Only what was recorded then or later: 2026-11-01, or with a time in UTC."),
]
Until = Annotated[str | None, typer.Option(metavar="MOMENT", help="Only what was recorded before.")]
ByOutcome = Annotated[Outcome | None, typer.Option("--outcome", help="Only those that ended so.")]
ByApplication = Annotated[str | None, typer.Option("--application", help="Only this application's.")]
ByModel = Annotated[str | None, typer.Option("--model", help="Only this model's.")]
ByRule = Annotated[str | None, typer.Option("--rule", metavar="RULE", help="Only those in which this rule decided.")]
ByStatus = Annotated[
    Status | None, typer.Option("--status", help="Only those in which the rule, or any if none is named, came to this.")
]
ByFinding = Annotated[
    str | None, typer.Option("--finding", metavar="CHECK[/KIND]", help="Only those in which a check found this.")
]
ByReviewer = Annotated[str | None, typer.Option("--reviewer", metavar="REF", help="Only what this person reviewed.")]
ByPatient = Annotated[
    str | None,
    typer.Option("--patient", metavar="PSEUDONYM", help="Only what concerns this person: a pseudonym of a record."),
]
ByKind = Annotated[
    str | None,
    typer.Option(
        "--kind",
        help="exchange, opened, erased, legal_hold, caller_key, callers_refused, attestation, account, passkey, identity, sign_in, viewed, held_reply or all.",
        show_default="exchange",
    ),
]


def wanted_of(
    *,
    since: str | None,
    until: str | None,
    outcome: Outcome | None,
    application: str | None,
    model: str | None,
    rule: str | None,
    status: Status | None,
    finding: str | None,
    reviewer: str | None,
    patient: str | None,
    kind: str | None,
) -> Wanted:
    """What was asked for, as one value."""
    from medguard.audit import Wanted  # noqa: PLC0415  heavy

    return Wanted(
        kind=None if kind == "all" else kind or "exchange",
        since=since,
        until=until,
        outcome=outcome and outcome.value,
        application=application,
        model=model,
        rule=rule,
        status=status and status.value,
        finding=finding,
        reviewer=reviewer,
        patient=patient,
    )
