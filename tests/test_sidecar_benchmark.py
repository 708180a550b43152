"""The benchmark's own pieces: what it asks, whom it asks, and how it reads the answers. What it measures is no test's business."""

import asyncio
import importlib.util
import itertools
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def sidecar():
    found = importlib.util.spec_from_file_location("sidecar_benchmark", FOLDER / "sidecar.py")
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    yield module
    del sys.modules[found.name]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_prompt_has_400_characters_and_is_of_another_person(sidecar, language):
    asked = list(itertools.islice(sidecar.prompts(language), 100))
    assert {len(prompt) for prompt in asked} == {400}
    assert len({prompt[:60] for prompt in asked}) == 100


def test_the_upstream_repeats_a_stand_in_through_whatever_stands_before_it(sidecar):
    async def said(port, prompt, *, stream, model="fast"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        asked = sidecar.question(prompt, stream=stream, model=model).replace(
            b"HTTP/1.1\r\n", b"HTTP/1.1\r\nConnection: close\r\n"
        )
        writer.write(asked)
        content = b""
        while not content.endswith((b"}", b"\r\n0\r\n\r\n")):
            content += await asyncio.wait_for(reader.read(65536), 60)
        writer.close()
        await writer.wait_closed()
        return content.decode()

    async def asked(found):
        for way in found:
            async with sidecar.Caller(way.port) as caller:
                for stream, prompt in itertools.product((False, True), ("hello", "患者")):
                    took = await caller.ask(sidecar.question(prompt, stream=stream))
                    assert 0 < took.first <= took.whole
            assert "<PERSON>" in await said(way.port, "Who is <PERSON>?", stream=False)

    with sidecar.ways([sidecar.DIRECT, sidecar.PASS], None) as found:
        assert [way.name for way in found] == [sidecar.DIRECT, sidecar.PASS]
        asyncio.run(asked(found))


def test_an_answer_that_is_none_is_no_measurement(sidecar):
    async def refuse(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\n{}")
        await writer.drain()
        writer.close()

    async def ask():
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        async with server, sidecar.Caller(server.sockets[0].getsockname()[1]) as caller:
            with pytest.raises(sidecar.Wrong, match="503"):
                await caller.ask(sidecar.question("hello", stream=False))

    asyncio.run(ask())


def test_no_malicious_release_is_pinned_and_everything_is_pinned_by_hash():
    pinned = (FOLDER / "peer/requirements.txt").read_text("utf-8").splitlines()
    packages = [line for line in pinned if line and not line.startswith((" ", "#"))]
    assert "litellm==1.82.6 \\" in packages  # 1.82.7 and 1.82.8 stole credentials
    assert all("==" in line and line.endswith("\\") for line in packages)
