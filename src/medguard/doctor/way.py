"""The way to the model's server, and to the time-stamping authority: a connection, and not a word over it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import httpx2

from medguard.audit.timestamps import open_authority
from medguard.doctor.seen import Seen, Verdict, doubt, ill, well
from medguard.profile import Profile

SECONDS: Final = 10.0
_SOON_DAYS: Final = 14


def of_upstream(url: str, *, believes: ssl.SSLContext | None = None) -> Iterator[Seen]:
    """Whether it lets us connect, and shows a certificate that the sidecar believes: the machine's own store, nothing from the environment."""
    context = believes or httpx2.create_ssl_context(trust_env=False)
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((host, port), timeout=SECONDS) as connection:
            if parts.scheme != "https":
                yield _unencrypted(host, port)
                return
            with context.wrap_socket(connection, server_hostname=host) as wrapped:
                ends = str((wrapped.getpeercert() or {}).get("notAfter", ""))
                spoken = wrapped.version() or "TLS"
    except ssl.SSLCertVerificationError as trouble:
        yield ill(
            "upstream", f"{host}:{port} shows a certificate that is not believed (OpenSSL: {trouble.verify_code}).", f"{host}:{port} 的证书不受信任（OpenSSL 错误码 {trouble.verify_code}）。",
            "Ask whoever runs the server for a valid certificate; the house's own authority belongs into this machine's store (update-ca-certificates).", "请联系服务器管理者更换有效证书；自建 CA 请加入本机证书库（update-ca-certificates）。",
        )  # fmt: skip
    except ssl.SSLError:
        yield ill(
            "upstream", f"{host}:{port} answers, but speaks no TLS that is acceptable.", f"{host}:{port} 可连接，但 TLS 协商失败。",
            "Check that the port is the one of https, and what stands between.", "请检查端口是否为 https 端口以及中间代理。",
        )  # fmt: skip
    except OSError as trouble:
        why = (
            "no such host"
            if isinstance(trouble, socket.gaierror)
            else "too slow"
            if isinstance(trouble, TimeoutError)
            else "refused, or no way there"
        )
        yield ill(
            "upstream", f"{host}:{port} cannot be reached: {why}.", f"无法连接 {host}:{port}。",
            "Check the address, the name server and the firewall between this machine and the model's.", "请检查地址、域名解析以及本机与模型服务器之间的防火墙。",
        )  # fmt: skip
    else:
        yield _valid(host, port, spoken, ends)


def of_authority(settings: Profile) -> Iterator[Seen]:
    """Whether the time-stamping authority lets us connect, and whether it is known whom to trust. Raises ProfileError."""
    asked = settings.ledger.timestamp
    if asked is None:
        return
    host = open_authority(asked.url, asked.roots).host
    for seen in of_upstream(asked.url):
        if seen.verdict is Verdict.ILL:
            yield doubt(
                "timestamp", seen.says, seen.says_zh,
                "Check ledger.timestamp.url, and the firewall between this machine and the authority. No exchange waits for it, and meanwhile nothing is stamped.", "请检查 ledger.timestamp.url 以及本机与时间戳机构之间的防火墙。交换不受影响，但期间不会加盖时间戳。",
            )  # fmt: skip
        else:
            yield well("timestamp", f"{host} answers", f"{host} 可连接")


def _unencrypted(host: str, port: int) -> Seen:
    if host in {"127.0.0.1", "::1", "localhost"}:
        return well("upstream", f"{host}:{port} answers, on this machine", f"{host}:{port} 可连接（本机）")
    return doubt(
        "upstream", f"{host}:{port} answers, without TLS: what is de-identified can be read on the way.", f"{host}:{port} 可连接，但未使用 TLS：去标识后的内容在途中可被读取。",
        "Use https, or keep the way inside one machine or an encrypted network.", "请使用 https，或确保链路在本机或加密网络之内。",
    )  # fmt: skip


def _valid(host: str, port: int, spoken: str, ends: str) -> Seen:
    left = (datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) - datetime.now(UTC)).days if ends else 0
    says, says_zh = (
        f"{host}:{port} answers over {spoken}; its certificate ends in {left} days",
        f"{host}:{port} 可连接（{spoken}），证书 {left} 天后到期",
    )
    if left < _SOON_DAYS:
        return doubt(
            "upstream", says, says_zh, "Ask whoever runs the server to renew it.", "请联系服务器管理者更新证书。"
        )
    return well("upstream", says, says_zh)
