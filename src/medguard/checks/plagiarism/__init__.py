"""What of a reply is copied, and from where: a library of texts, and a check that compares each reply with it.

    check = open_plagiarism("texts.db", copied_share=0.1, paraphrased_share=0.5)

``readers.py``, which only the command line needs, makes texts of files.
"""

from medguard.checks.plagiarism.alike import LEVELS, Level
from medguard.checks.plagiarism.check import Plagiarism, open_plagiarism
from medguard.checks.plagiarism.library import KINDS, About, Document, Kind, Library, LibraryError

__all__ = [
    "KINDS",
    "LEVELS",
    "About",
    "Document",
    "Kind",
    "Level",
    "Library",
    "LibraryError",
    "Plagiarism",
    "open_plagiarism",
]
