"""The text of one PDF, on stdout: run as a program of its own, so that a PDF that runs wild takes nothing else with it.

python pdf.py FILE      exit 0: read; 1: not readable; 3: pypdf is not installed
"""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from pathlib import Path

MOST_PAGES, MOST_CHARACTERS = 10_000, 20_000_000


def main(path: str) -> int:
    """Write the text of every page."""
    logging.disable(logging.CRITICAL)
    try:
        reading = import_module("pypdf")  # optional
    except ImportError:
        return 3
    try:
        with Path(path).open("rb") as file:
            reader, written = reading.PdfReader(file), 0
            for page in reader.pages[:MOST_PAGES]:
                words = page.extract_text() + "\n\n"
                written += len(words)
                if written > MOST_CHARACTERS:
                    return 1
                sys.stdout.buffer.write(words.encode("utf-8", "replace"))
            sys.stdout.buffer.flush()
    except Exception:  # noqa: BLE001  whatever it is, there is no text; the parent says so in its own words
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
