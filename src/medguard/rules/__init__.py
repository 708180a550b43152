"""Decides on facts: the rules are Rego, their particulars are METADATA, and the engine is embedded or an OPA server.

catalogue = read_catalogue()
rules = RegoRules(catalogue, {"phi/identifiers_replaced": Level.DENY})
decision = rules.decide(facts)
"""

from medguard.rules.catalogue import Catalogue, RuleInfo, Strength, keep, read_catalogue
from medguard.rules.engine import RegoRules
from medguard.rules.house import HouseRules
from medguard.rules.schema import facts_schema
from medguard.rules.server import ServerPolicy

__all__ = [
    "Catalogue",
    "HouseRules",
    "RegoRules",
    "RuleInfo",
    "ServerPolicy",
    "Strength",
    "facts_schema",
    "keep",
    "read_catalogue",
]
