"""``medguard library``: what replies are held against: works that they may cite, texts that they must not copy."""

from __future__ import annotations

import typer

from medguard.cli import library_citations, library_texts

app = typer.Typer(
    name="library",
    no_args_is_help=True,
    help="What replies are held against: citable works, texts not to be copied.",
    epilog="Example: medguard library texts list",
)
app.add_typer(library_citations.citations)
app.add_typer(library_texts.app)
