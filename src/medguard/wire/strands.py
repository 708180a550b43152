"""The strings of a reply: one text a field, in as many pieces as a stream has events.

A stand-in that the model wrote is often cut in two by an event. So pieces are read joined, and edits of the joined text
are scattered back over the pieces.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace

from medguard.types import ClearText, Edit, Form
from medguard.wire.json_text import Literal

NO_LABEL = ClearText("")


@dataclass(frozen=True, slots=True)
class Piece:
    """A literal, and the number of the event that it stands in."""

    event: int
    literal: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """One string of a reply."""

    key: Hashable = None
    """Literals of one key are one string in pieces. ``None``: said as a whole, anew each time."""
    repeats: Hashable = None
    """The key of the string that is said here once more, as a whole: some protocols say everything twice."""
    place: str
    """Empty: no check need look at it."""
    form: Form = Form.PROSE
    label: ClearText = NO_LABEL
    answer: int | None = None
    """Which of several answers it belongs to; ``None``: to none of them."""
    arguments: bool = False
    """JSON for a tool, perhaps cut off."""
    speech: bool = False
    """What the model says to a person, as opposed to what it thinks or calls."""
    grows: bool = False
    """Each piece says all that came before as well."""
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The pieces joined, or the last of those that grow."""
        said = [piece.literal.words for piece in self.pieces]
        return said[-1] if self.grows else "".join(said)

    def scattered(self, edits: Sequence[Edit]) -> list[list[Edit]]:
        """Edits of the text as edits of its pieces."""
        lengths = [len(piece.literal.words) for piece in self.pieces]
        return grown(lengths, edits) if self.grows else scattered(lengths, edits)

    def growing(self) -> Strand:
        """The same, as one whose pieces grow, if every one begins as the one before."""
        said = [piece.literal.words for piece in self.pieces]
        grows = len(said) > 1 and all(after.startswith(before) for before, after in itertools.pairwise(said))
        return replace(self, grows=grows)


def grown(lengths: Sequence[int], edits: Sequence[Edit]) -> list[list[Edit]]:
    """Edits of a text as edits of its beginnings: what is cut in two by the end of one is left out there, and said in a later one.

    >>> grown([3, 8], [Edit(2, 5, "Ann")])
    [[<Edit 2:3, 0 characters>], [<Edit 2:5, 3 characters>]]
    """
    return [
        [
            edit if edit.end <= length else Edit(edit.start, length, "")
            for edit in edits
            if edit.end <= length or edit.start < length
        ]
        for length in lengths
    ]


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
