"""Many people on one dashboard, measured by hand; stops by itself.

    python tests/browser/measure_load.py WORKSPACE [PEOPLE] [SECONDS] [VISITS] [PROCESSES]

Several processes serve one workspace as `rsne dashboard --processes` has them, and people are dealt
out to them in turn. People arrive over a minute. Once all are there, each goes to another page, or
takes the other language, every five seconds. A response is what the server takes from the click
until the new view has been sent. Then so many visits open and close a page, one after the other,
through all the pages, while memory is looked at. The people speak the server's own protocol without
a browser, which would want more cores than the server measured.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from dashboards.pages import PAGES
from simulation.words import say
from tests.serving import processor_seconds, served

PAUSE = 5.0
ARRIVING = 60.0
"""Seconds over which people arrive."""
STILL = 0.15
"""Seconds without a message after which a view has been sent."""
PATIENCE = 120
MANY = 1 << 30
FOUND = {
    "frame": r'"roots":\[\{"type":"object","name":"[\w.]+","id":"(\w+)"',
    "tabs": r'\["key","(\w+)"\],\["class","field tabs"\]',
    "languages": r'"name":"ReaderControls\d*","id":"(\w+)"',
}
"""How the page's frame, its tabs and its languages stand in the text of a document."""

Servers = Sequence[subprocess.Popen]


class Person:
    """One connection to the dashboard, as the page's script holds it."""

    def __init__(self, connection: WebSocketClientConnection) -> None:
        self.connection = connection
        self.numbers = itertools.count(1)
        self.names: dict[str, str] = {}
        """Names of what `FOUND` looks for."""
        self.messages: asyncio.Queue[tuple[dict[str, Any], str]] = asyncio.Queue()
        self.listening = asyncio.create_task(self._listen())

    @classmethod
    async def arriving(cls, place: str, name: str = "home") -> Person:
        """Somebody who opens a page and has its document."""
        asked = f"{place}/?page={name}&lang=fr"
        page = await AsyncHTTPClient().fetch(asked, request_timeout=PATIENCE)
        token = re.search(r'"token":"([^"]+)"', page.body.decode())
        assert token, "the page holds no session"
        there = HTTPRequest(f"{place.replace('http', 'ws')}/ws", connect_timeout=PATIENCE)
        person = cls(
            await websocket_connect(there, subprotocols=["bokeh", token[1]], max_message_size=MANY)
        )
        await person.messages.get()
        await person.send("PULL-DOC-REQ", {})
        while (await person.messages.get())[0]["msgtype"] != "PULL-DOC-REPLY":
            pass
        return person

    async def send(self, kind: str, content: dict[str, Any]) -> None:
        """Send one message."""
        header = {"msgid": str(next(self.numbers)), "msgtype": kind}
        for part in (header, {}, content):
            await self.connection.write_message(json.dumps(part))

    async def _listen(self) -> None:
        """Note messages as they come: a header, metadata, content, then buffers in pairs."""
        while True:
            header = json.loads(await self._part())
            await self._part()
            content = await self._part()
            for _ in range(2 * header.get("num_buffers", 0)):
                await self._part()
            self.learn(content)
            self.messages.put_nowait((header, content))

    async def _part(self) -> Any:
        part = await self.connection.read_message()
        if part is None:
            raise ConnectionError("the server hung up")
        return part

    def leave(self) -> None:
        """Close the page."""
        self.listening.cancel()
        self.connection.close()

    def learn(self, content: str) -> None:
        """Note the names of what one works with, found in the text: reading all is slow."""
        for name, pattern in FOUND.items():
            if name not in self.names and (found := re.search(pattern, content)):
                self.names[name] = found[1]

    async def speak(self, lang: str) -> float:
        """Read in another language; seconds until the new view has been sent."""
        model = {"id": self.names["languages"]}
        return await self._change(
            {"kind": "ModelChanged", "model": model, "attr": "lang", "new": lang}
        )

    async def press(self, tab: str) -> float:
        """Open a page by its tab; seconds until the new view has been sent."""
        done = {"type": "map", "entries": [["key", self.names["tabs"]], ["done", tab]]}
        values = {
            "type": "map",
            "entries": [["model", {"id": self.names["frame"]}], ["data", done]],
        }
        told = {"type": "event", "name": "data_event", "values": values}
        return await self._change(
            {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": told}
        )

    async def _change(self, event: dict[str, Any]) -> float:
        start = time.perf_counter()
        await self.send("PATCH-DOC", {"events": [event]})
        kinds, last = set(), start
        while not {"OK", "PATCH-DOC"} <= kinds or time.perf_counter() - last < STILL:
            limit = STILL if {"OK", "PATCH-DOC"} <= kinds else PATIENCE
            try:
                header, content = await asyncio.wait_for(self.messages.get(), limit)
            except TimeoutError:
                break
            if header["msgtype"] == "ERROR":
                raise RuntimeError(content[-500:])
            kinds.add(header["msgtype"])
            last = time.perf_counter()
        return last - start


async def arrived(place: str, after: float) -> tuple[Person, float]:
    """Somebody who comes after a while; seconds until the page was there."""
    await asyncio.sleep(after)
    start = time.perf_counter()
    return await Person.arriving(place), time.perf_counter() - start


async def work(person: Person, seconds: float, luck: random.Random) -> list[float]:
    """One person's changes of view, until the time is over."""
    await asyncio.sleep(luck.uniform(0, PAUSE))
    until, responses, lang, here = time.monotonic() + seconds, [], "fr", 0
    while time.monotonic() < until:
        if luck.random() < 0.1:
            lang = "en" if lang == "fr" else "fr"
            responses.append(await person.speak(lang))
        else:
            here = (here + luck.randrange(1, len(PAGES))) % len(PAGES)
            tab = say(f"dashboard.page.{list(PAGES)[here]}", lang)
            responses.append(await person.press(tab))
        await asyncio.sleep(max(0.0, luck.uniform(0.8, 1.2) * PAUSE - responses[-1]))
    person.leave()
    return responses


async def crowd(places: Sequence[str], people: int, seconds: float, servers: Servers) -> None:
    """Print what all of them met."""
    lucks = [random.Random(name) for name in range(people)]
    dealt = zip(itertools.cycle(places), lucks, strict=False)
    coming = [arrived(place, luck.uniform(0, ARRIVING)) for place, luck in dealt]
    there = await asyncio.gather(*coming, return_exceptions=True)
    kept = [each for each in there if not isinstance(each, BaseException)]
    print(f"{load()}: {len(kept)} of {people} people arrived in a minute; {faults(there)}")
    print(f"their first page: {told([wait for _, wait in kept])}")
    before = processor(servers)
    met = await asyncio.gather(
        *(work(person, seconds, luck) for (person, _), luck in zip(kept, lucks, strict=False)),
        return_exceptions=True,
    )
    used = processor(servers) - before
    responses = [one for each in met if not isinstance(each, BaseException) for one in each]
    under = sum(one < 1.0 for one in responses) / len(responses)
    print(f"{load()}: {len(responses)} changes of view in {seconds:.0f} s; {faults(met)}")
    print(f"their views: {told(responses)}; under a second: {under:.1%}")
    print(f"processor of the servers: {1000 * used / len(responses):.0f} ms a change of view")


def faults(met: Sequence[object]) -> str:
    """How many were turned away, and by what."""
    found = [repr(each) for each in met if isinstance(each, BaseException)]
    return " ".join([f"faults: {len(found)}", *found[:3]])


def told(times: list[float]) -> str:
    """Median, the time that 95 in 100 stay under, and the longest."""
    steps = statistics.quantiles(times, n=20)
    return f"median {steps[9]:.2f} s, 95 % {steps[18]:.2f} s, most {max(times):.2f} s"


def load() -> str:
    """When, and how busy the machine is."""
    return f"{time.strftime('%H:%M:%S')}, load {os.getloadavg()[0]:.1f}"


async def visits(places: Sequence[str], count: int, servers: Servers) -> None:
    """Print the servers' memory as pages are opened and closed."""
    dealt = zip(itertools.cycle(places), itertools.cycle(PAGES), strict=False)
    for number, (place, name) in zip(range(count + 1), dealt, strict=False):
        if number % max(1, count // 10) == 0:
            print(f"{load()}: {number} visits, {resident(servers)}", flush=True)
        (await Person.arriving(place, name)).leave()


def processor(servers: Servers) -> float:
    """Seconds of processor that the servers have taken so far."""
    return sum(processor_seconds(server.pid) for server in servers)


def resident(servers: Servers) -> str:
    """Memory of each server."""
    told = (Path(f"/proc/{server.pid}/status").read_text("utf-8") for server in servers)
    kilobytes = (int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) for status in told)
    return " + ".join(f"{each // 1000} MB" for each in kilobytes)


def main(
    workspace: Path, people: int = 50, seconds: int = 300, count: int = 500, processes: int = 1
) -> None:
    """Serve, measure, and end the servers."""
    with ExitStack() as running:
        met = [running.enter_context(served(workspace)) for _ in range(processes)]
        places, servers = [place for place, _ in met], [server for _, server in met]
        time.sleep(20)  # the servers load the compiled rules
        print(f"memory at first: {resident(servers)}")
        asyncio.run(crowd(places, people, seconds, servers))
        asyncio.run(visits(places, count, servers))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
