"""How long a whole decision over every rule takes, embedded, and beside it in an OPA server on this machine.

    make bench

Prints milliseconds at the median and the ratio; timings are noisy, the ratio is what to read. Without the opa program only the embedded figure.
"""

from __future__ import annotations

import socket
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress

from medguard.facts import Deployment, Operator, System
from medguard.rules import RegoRules, ServerPolicy, read_catalogue
from medguard.rules.build import find_opa
from medguard.types import Facts, Finding, Identifiers, ReplyFacts, RequestFacts, Stage

ROUNDS = 200


def main() -> None:
    """Measure both and print."""
    catalogue = read_catalogue()
    levels = {rule.id: rule.default_level for rule in catalogue.rules.values()}
    asked = {
        stage: Facts(
            stage=stage,
            now="2026-11-25T12:00:00Z",
            profile="bench",
            levels=levels,
            deployment=Deployment(jurisdictions=("EU", "CN"), interacts_directly=True, public_cn=True),
            operator=Operator(roles=("provider", "deployer"), kind="private_public_service"),
            system=System(annex_iii_points=("5(d)",)),
            request=RequestFacts(identifiers=Identifiers(), unread=()),
            reply=ReplyFacts() if stage is Stage.REPLY else None,
            checks=("leaks",),
            findings=(Finding.clear("leaks"),),
        )
        for stage in (Stage.REQUEST, Stage.REPLY)
    }
    here = RegoRules(catalogue, levels)
    print(f"{len(levels)} rules, milliseconds a decision, median of {ROUNDS}")
    embedded = {stage: _median(lambda facts=facts: here.decide(facts)) for stage, facts in asked.items()}
    opa = find_opa()
    if not opa:
        for stage, own in embedded.items():
            print(f"{stage:<8} embedded {own:6.2f}   no opa program to compare with")
        return
    port = _free_port()
    command = [opa, "run", "--server", "--addr", f"127.0.0.1:{port}", "--log-level=error"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            _wait(port)
            there = RegoRules(catalogue, levels, ServerPolicy(catalogue, f"http://127.0.0.1:{port}", seconds=10.0))
            for stage, facts in asked.items():
                own = embedded[stage]
                other = _median(lambda facts=facts: there.decide(facts))
                print(f"{stage:<8} embedded {own:6.2f}   OPA server {other:6.2f}   ratio {other / own:5.1f}")
            there.close()
        finally:
            server.kill()


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health"):
            return
        time.sleep(0.05)


if __name__ == "__main__":
    main()
