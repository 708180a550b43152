"""The strings of a streamed reply: one text a choice and field, in as many pieces as there were events.

A stand-in that the model wrote is often cut in two by an event. So pieces are read joined, and edits of the joined text
are scattered back over the pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from medguard.types import ClearText, Edit, Form
from medguard.wire.json_text import Literal


@dataclass(frozen=True, slots=True)
class Piece:
    """A literal, and the number of the event that it stands in."""

    event: int
    literal: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """One string of a reply."""

    place: str
    """Empty: no check need look at it."""
    form: Form
    label: ClearText
    choice: int | None
    arguments: bool
    """JSON for a tool, perhaps cut off."""
    speech: bool
    """What the model says, as opposed to what it thinks or calls."""
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The pieces joined."""
        return "".join(piece.literal.words for piece in self.pieces)


def scattered(lengths: Sequence[int], edits: Sequence[Edit]) -> list[list[Edit]]:
    """Edits of a text as edits of its pieces: the first piece that is touched gets the words, the others lose theirs.

    >>> scattered([3, 4], [Edit(2, 5, "Ann")])
    [[<Edit 2:3, 3 characters>], [<Edit 0:2, 0 characters>]]
    """
    pieces: list[list[Edit]] = [[] for _ in lengths]
    starts = [0]
    for length in lengths:
        starts.append(starts[-1] + length)
    last = len(lengths) - 1
    at = 0
    for edit in edits:
        # The piece in which the edit begins; at the very end of the text, the last.
        while at < last and edit.start >= starts[at + 1]:
            at += 1
        words = edit.words
        for number in range(at, len(lengths)):
            begin, end = max(edit.start, starts[number]), min(edit.end, starts[number + 1])
            if begin < end or (words and number == at):
                pieces[number].append(Edit(begin - starts[number], max(begin, end) - starts[number], words))
                words = ""
            if edit.end <= starts[number + 1]:
                break
    return pieces
