"""What an index is built of: MEDLINE/PubMed XML, Crossref JSON lines, the Retraction Watch CSV, each read as a stream.

Beside them, how Europe PMC and OpenAlex, which are only asked live, spell a work.
"""

from medguard.checks.citations.sources.kinds import Item, SourceError, Verdict, items_of, kind_of

__all__ = ["Item", "SourceError", "Verdict", "items_of", "kind_of"]
