"""Records taken out of the database, each with its proof: JSON lines, CSV or Parquet, and a signed checkpoint beside the file.

    export(url, Wanted(outcome="blocked"), Path("blocked.jsonl"))
    check_export(Path("blocked.jsonl"), keys=[Verifier(public_key)])

A row has the columns of ``records``, the record's canonical JSON as ``document``, and as ``path`` the hashes of its RFC 9162 inclusion proof in base64,
with blanks between. ``FILE.checkpoint`` is the signed note they all lead to. So the file can be checked anywhere, with the public key alone.
"""

from __future__ import annotations

import base64
import binascii
import csv
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from medguard.audit.canonical import sha256
from medguard.audit.database import reading
from medguard.audit.merkle import ProofError, check_inclusion, inclusion_proof, leaf_hash
from medguard.audit.notes import Checkpoint, NoteError, Verifier, claimed_checkpoint, read_checkpoint
from medguard.audit.proofs import newest_note
from medguard.audit.records import Record, Wanted, list_records
from medguard.audit.tables import copies
from medguard.audit.tree import StoredHashes
from medguard.errors import AuditError, ProfileError

FORMS = ("jsonl", "csv", "parquet")
_PAGE = 500
_COLUMNS = [field.name for field in fields(Record)]
_LONGEST_LINE = 50_000_000

Row = Mapping[str, Any]


def export(source: str | Engine, wanted: Wanted, to: Path, note: str | None = None) -> int:
    """Write what is wanted, the newest first, and say how many. The file's ending says the form. Raises AuditError or ProfileError.

    The proofs lead to the newest checkpoint, or to the one in ``note``; what was recorded after it is left out.

    Whole or not at all: the file gets its name when it is complete.
    """
    form = _form_of(to)
    if note is None:
        with reading(source) as connection:
            note = newest_note(connection)
    size = claimed_checkpoint(note).size
    written = to.with_name(f".{to.name}.part")
    try:
        with _WRITERS[form](written) as write:
            count = 0
            for page in _pages(source, wanted, size):
                write(page)
                count += len(page)
        Path(f"{to}.checkpoint").write_text(note, encoding="utf-8")
        written.replace(to)
    except OSError:
        raise AuditError(
            "The export could not be written.",
            remedy="Choose a folder that exists, with room, in which you may write.",
            remedy_zh="导出文件无法写入。请选择存在、有空间且可写的目录。",
        ) from None
    finally:
        written.unlink(missing_ok=True)
    return count


def _pages(source: str | Engine, wanted: Wanted, size: int) -> Iterator[list[Row]]:
    before, known = size + 1, dict[tuple[int, int], bytes]()
    while found := list_records(source, wanted, limit=_PAGE, before=before):
        before = found[-1].position
        with reading(source) as connection:
            stored = StoredHashes(connection)
            try:
                yield [
                    {name: getattr(record, name) for name in _COLUMNS}
                    | {"path": _path(inclusion_proof(stored, record.position - 1, size, known=known))}
                    for record in found
                ]
            except ProofError:
                raise AuditError(
                    "The log does not fit what was signed, so nothing can be proven.",
                    remedy="Run: medguard audit verify",
                    remedy_zh="日志与已签名内容不符，无法出具证明。请运行：medguard audit verify",
                ) from None


def _path(hashes: Sequence[bytes]) -> str:
    return " ".join(base64.b64encode(one).decode() for one in hashes)


def check_export(file: Path, keys: Sequence[Verifier]) -> int:
    """Check every record of an exported file with the log's public key; say how many. Raises ProofError, which names the first that does not fit."""
    try:
        note = Path(f"{file}.checkpoint").read_text("utf-8")
        checkpoint = read_checkpoint(note, keys)
    except (OSError, UnicodeDecodeError):
        raise ProofError("there is no checkpoint beside the file") from None
    except NoteError as error:
        raise ProofError(str(error)) from None
    count = 0
    for row in _READERS[_form_of(file)](file):
        _check(row, checkpoint)
        count += 1
    return count


def _check(row: Row, checkpoint: Checkpoint) -> None:
    try:
        document, position, path = row["document"], int(row["position"]), str(row["path"])
        hashes = [base64.b64decode(one, validate=True) for one in path.split()]
        said = copies(json.loads(document)) | {"sha256": sha256(document.encode()), "document": document}
        wrong = [name for name in _COLUMNS if str(row[name] or "") != str(said[name] or "")]
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError, binascii.Error):
        raise ProofError("a row of the file is damaged") from None
    try:
        check_inclusion(leaf_hash(document.encode()), position - 1, checkpoint.size, hashes, checkpoint.root)
    except (ProofError, UnicodeEncodeError):
        raise ProofError(f"record {position}: it is not in the log as it stands here") from None
    if wrong:
        raise ProofError(f"record {position}: the column {wrong[0]} does not say what the record says")


# ── forms ────────────────────────────────────────────────────────────────────────────────────────────────────────────

Write = Callable[[Sequence[Row]], None]


@contextmanager
def _jsonl(file: Path) -> Iterator[Write]:
    with _new(file) as handle:
        yield lambda rows: handle.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@contextmanager
def _csv(file: Path) -> Iterator[Write]:
    with _new(file) as handle:
        writer = csv.DictWriter(handle, [*_COLUMNS, "path"])
        writer.writeheader()
        yield writer.writerows


@contextmanager
def _parquet(file: Path) -> Iterator[Write]:
    arrow, parquet = _arrow()
    names = [*_COLUMNS, "path"]
    schema = arrow.schema([(name, arrow.int64() if name == "position" else arrow.string()) for name in names])
    with _new(file), parquet.ParquetWriter(file, schema) as writer:
        yield lambda rows: writer.write_table(arrow.Table.from_pylist(list(rows), schema=schema))


_WRITERS = {"jsonl": _jsonl, "csv": _csv, "parquet": _parquet}


def _new(file: Path) -> Any:
    """A file that only its owner may read: records hold no names, and still are not everybody's."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="")


def _read_jsonl(file: Path) -> Iterator[Row]:
    with _opened(file) as handle:
        while line := handle.readline(_LONGEST_LINE):
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                raise ProofError("a line of the file is not JSON") from None
            yield row if isinstance(row, dict) else {}


def _read_csv(file: Path) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_LINE)
    with _opened(file) as handle:
        try:
            yield from csv.DictReader(handle)
        except csv.Error:
            raise ProofError("a line of the file is not CSV") from None


def _read_parquet(file: Path) -> Iterator[Row]:
    arrow, parquet = _arrow()
    try:
        with parquet.ParquetFile(file) as opened:
            for batch in opened.iter_batches(_PAGE):
                yield from batch.to_pylist()
    except (arrow.ArrowException, OSError):
        raise ProofError("the file is damaged, or no Parquet") from None


_READERS = {"jsonl": _read_jsonl, "csv": _read_csv, "parquet": _read_parquet}


@contextmanager
def _opened(file: Path) -> Iterator[Any]:
    try:
        with file.open(encoding="utf-8", newline="") as handle:
            yield handle
    except (OSError, UnicodeDecodeError):
        raise ProofError("the file cannot be read, or is not UTF-8") from None


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow as arrow  # noqa: ICN001, PLC0415  large, and an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError:
        raise ProfileError(
            "Parquet needs pyarrow, which is not installed. Run: pip install 'medguard-gateway[parquet]'",
            remedy="Run: pip install 'medguard-gateway[parquet]'",
            remedy_zh="请运行：pip install 'medguard-gateway[parquet]'",
        ) from None
    return arrow, parquet


def _form_of(file: Path) -> str:
    form = file.suffix.removeprefix(".")
    if form not in FORMS:
        raise ProfileError(
            f"The file's ending says in which form to write: {', '.join(FORMS)}.",
            remedy="Name a file such as blocked.jsonl.",
            remedy_zh=f"文件扩展名决定格式：{'、'.join(FORMS)}。请使用如 blocked.jsonl 的文件名。",
        )
    return form
