"""What the official SDK does by itself and must not do to a ledger: a test per trap."""

import copy
import socket
import threading
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from time import monotonic, sleep

import pytest
from xero_server import Reply

from xerolib.client import Client
from xerolib.deadline import BoundedResponse
from xerolib.errors import (
    AnswerLost,
    BadAnswer,
    Forbidden,
    HostRefused,
    NotEncrypted,
    NotFound,
    NotReachable,
    RateLimited,
    Refused,
    TokenExpired,
    Unavailable,
    UnexpectedStatus,
)
from xerolib.hosts import Hosts
from xerolib.payloads import body_text
from xerolib.resources import CONTACTS, CURRENCIES, INVOICES, ORGANISATION

BODY = '{"Invoices":[]}'


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_reported_not_slept_through(server, client, method, status):
    server.reply(Reply(status, headers={"Retry-After": "3600"}))
    start = monotonic()
    with pytest.raises((RateLimited, Unavailable)) as caught:
        client.send(INVOICES, method, body=None if method == "GET" else BODY)
    assert monotonic() - start < 2
    assert len(server.requests) == 1
    assert caught.value.answer.limits.retry_after == 3600


def test_put_is_sent_once_when_the_connection_drops(server, client):
    """By default the SDK would send it four times: four invoices."""
    server.reply(Reply(raw=b""))
    with pytest.raises(AnswerLost) as caught:
        client.send(INVOICES, "PUT", body=BODY)
    assert len(server.requests) == 1
    assert caught.value.outcome_unknown
    assert caught.value.reason == "dropped"


def test_put_is_sent_once_when_the_answer_is_late(server, hosts):
    server.reply(Reply(raw=b"HTTP/1.1 200 OK\r\n", pause=0.3))
    with Client(hosts, "t", "", deadline=0.4) as client:
        with pytest.raises(AnswerLost) as caught:
            client.send(INVOICES, "PUT", body=BODY)
    assert len(server.requests) == 1
    assert caught.value.reason == "timeout"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 500, id="headers"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + b" " * 900, id="body"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"1\r\n \r\n" * 200,
            id="chunks",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b" " * 500, id="unsized"
        ),
    ],
)
def test_dripping_answer_ends_at_the_deadline(server, hosts, raw):
    """Each byte comes in time; all of them together would take half a minute."""
    server.reply(Reply(raw=raw, pause=0.05))
    start = monotonic()
    with Client(hosts, "t", "", deadline=0.6) as client:
        with pytest.raises(AnswerLost) as caught:
            client.send(ORGANISATION, "GET")
    assert caught.value.reason == "timeout"
    assert 0.5 < monotonic() - start < 1.5


def test_the_last_wait_gets_only_what_is_left(server, hosts):
    server.reply(Reply(raw=b"HTTP/1.1 200 OK\r\n", pause=0.4))
    start = monotonic()
    with Client(hosts, "t", "", deadline=0.5) as client:
        with pytest.raises(AnswerLost):
            client.send(ORGANISATION, "GET")
    assert monotonic() - start < 0.7


def test_bytes_that_came_too_late_do_not_count():
    """They may have lain in the socket while this process was held up."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(0.01)
        response = BoundedResponse(ours)
        theirs.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        sleep(0.02)
        with pytest.raises(TimeoutError):
            response.begin()
        response.close()


def test_a_fraction_of_a_second_is_a_timeout_too(server, hosts):
    """The SDK ignores a float and would wait for ever."""
    server.reply(Reply(raw=b"H", pause=30))
    start = monotonic()
    with Client(hosts, "t", "", deadline=0.25) as client:
        with pytest.raises(AnswerLost):
            client.send(ORGANISATION, "GET")
    assert monotonic() - start < 1


def test_each_call_on_a_kept_connection_has_the_whole_deadline(server, hosts):
    server.reply(Reply(body={}, delay=0.3))
    with Client(hosts, "t", "", deadline=0.7) as client:
        answers = [client.send(ORGANISATION, "GET") for _ in range(4)]
    assert [answer.text for answer in answers] == ["{}"] * 4
    assert len({request.client_port for request in server.requests}) == 1


def test_half_an_answer_is_a_lost_answer(server, client):
    server.reply(Reply(raw=b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"a":1}'))
    with pytest.raises(AnswerLost) as caught:
        client.send(INVOICES, "PUT", body=BODY)
    assert caught.value.reason == "dropped"


def test_no_http_at_all_is_a_lost_answer(server, client):
    server.reply(Reply(raw=b"SSH-2.0-OpenSSH\r\n"))
    with pytest.raises(AnswerLost):
        client.send(INVOICES, "PUT", body=BODY)


def test_two_clients_keep_their_own_tokens(server, hosts):
    """The SDK's Configuration is one for the whole process."""
    with Client(hosts, "token-A", "org-A") as a, Client(hosts, "token-B", "org-B") as b:
        for client in (a, b, a):
            client.send(ORGANISATION, "GET")
    sent = [
        (request.headers["authorization"], request.headers["xero-tenant-id"])
        for request in server.requests
    ]
    assert sent == [
        ("Bearer token-A", "org-A"),
        ("Bearer token-B", "org-B"),
        ("Bearer token-A", "org-A"),
    ]


def test_another_addons_sdk_settings_are_not_ours(monkeypatch, server, hosts):
    """Another addon in the same Odoo may have switched certificate checks off."""
    from xero_python.api_client.configuration import Configuration

    theirs = copy.copy(Configuration())
    theirs.verify_ssl = False
    theirs.proxy = "http://127.0.0.1:9"
    monkeypatch.setattr(Configuration, "_default", theirs)
    with Client(hosts, "t", "") as client:
        assert client.send(ORGANISATION, "GET").status == 200
        manager = client._api.rest_client.pool_manager
        assert manager.connection_pool_kw["cert_reqs"].name == "CERT_REQUIRED"


def test_the_token_is_never_refreshed_behind_our_back(server, client):
    detail = "TokenExpired: token expired at 01/01/2001 00:00:00"
    server.reply(Reply(401, {"Title": "Unauthorized", "Detail": detail}))
    with pytest.raises(TokenExpired):
        client.send(ORGANISATION, "GET")
    assert [request.path for request in server.requests] == [
        "/api.xro/2.0/Organisation"
    ]


@pytest.mark.parametrize("body", ["", "<html>no</html>", "[]", '"x"', "null"])
def test_a_400_of_any_shape_is_a_refusal(server, client, body):
    """The SDK's own error raises JSONDecodeError when one looks at its status."""
    server.reply(Reply(400, body))
    with pytest.raises(Refused) as caught:
        client.send(INVOICES, "PUT", body=BODY)
    error = caught.value
    assert not error.messages
    assert str(error) == "refused (status 400)"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, NotFound), (429, RateLimited), (403, Forbidden), (500, Unavailable)],
)
def test_an_empty_failure_is_still_told_apart(server, client, status, kind):
    """Recorded answers: 404 and 429 come without a body."""
    server.reply(Reply(status))
    with pytest.raises(kind):
        client.send(CONTACTS, "GET", suffix="/unknown")


def test_a_concurrency_limit_names_no_time(server, client):
    server.reply(Reply(429, headers={"X-Rate-Limit-Problem": "concurrent"}))
    with pytest.raises(RateLimited) as caught:
        client.send(CONTACTS, "GET")
    assert (caught.value.problem, caught.value.retry_after) == ("concurrent", None)


def test_html_403_is_forbidden(server, client):
    """TLS too old, for one."""
    page = "<html><title>Access Denied</title></html>"
    server.reply(Reply(403, page, {"Content-Type": "text/html"}))
    with pytest.raises(Forbidden):
        client.send(ORGANISATION, "GET")


@pytest.mark.parametrize(
    "text", ["<html>log in</html>", "", '{"a": 1', '{"a": nan}', "[" * 100_000]
)
def test_garbage_under_a_200_is_an_unknown_outcome(server, client, text):
    server.reply(Reply(200, text))
    with pytest.raises(BadAnswer) as caught:
        client.send(INVOICES, "PUT", body=BODY)
    assert caught.value.outcome_unknown
    assert caught.value.answer.text == text


def test_a_204_needs_no_body(server, client):
    server.reply(Reply(204))
    assert client.send(INVOICES, "POST", suffix="/1/Email", body="{}").status == 204


def test_an_unknown_enum_value_loses_nothing(server, client):
    """The SDK's models would lose the whole page over any of these."""
    rows = [
        {"InvoiceID": "1", "Status": "SOMETHING_NEW", "CurrencyCode": ""},
        {"InvoiceID": "2", "Status": None, "CurrencyCode": "XXX", "New": {"a": []}},
    ]
    server.reply(
        Reply(body={"Invoices": rows, "pagination": {"pageCount": 1, "itemCount": 2}})
    )
    (page,) = client.pages(INVOICES)
    assert page.rows == rows


def test_numbers_stay_exact(server, client):
    server.reply(Reply(200, '{"Invoices":[{"Total":12345678.90,"Rate":0.1}]}'))
    row = client.send(INVOICES, "GET").json()["Invoices"][0]
    assert row["Total"] == Decimal("12345678.90")
    assert str(row["Total"]) == "12345678.90"
    assert row["Rate"] * 3 == Decimal("0.3")


def test_the_body_leaves_byte_for_byte(server, client):
    text = body_text(
        INVOICES,
        [{"Reference": "Łódź ź \U0001f600", "UnitAmount": Decimal("0.1250")}]
        + [{"UnitAmount": Decimal("12345678.90"), "Quantity": Decimal("1E+2")}],
    )
    client.send(INVOICES, "PUT", body=text, key="k")
    assert server.requests[0].body == text.encode()
    assert (
        '"Reference":"Łódź ź \U0001f600","UnitAmount":0.125'.encode()
        in server.requests[0].body
    )
    assert b'"Quantity":100,"UnitAmount":12345678.9' in server.requests[0].body


def test_odd_spacing_survives_too(server, client):
    """What was stored is what is repeated, even if another writer made the text."""
    text = '{ "b" : 1.10,\n "a":"é" }'
    client.send(INVOICES, "PUT", body=text)
    assert server.requests[0].body == text.encode()


def test_a_redirect_is_not_followed(server, client):
    """A token must not travel to wherever an answer points."""
    server.reply(Reply(302, headers={"Location": "/elsewhere"}), Reply(body={}))
    with pytest.raises(UnexpectedStatus) as caught:
        client.send(ORGANISATION, "GET")
    assert len(server.requests) == 1
    assert caught.value.outcome_unknown


@pytest.mark.parametrize(
    "address",
    [
        "https://api.xero.com",
        "http://127.0.0.1@api.xero.com",
        "http://localhost.api.xero.com",
        "http://127.0.0.1.nip.io",
        "http://0.0.0.0",
        "http://[2001:db8::1]",
    ],
)
def test_tests_call_no_other_machine_not_even_its_name(monkeypatch, address):
    def refuse(*_args, **_kwargs):
        pytest.fail("looked up or connected")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    hosts = Hosts(address, address, address, loopback_only=True)
    with Client(hosts, "t", "") as client, pytest.raises(HostRefused) as caught:
        client.send(ORGANISATION, "GET")
    assert str(caught.value).startswith("host_refused (")


@pytest.mark.parametrize("address", ["http://elsewhere", "http://8.8.8.8:443"])
def test_no_token_leaves_this_machine_as_plain_text(monkeypatch, address):
    def refuse(*_args, **_kwargs):
        pytest.fail("looked up or connected")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    hosts = Hosts(address, address, address)
    with Client(hosts, "t", "") as client, pytest.raises(NotEncrypted):
        client.send(ORGANISATION, "GET")


@pytest.mark.parametrize("address", ["http://localhost:1", "http://[::1]:1"])
def test_loopback_by_any_name_is_this_machine(address):
    hosts = Hosts(address, address, address, loopback_only=True)
    with Client(hosts, "t", "") as client, pytest.raises(NotReachable):
        client.send(ORGANISATION, "GET")


@pytest.mark.parametrize("address", ["", "api.xero.com", "ftp://x", "https://", "//x"])
def test_an_address_without_a_scheme_is_no_address(address):
    """Read as http, it would send the token unencrypted."""
    with pytest.raises(ValueError, match="no absolute http"):
        Hosts("https://login.xero.com", "https://identity.xero.com", address)


def test_refused_connection_never_left(hosts):
    with socket.socket() as taken:  # bound and not listening: refuses
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with Client(Hosts(url, url, url), "t", "") as client:
            with pytest.raises(NotReachable) as caught:
                client.send(INVOICES, "PUT", body=BODY)
    assert caught.value.reason == "refused"
    assert not caught.value.outcome_unknown
    assert caught.value.host == "127.0.0.1"


def test_unknown_name_never_left(monkeypatch):
    def fail(*_args, **_kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    url = "https://xero.invalid"
    with Client(Hosts(url, url, url), "t", "") as client:
        with pytest.raises(NotReachable) as caught:
            client.send(INVOICES, "PUT", body=BODY)
    assert caught.value.reason == "dns"


def test_no_tls_where_tls_is_due_never_left(server):
    url = server.url.replace("http://", "https://")
    with Client(Hosts(url, url, url), "t", "") as client:
        with pytest.raises(NotReachable) as caught:
            client.send(INVOICES, "PUT", body=BODY)
    assert caught.value.reason == "tls"
    assert server.requests == []


def test_a_silent_handshake_never_left():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        with Client(Hosts(url, url, url), "t", "", deadline=0.3) as client:
            with pytest.raises(NotReachable) as caught:
                client.send(INVOICES, "PUT", body=BODY)
    assert caught.value.reason == "timeout"


def test_no_threads_are_made_or_left(server, hosts):
    before = threading.active_count()
    for _ in range(5):
        with Client(hosts, "t", "") as client:
            client.send(ORGANISATION, "GET")
            assert client._api._pool is None
    made = [
        each for each in threading.enumerate() if "process_request" not in each.name
    ]
    assert len(made) <= before


def test_a_closed_client_keeps_no_connection(server, hosts):
    client = Client(hosts, "t", "")
    client.send(ORGANISATION, "GET")
    assert len(client._api.rest_client.pool_manager.pools) == 1
    client.close()
    assert len(client._api.rest_client.pool_manager.pools) == 0


def test_since_is_utc_in_whole_seconds(server, client):
    moment = datetime(2026, 9, 14, 21, 30, 15, 999_000)
    moment = moment.replace(tzinfo=timezone(timedelta(hours=12)))
    client.send(CONTACTS, "GET", since=moment)
    assert server.requests[0].headers["if-modified-since"] == "2026-09-14T09:30:15"


def test_nothing_changed_is_an_answer(server, client):
    server.reply(Reply(304))
    assert client.send(CONTACTS, "GET").status == 304
    (page,) = client.pages(CONTACTS, since=datetime.now(timezone.utc))
    assert page.rows == []


def test_nothing_changed_is_no_answer_to_who_asked_for_all(server, client):
    """A list of nothing would read as if all were gone."""
    server.reply(Reply(304))
    with pytest.raises(BadAnswer):
        client.page(CONTACTS)


def test_writes_ask_for_an_answer_per_element(server, client):
    client.send(INVOICES, "PUT", body=BODY, key="abc")
    request = server.requests[0]
    assert request.query == {"summarizeErrors": "false", "unitdp": "4"}
    assert request.headers["idempotency-key"] == "abc"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept"] == "application/json"


def test_one_document_by_id_has_no_such_parameter(server, client):
    client.send(INVOICES, "POST", suffix="/1", body=BODY)
    client.send(CONTACTS, "POST", suffix="/1", body=BODY)
    client.send(CURRENCIES, "PUT", body="{}")
    queries = [request.query for request in server.requests]
    assert queries == [{"unitdp": "4"}, {}, {}]


def test_reads_ask_for_four_decimals_too(server, client):
    client.send(INVOICES, "GET", params={"Statuses": "PAID"})
    assert server.requests[0].query == {"unitdp": "4", "Statuses": "PAID"}


def test_yes_and_no_are_written_as_xero_writes_them(server, client):
    client.send(CONTACTS, "GET", params={"includeArchived": True, "summaryOnly": False})
    assert server.requests[0].query == {
        "includeArchived": "true",
        "summaryOnly": "false",
    }


def test_where_is_percent_encoded(server, client):
    where = 'Name=="A & B + \\"C\\" ż%"'
    client.send(CONTACTS, "GET", params={"where": where})
    assert server.requests[0].query == {"where": where}
    assert "+" not in server.requests[0].target
    assert "%20" in server.requests[0].target


def test_a_suffix_is_text_not_markup(server, client):
    client.send(CONTACTS, "GET", suffix="/ODOO 1?x={y}#z")
    assert server.requests[0].target == (
        "/api.xro/2.0/Contacts/ODOO%201%3Fx%3D%7By%7D%23z"
    )


def test_without_a_tenant_the_header_is_left_out(server, hosts):
    """A custom connection may have none."""
    with Client(hosts, "t", "") as client:
        client.send(ORGANISATION, "GET")
    assert "xero-tenant-id" not in server.requests[0].headers


def test_limits_correlation_and_clock_come_with_every_answer(server, client):
    server.reply(
        Reply(
            body={},
            headers={
                "X-DayLimit-Remaining": "4999",
                "X-MinLimit-Remaining": "59",
                "Xero-Correlation-Id": "c-1",
            },
        )
    )
    answer = client.send(ORGANISATION, "GET")
    assert (answer.limits.day_left, answer.limits.minute_left) == (4999, 59)
    assert answer.correlation_id == "c-1"
    assert answer.server_time.utcoffset() == timedelta()
    assert 0 < answer.seconds < 5
