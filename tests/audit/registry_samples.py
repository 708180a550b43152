"""A small hospital, and a process that imports it."""

import sys

from medguard.audit.registry import Source, entry, open_registry

SOURCE = Source(name="export.csv", sha256="a" * 64)

LICENCE = entry(
    "institution",
    {
        "uscc": "121100004000000001",
        "level": "三级甲等",
        "registered_departments": ["普通外科", "泌尿外科"],
        "stop_triggers": [],
    },
)
PHYSICIAN = entry("actor", {"role": "physician", "registered_here": True}, subject="dr-0042")


def training(code="G10", subject="dr-0042", passed=True, **days):
    return entry("training", {"code": code, "exam_passed": passed}, subject=subject, **days)


def crowd(many):
    """An actor with a training and an authorisation each, and a patient with a consent."""
    for number in range(many // 5):
        yield entry("actor", {"role": "nurse"}, subject=f"n-{number}")
        yield training(subject=f"n-{number}")
        yield entry("authorisation", {"code": "G10"}, subject=f"n-{number}")
        yield entry("patient", {"age": number % 100}, subject=f"p-{number}")
        yield entry("consent", {"pi_basis": "consent", "pi_separate": True}, subject=f"p-{number}")


def import_all(url, name):
    """What one process of several does."""
    with open_registry(url, busy_seconds=60) as registry:
        for number in range(20):
            registry.add([training(code=f"{name}-{number}"), training(passed=number % 2 == 0)], SOURCE)


if __name__ == "__main__":
    import_all(*sys.argv[1:])
