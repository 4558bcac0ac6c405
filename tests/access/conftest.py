"""A dashboard on loopback with three people, and a client that keeps cookies."""

from __future__ import annotations

import http.cookiejar
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from serving import free_port, wait_for

from simulation.users import add_user

ROOT = Path(__file__).resolve().parents[2]
PHRASES = {
    "alice": "alice has a long phrase",
    "carla": "carla has a long phrase",
    "bruno": "bruno has a long phrase",
}
PATIENCE = 120


class Client:
    """A browser without scripts: it keeps cookies and tells where it ended."""

    def __init__(self, address: str) -> None:
        self.address, self.jar = address, http.cookiejar.CookieJar()
        keep = urllib.request.HTTPCookieProcessor(self.jar)
        self.opener = urllib.request.build_opener(keep)

    def get(self, path: str = "/"):
        return self._answer(f"{self.address}{path}", None)

    def sign_in(self, name: str, password: str, page: str = "/"):
        fields = {"username": name, "password": password, "next": page}
        return self._answer(f"{self.address}/login", urllib.parse.urlencode(fields).encode())

    def _answer(self, url: str, body: bytes | None):
        try:
            with self.opener.open(url, body, timeout=60) as answer:
                return answer.status, answer.url, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as fault:
            return fault.code, fault.url, fault.read().decode(), fault.headers


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Users alice (analyst), carla (committee, reads alice's), bruno (sponsor, reads alice's)."""
    place = tmp_path_factory.mktemp("served")
    users = place / "users.yaml"
    add_user(users, "alice", "analyst", PHRASES["alice"])
    add_user(users, "carla", "committee", PHRASES["carla"], workspace="alice")
    add_user(users, "bruno", "sponsor", PHRASES["bruno"], workspace="alice")
    reports = place / "workspaces" / "alice" / "reports"
    reports.mkdir(parents=True)
    (reports / "report-fr.html").write_text("<!DOCTYPE html><p>told</p>", "utf-8")
    return place


@pytest.fixture(scope="module")
def address(folder):
    """Where the dashboard is served, to this machine only; it ends with the tests."""
    port = free_port()
    command = [
        sys.executable, "-m", "simulation.cli", "dashboard", str(folder / "workspaces"),
        "--port", str(port), "--users", str(folder / "users.yaml"), "--no-show",
        "--url", "https://rsne.example.org",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT)
    place = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{place}/login", server, PATIENCE)
        yield place
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture
def client(address) -> Client:
    return Client(address)
