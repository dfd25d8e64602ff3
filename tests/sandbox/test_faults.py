"""Faults on request: each does to the wire what it says, to the calls it names."""

import json
import time
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import pytest
from xero_user import Sandbox, Xero

CONTACTS = "/api.xro/2.0/contacts"


def put(xero: Xero, name: str = "Faulty") -> httpx.Response:
    return xero.call("PUT", "Contacts", {"Contacts": [{"Name": name}]})


def written(xero: Xero) -> bool:
    return bool(xero.get("Contacts", where='Name=="Faulty"'))


@pytest.mark.parametrize(
    ("do", "was_written"), [("drop_before", False), ("drop_after", True)]
)
def test_a_dropped_connection(sandbox: Sandbox, xero: Xero, do, was_written):
    sandbox.fault(do=do, method="PUT", path=CONTACTS)
    with pytest.raises(httpx.RemoteProtocolError):
        put(xero)
    assert written(xero) is was_written
    dropped = [call for call in sandbox.calls() if call["fault"] == do]
    assert [call["status"] for call in dropped] == [None]


def test_half_a_page(sandbox: Sandbox, xero: Xero):
    sandbox.fault(do="half", path=CONTACTS)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        xero.call("GET", "Contacts")


@pytest.mark.parametrize(
    ("wish", "status", "was_written"),
    [
        ({"do": "status", "status": 503}, 503, False),
        ({"do": "status_after", "status": 504}, 504, True),
        ({"do": "garbage"}, 200, True),
        ({"do": "html"}, 200, True),
        ({"do": "empty"}, 200, True),
    ],
)
def test_answers_that_are_none(sandbox: Sandbox, xero: Xero, wish, status, was_written):
    sandbox.fault(**wish, method="PUT", path=CONTACTS)
    answer = put(xero)
    assert answer.status_code == status
    with pytest.raises(ValueError):
        answer.json()
    assert written(xero) is was_written


def test_a_status_with_body_and_headers(sandbox: Sandbox, xero: Xero):
    sandbox.fault(
        do="status",
        status=429,
        headers={"Retry-After": 7, "X-Rate-Limit-Problem": "minute"},
    )
    answer = xero.call("GET", "Organisation")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")


def test_the_nth_call_only(sandbox: Sandbox, xero: Xero):
    sandbox.fault(do="status", path="/api.xro", after=2, times=1)
    got = [xero.call("GET", "Organisation").status_code for _ in range(4)]
    assert got == [200, 200, 503, 200]


def test_only_calls_that_name_a_word_in_their_body(sandbox: Sandbox, xero: Xero):
    sandbox.fault(do="status", status=403, contains="Pōison", times=None)
    assert put(xero, "Sound").status_code == 200
    for name in ("Pōison", "Other Pōison"):
        assert put(xero, name).status_code == 403
    ascii_only = xero.http.put(
        "/api.xro/2.0/Contacts",
        content=json.dumps({"Contacts": [{"Name": "Pōison"}]}),
        headers=xero.headers | {"Content-Type": "application/json"},
    )
    assert ascii_only.status_code == 403


def test_only_calls_that_name_a_word_in_their_address(sandbox: Sandbox, xero: Xero):
    sandbox.fault(do="status", status=500, url='name=="pōison"', times=None)
    sandbox.fault(do="status", status=404, url="/currencies", times=None)
    asked = [
        xero.call("GET", "Contacts", where=f'Name=="{n}"') for n in ("A", "Pōison")
    ]
    assert [answer.status_code for answer in asked] == [200, 500]
    assert xero.call("GET", "Currencies").status_code == 404
    assert xero.call("GET", "Organisation").status_code == 200


def test_no_calls_whose_address_is_like_a_pattern(sandbox: Sandbox, xero: Xero):
    sandbox.fault(do="status", status=500, unlike="==|ids=", times=None)
    known = xero.call("GET", "Contacts", where='Name=="A"')
    listed = xero.call("GET", "Contacts")
    assert [known.status_code, listed.status_code] == [200, 500]


def test_an_odd_row_in_every_page(sandbox: Sandbox, xero: Xero):
    odd = {"Name": None, "EmailAddress": 17}
    sandbox.fault(do="alter", path=CONTACTS, values=odd, times=None)
    for page in (1, 2):
        rows = xero.call("GET", "Contacts", page=page, pageSize=2).json()["Contacts"]
        assert [row["Name"] is None for row in rows] == [True, False]
        assert rows[0]["EmailAddress"] == 17


def test_the_rows_that_have_a_word_are_altered(sandbox: Sandbox, xero: Xero):
    word = xero.contact()["ContactID"]
    wish = {"row": word, "values": {"ContactStatus": "ODD"}}
    sandbox.fault(do="alter", path=CONTACTS, **wish)
    rows = xero.call("GET", "Contacts").json()["Contacts"]
    odd = [row["ContactID"] for row in rows if row["ContactStatus"] == "ODD"]
    assert odd == [word]


def test_until_it_is_deleted(sandbox: Sandbox, xero: Xero):
    fault = sandbox.fault(do="status", times=None)
    assert [xero.call("GET", "Currencies").status_code for _ in range(3)] == [503] * 3
    assert sandbox.control("GET", f"faults/{fault}")["hits"] == 3
    sandbox.control("DELETE", "faults")
    assert xero.call("GET", "Currencies").status_code == 200


@pytest.mark.parametrize("do", ["delay", "drip"])
def test_slow_answers(sandbox: Sandbox, xero: Xero, do: str):
    sandbox.fault(do=do, seconds=0.4, path=CONTACTS)
    started = time.monotonic()
    assert xero.call("GET", "Contacts").json()["Contacts"]
    assert time.monotonic() - started >= 0.35


@pytest.mark.parametrize(
    ("do", "was_written"), [("hold_before", False), ("hold_after", True)]
)
def test_a_call_is_held_on_either_side_of_the_write(
    sandbox: Sandbox, xero: Xero, do: str, was_written: bool
):
    with ThreadPoolExecutor() as pool:
        fault, answer = hold(sandbox, xero, pool, do)
        assert written(xero) is was_written
        sandbox.control("POST", f"faults/{fault}/release")
        assert answer.result().status_code == 200
    assert written(xero)


def test_a_held_call_may_be_lost_in_the_end(sandbox: Sandbox, xero: Xero):
    with ThreadPoolExecutor() as pool:
        fault, answer = hold(sandbox, xero, pool, "hold_drop")
        sandbox.control("POST", f"faults/{fault}/release")
        assert isinstance(answer.exception(), httpx.RemoteProtocolError)
    assert not written(xero)


def hold(
    sandbox: Sandbox, xero: Xero, pool: ThreadPoolExecutor, do: str
) -> tuple[int, Future[httpx.Response]]:
    """Plant a fault that holds, and write; gives the fault and the answer to come."""
    fault = sandbox.fault(do=do, method="PUT", path=CONTACTS)
    answer = pool.submit(put, xero)
    while not sandbox.control("GET", f"faults/{fault}")["held"]:
        time.sleep(0.01)
    return fault, answer


def test_identity_has_faults_as_well(sandbox: Sandbox):
    sandbox.fault(do="status", path="/connect/token", status=500)
    answer = sandbox.token(grant_type="refresh_token", refresh_token="x")
    assert answer.status_code == 500


def test_a_wish_that_is_no_fault_is_refused(sandbox: Sandbox):
    for wish in ({"do": "explode"}, {"do": "status", "when": "now"}):
        answer = sandbox.http.post("/_sandbox/faults", json=wish)
        assert answer.status_code == 400
        assert answer.json()["error"]


@pytest.mark.off_contract
@pytest.mark.parametrize("body", [b"{", b"[1]", b"<Contacts/>", b'{"Contacts":[1]}'])
def test_a_body_that_is_no_data(xero: Xero, body: bytes):
    answer = xero.http.put(
        "/api.xro/2.0/Contacts",
        content=body,
        headers=xero.headers | {"Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert answer.json()["Type"] == "PostDataInvalidException"


def test_a_row_can_hold_what_no_value_is(sandbox: Sandbox, xero: Xero):
    sandbox.fault(
        do="alter",
        path=CONTACTS,
        row="*",
        values={"Phones": [None]},
        texts={"Name": r'"\u0000\ud800"', "Balance": "1e400", "Digits": "9" * 5_000},
    )
    text = xero.call("GET", "Contacts").text
    rows = text.count('"ContactID"')
    assert rows > 1
    for written in (r'"\u0000\ud800"', "[null]", '"Balance": 1e400', "9" * 5_000):
        assert text.count(written) == rows
    assert r"\u0000" not in xero.call("GET", "Contacts").text


def test_something_else_can_stand_in_a_rows_place(sandbox: Sandbox, xero: Xero):
    sandbox.fault(do="alter", path=CONTACTS, instead='"no row"')
    assert xero.call("GET", "Contacts").json()["Contacts"][0] == "no row"


def test_headers_of_a_good_answer_can_be_odd(sandbox: Sandbox, xero: Xero):
    sandbox.fault(
        do="alter", path=CONTACTS, headers={"X-MinLimit-Remaining": "999999999999"}
    )
    answer = xero.call("GET", "Contacts")
    assert answer.headers["X-MinLimit-Remaining"] == "999999999999"
    assert answer.json()["Contacts"]


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_can_be_as_large_as_wished(sandbox: Sandbox, xero: Xero, packed):
    sandbox.fault(do="pad", path=CONTACTS, size=3_000_000, gzip=packed)
    answer = xero.call("GET", "Contacts")
    assert len(answer.content) == 3_000_000
    assert answer.json()["Contacts"]
    assert (int(answer.headers["Content-Length"]) < 100_000) is packed


def test_an_answer_without_rows_is_altered_itself(sandbox: Sandbox):
    sandbox.fault(do="alter", path="/connect/token", texts={"expires_in": "1e15"})
    tokens = sandbox.tokens([sandbox.tenants()["Demo Company (NZ)"]])
    assert tokens["expires_in"] == 1e15
