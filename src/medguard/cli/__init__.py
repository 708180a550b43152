"""The command line: ``medguard serve``, ``demo``, ``doctor``, ``check``, ``library``, ``phi``, ``rules``, ``audit``, ``db``, ``registry``, ``keys``, ``marks``, ``review``, ``console`` and ``profile``.

    medguard --help
    medguard serve --upstream https://your-model.example

What a command found goes to stdout, everything else to stderr. Exit codes: 0 as it should be; 1 the command worked, and its
answer is no; 2 it could not be done, and the message says what to do; 3 a fault in medguard; 130 interrupted.

Importing this is light: models, rules and databases are loaded by the commands that need them.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from medguard import __version__
from medguard.cli import (
    attest,
    audit,
    audit_erase,
    audit_proofs,
    audit_timestamps,
    check,
    console,
    doctor,
    keys,
    library,
    marks,
    phi,
    profile,
    registry,
    report,
    review,
    rules,
    serve,
)
from medguard.cli.show import (
    Language,
    complain,
    complain_of_fault,
    language_of_environment,
    let_go_of_stdout,
    speak,
)
from medguard.errors import MedguardError

REFUSED = 2
FAULT = 3
INTERRUPTED = 130
NOBODY_READS = 141
"""128 + SIGPIPE, as a shell would say; 1 would mean that the answer is no."""


class Doors(TyperGroup):
    """Every command comes through here, so that no error leaves with a trace: a trace shows what somebody wrote."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; say what went wrong and exit."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, TyperException):
            raise
        except MedguardError as error:
            complain(error)
            code = REFUSED
        except KeyboardInterrupt:
            code = INTERRUPTED
        except BrokenPipeError:
            let_go_of_stdout()
            code = NOBODY_READS
        except Exception as error:  # noqa: BLE001  its message may quote what it choked on
            complain_of_fault(error)
            code = FAULT
        raise typer.Exit(code)


app = typer.Typer(
    name="medguard",
    cls=Doors,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The guard that a medical use of a language model stands behind.",
    epilog="Example: medguard serve --upstream https://your-model.example",
)
serve.add_to(app)
check.add_to(app)
doctor.add_to(app)
app.add_typer(library.app)
app.add_typer(phi.app)
app.add_typer(rules.app)
app.add_typer(audit.app)
app.add_typer(audit.db)
app.add_typer(registry.app)
app.add_typer(keys.app)
app.add_typer(marks.app)
app.add_typer(review.app)
app.add_typer(report.app)
app.add_typer(attest.app)
app.add_typer(console.app)
app.add_typer(profile.app)


def _version(asked: bool) -> None:  # noqa: FBT001  how typer calls it
    if asked:
        typer.echo(f"medguard {__version__}")
        raise typer.Exit


@app.callback()
def medguard(
    *,
    lang: Annotated[
        Language | None, typer.Option(help="Language of messages.", show_default="from LC_ALL, LC_MESSAGES or LANG")
    ] = None,
    version: Annotated[  # noqa: ARG001  its callback answers
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Begin in the reader's language."""
    speak(lang or language_of_environment())


__all__ = ["app", "audit_erase", "audit_proofs", "audit_timestamps"]  # they add commands to audit
