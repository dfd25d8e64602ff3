"""The limits, with the headers of a recorded refusal, on a clock that tests turn."""

import threading
import time

from xero_user import Sandbox, Xero


def test_answers_say_what_is_left_refusals_too(xero: Xero):
    first = xero.call("GET", "Organisation")
    assert first.headers["X-MinLimit-Remaining"] == "59"
    assert first.headers["X-DayLimit-Remaining"] == "4999"
    assert first.headers["X-AppMinLimit-Remaining"] == "9999"
    assert first.headers["Xero-Correlation-Id"]
    refused = xero.call("PUT", "Contacts", {"Name": "Rex Media Group"})
    assert refused.status_code == 400
    assert refused.headers["X-MinLimit-Remaining"] == "58"


def test_the_minute_limit(sandbox: Sandbox, xero: Xero):
    xero.call("GET", "Organisation")
    sandbox.limits(minute_left=1)
    assert xero.call("GET", "Organisation").status_code == 200
    refused = xero.call("GET", "Organisation")
    assert (refused.status_code, refused.content) == (429, b"")
    assert "content-type" not in refused.headers
    assert refused.headers["X-Rate-Limit-Problem"] == "minute"
    assert refused.headers["X-MinLimit-Remaining"] == "0"
    wait = int(refused.headers["Retry-After"])
    assert 1 <= wait <= 60
    sandbox.advance(wait)
    assert xero.call("GET", "Organisation").status_code == 200


def test_the_day_limit(sandbox: Sandbox, xero: Xero):
    sandbox.limits(day_left=0)
    refused = xero.call("GET", "Organisation")
    assert refused.headers["X-Rate-Limit-Problem"] == "day"
    assert refused.headers["X-DayLimit-Remaining"] == "0"
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400


def test_organisations_have_limits_of_their_own(sandbox: Sandbox, xero: Xero):
    other = sandbox.connect("Kauri Café Australia")
    sandbox.limits(tenant="Demo Company (NZ)", minute=0)
    assert xero.call("GET", "Organisation").status_code == 429
    assert other.call("GET", "Organisation").status_code == 200


def test_five_at_once(sandbox: Sandbox, xero: Xero):
    fault = sandbox.fault(do="hold_before", times=5, path="/api.xro")
    threads = [
        threading.Thread(target=xero.call, args=("GET", "Organisation"))
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    try:
        _until(lambda: sandbox.control("GET", f"faults/{fault}")["hits"] == 5)
        refused = xero.call("GET", "Organisation")
        assert refused.status_code == 429
        assert refused.headers["X-Rate-Limit-Problem"] == "concurrent"
        assert "Retry-After" not in refused.headers
    finally:
        sandbox.control("POST", f"faults/{fault}/release")
        for thread in threads:
            thread.join()
    assert xero.call("GET", "Organisation").status_code == 200


def _until(true) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)
