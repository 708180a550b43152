"""The medguard program with three patterns in place of its detector, which no profile can ask for: what everything else costs.

python benchmarks/beside/without_detection.py serve --profile hospital …
"""

from __future__ import annotations

from medguard import guard
from medguard.cli import app
from medguard.testing import PatternDetector

guard.detector_of = lambda _settings: PatternDetector()

if __name__ == "__main__":
    app()
