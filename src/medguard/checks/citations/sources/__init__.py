"""What an index is built of: MEDLINE/PubMed XML, Crossref JSON lines, the Retraction Watch CSV. Each is read as a stream."""

from medguard.checks.citations.sources.kinds import Item, SourceError, Verdict, items_of, kind_of

__all__ = ["Item", "SourceError", "Verdict", "items_of", "kind_of"]
