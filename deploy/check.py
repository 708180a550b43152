"""Reads Kubernetes manifests from stdin and says what of ours is missing: `helm template … | python deploy/check.py`.

Linters know what a manifest may say; this knows what each of ours must: no root, nothing written, no privilege, limits, probes that ask the right door.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import yaml


def problems(manifests: str) -> Iterator[str]:
    """What is missing, one line each."""
    documents = [one for one in yaml.safe_load_all(manifests) if one]
    pods = [one for one in documents if one["kind"] in {"Deployment", "StatefulSet", "DaemonSet"}]
    if not pods:
        yield "no workload at all"
    for one in pods:
        spec = one["spec"]["template"]["spec"]
        yield from (f"{one['metadata']['name']}: {trouble}" for trouble in _of_pod(spec))


def _of_pod(spec: dict[str, Any]) -> Iterator[str]:
    security = spec.get("securityContext", {})
    if security.get("runAsNonRoot") is not True or security.get("runAsUser", 0) == 0:
        yield "may run as root"
    if security.get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "no seccomp profile"
    if spec.get("automountServiceAccountToken") is not False:
        yield "a token of the cluster is mounted"
    for container in (*spec.get("initContainers", ()), *spec["containers"]):
        yield from (f"{container['name']}: {trouble}" for trouble in _of_container(container))
        if container["name"] == "medguard":
            yield from (f"{container['name']}: {trouble}" for trouble in _of_medguard(container, spec))


def _of_container(container: dict[str, Any]) -> Iterator[str]:
    security = container.get("securityContext", {})
    if security.get("allowPrivilegeEscalation") is not False:
        yield "may gain privileges"
    if security.get("readOnlyRootFilesystem") is not True:
        yield "its root file system can be written"
    if security.get("capabilities", {}).get("drop") != ["ALL"]:
        yield "keeps capabilities"
    if "memory" not in container.get("resources", {}).get("limits", {}):
        yield "no limit of memory"
    if container["image"].endswith(":latest") or not ({":", "@"} & set(container["image"].rpartition("/")[2])):
        yield "an image without a version"


def _of_medguard(container: dict[str, Any], spec: dict[str, Any]) -> Iterator[str]:
    for probe, path in {"startupProbe": None, "livenessProbe": "/healthz", "readinessProbe": "/readyz"}.items():
        asked = container.get(probe, {}).get("httpGet", {})
        if asked.get("port") != "admin" or (path and asked.get("path") != path):
            yield f"{probe} does not ask the admin listener"
    if any("password" in str(variable.get("value", "")).lower() for variable in container.get("env", ())):
        yield "a password in the manifest"
    grace = next((int(one.partition("=")[2]) for one in container["args"] if one.startswith("--grace=")), 10)
    if spec.get("terminationGracePeriodSeconds", 30) < grace + _LAST_SECONDS:
        yield "is killed before its last records are kept"
    if not {"/tmp", "/var/lib/medguard"} <= {mount["mountPath"] for mount in container.get("volumeMounts", ())}:  # noqa: S108  the container's
        yield "has nowhere to write"


_LAST_SECONDS = 40

if __name__ == "__main__":
    found = list(problems(sys.stdin.read()))
    sys.stdout.write("".join(f"{one}\n" for one in found))
    sys.exit(bool(found))
