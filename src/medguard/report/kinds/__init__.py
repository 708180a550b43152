"""The reports that there are, one module each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from medguard.report.kinds import (
    bias,
    board,
    china_labels,
    citations,
    consistency,
    eu_art50,
    g10,
    high_risk,
    incidents,
    internet_dx,
    phi_exposure,
    pipl,
    plagiarism,
)
from medguard.report.kinds.kind import Kind

_MODULES = (
    *(eu_art50, china_labels, phi_exposure, citations, board, pipl, g10, internet_dx, high_risk, incidents),
    *(plagiarism, bias, consistency),
)

KINDS: Mapping[str, Kind] = MappingProxyType({module.KIND.name: module.KIND for module in _MODULES})
"""By name, in the order in which they are listed."""

__all__ = ["KINDS", "Kind"]
