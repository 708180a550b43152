"""Decides on facts: the rules are Rego, their particulars are METADATA, and the engine is embedded.

catalogue = read_catalogue()
rules = EmbeddedRules(catalogue, {"phi/identifiers_replaced": Level.DENY})
decision = rules.decide(facts)
"""

from medguard.rules.catalogue import Catalogue, RuleInfo, Strength, read_catalogue
from medguard.rules.engine import EmbeddedRules
from medguard.rules.schema import facts_schema

__all__ = ["Catalogue", "EmbeddedRules", "RuleInfo", "Strength", "facts_schema", "read_catalogue"]
