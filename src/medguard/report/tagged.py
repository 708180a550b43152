"""What makes a PDF readable by a machine that reads it aloud: headings, paragraphs and tables marked as such, in order (ISO 32000-1, 14.7 and 14.8).

reportlab draws and knows no tags. So each paragraph that is drawn brackets its own piece of the page (``BDC … EMC``) and is written down with what it
is; lines, backgrounds and the foot of a page are bracketed as artifacts; and ``bound`` puts the tree of what was written down into the finished file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

ROLES: Final = {"title": "H1", "head": "H2", "caption": "H3"}
"""By style; everything else is a paragraph."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a table something stands."""

    table: int
    row: int
    column: int
    head: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paragraph on a page."""

    page: int
    number: int
    """Within the page."""
    style: str
    place: Place | None


class Tags:
    """What was drawn, in order."""

    def __init__(self) -> None:
        self.drawn: list[Drawn] = []
        self._numbers: dict[int, int] = {}
        self._heads: set[Place] = set()

    @contextmanager
    def around(self, canvas: Any, style: str, place: Place | None) -> Iterator[None]:
        """Bracket what one paragraph draws. A table's head is read once; where it is repeated on later pages it is an artifact."""
        if place is not None and place.head and place in self._heads:
            with artifact(canvas):
                yield
            return
        if place is not None and place.head:
            self._heads.add(place)
        page = canvas.getPageNumber() - 1
        number = self._numbers.get(page, 0)
        self._numbers[page] = number + 1
        self.drawn.append(Drawn(page, number, style, place))
        canvas._code.append(f"/{ROLES.get(style, 'P')} <</MCID {number}>> BDC")  # noqa: SLF001  reportlab has no word for it
        yield
        canvas._code.append("EMC")  # noqa: SLF001


@contextmanager
def artifact(canvas: Any) -> Iterator[None]:
    """Bracket what nobody reads aloud."""
    canvas._code.append("/Artifact BMC")  # noqa: SLF001
    yield
    canvas._code.append("EMC")  # noqa: SLF001


def bound(writer: Any, drawn: Sequence[Drawn]) -> None:
    """Put the tree into a pypdf writer: the document's parts in order, and for every page whose each of its pieces is."""
    from pypdf.generic import (  # noqa: PLC0415  an extra
        ArrayObject,
        BooleanObject,
        DictionaryObject,
        NameObject,
        NumberObject,
    )

    def element(role: str, above: Any) -> tuple[Any, Any]:
        said = {"/Type": NameObject("/StructElem"), "/S": NameObject(f"/{role}"), "/P": above, "/K": ArrayObject()}
        made = DictionaryObject({NameObject(name): value for name, value in said.items()})
        return made, writer._add_object(made)  # noqa: SLF001  pypdf's own way in

    def under(role: str, above: tuple[Any, Any]) -> tuple[Any, Any]:
        made = element(role, above[1])
        above[0]["/K"].append(made[1])
        return made

    root = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
    root_at = writer._add_object(root)  # noqa: SLF001
    document = element("Document", root_at)
    root[NameObject("/K")] = document[1]
    tables: dict[int, tuple[Any, Any]] = {}
    rows: dict[tuple[int, int], tuple[Any, Any]] = {}
    cells: dict[Place, tuple[Any, Any]] = {}
    owners: dict[int, ArrayObject] = {}
    for one in drawn:
        place = one.place
        if place is None:
            piece = under(ROLES.get(one.style, "P"), document)
        else:
            if place.table not in tables:
                tables[place.table] = under("Table", document)
            row = place.table, place.row
            if row not in rows:
                rows[row] = under("TR", tables[place.table])
            if place not in cells:
                cells[place] = under("TH" if place.head else "TD", rows[row])
                if place.head:
                    scope = {"/O": NameObject("/Table"), "/Scope": NameObject("/Column")}
                    cells[place][0][NameObject("/A")] = DictionaryObject({NameObject(n): v for n, v in scope.items()})
            piece = under("P", cells[place])
        piece[0][NameObject("/Pg")] = writer.pages[one.page].indirect_reference
        piece[0]["/K"].append(NumberObject(one.number))
        owners.setdefault(one.page, ArrayObject()).append(piece[1])
    numbered = ArrayObject()
    for page, pieces in sorted(owners.items()):
        writer.pages[page][NameObject("/StructParents")] = NumberObject(page)
        writer.pages[page][NameObject("/Tabs")] = NameObject("/S")
        numbered += [NumberObject(page), writer._add_object(pieces)]  # noqa: SLF001
    tree = DictionaryObject({NameObject("/Nums"): numbered})
    root[NameObject("/ParentTree")] = writer._add_object(tree)  # noqa: SLF001
    root[NameObject("/ParentTreeNextKey")] = NumberObject(max(owners, default=-1) + 1)
    catalogue = writer._root_object  # noqa: SLF001
    catalogue[NameObject("/StructTreeRoot")] = root_at
    catalogue[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(value=True)})
    wanted = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(value=True)})
    catalogue[NameObject("/ViewerPreferences")] = wanted
