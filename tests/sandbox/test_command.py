"""`python -m xero_sandbox`: ready in one line, or one sentence that says why not."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx


@contextmanager
def command(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen(
        [sys.executable, "-m", "xero_sandbox", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        started.terminate()
        started.communicate(timeout=10)


def test_it_says_when_it_is_ready_and_listens_on_loopback():
    with command("--port", "0", "--seed", "empty") as started:
        said = started.stdout.readline()
        port = re.search(r"http://localhost:(\d+) \(seed empty\)", said)[1]
        for host in ("localhost", "127.0.0.1"):
            assert httpx.get(f"http://{host}:{port}/").status_code == 200


def test_a_taken_port_is_said_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with command("--port", str(port)) as started:
            assert started.wait(timeout=20) == 1
            said = started.stderr.read()
    assert f"Cannot listen on 127.0.0.1:{port}" in said
    assert "choose another --port" in said
    assert "Traceback" not in said


def test_an_unknown_seed_names_those_there_are():
    with command("--port", "0", "--seed", "moon") as started:
        assert started.wait(timeout=20) == 2
        said = started.stderr.read()
    assert "no seed is called 'moon'" in said
    assert "demo" in said and "large:N" in said
