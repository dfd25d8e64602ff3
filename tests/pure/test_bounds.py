"""However much a server sends, only so much is taken, packed or not."""

import gzip
import tracemalloc
import zlib

import pytest
from xero_server import Reply

from xerolib import decoding, oauth
from xerolib.decoding import NotDecoded, TooLarge, read_body
from xerolib.errors import AnswerLost, AnswerTooLarge, BadAnswer, Forbidden, Unavailable
from xerolib.oauth import App
from xerolib.resources import CONTACTS, INVOICES

APP = App("id", "secret", "https://erp.example/xero/oauth/callback")
EMPTY = b'{"Contacts": []}'


def padded(size: int) -> bytes:
    """An answer of that many bytes, with nothing in it."""
    return EMPTY + b" " * (size - len(EMPTY))


def in_pieces(body: bytes, size: int = 1000):
    return (body[at : at + size] for at in range(0, len(body), size))


PACKED = [
    ("", lambda body: body),
    ("identity", lambda body: body),
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("GZIP", gzip.compress),
    ("deflate", zlib.compress),
    ("gzip", lambda body: gzip.compress(body[:7]) + gzip.compress(body[7:])),
]


@pytest.mark.parametrize(("encoding", "pack"), PACKED)
@pytest.mark.parametrize("piece", [1, 1000, 10**6])
def test_a_body_is_read_whole_up_to_the_limit(encoding, pack, piece):
    body = bytes(range(256)) * 40
    pieces = list(in_pieces(pack(body), piece))
    assert read_body(pieces, encoding, len(body)) == body
    with pytest.raises(TooLarge):
        read_body(pieces, encoding, len(body) - 1)


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_no_body_is_one_however_it_says_to_be_packed(encoding):
    assert read_body([], encoding) == read_body([b""], encoding) == b""


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"no gzip"),
        ("gzip", gzip.compress(b"x" * 1000)[:-9]),
        ("br", b"x"),
        ("zstd", b"x"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x"))),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_said_to_be_none(encoding, body):
    with pytest.raises(NotDecoded):
        read_body([body], encoding)


def test_a_bomb_never_fills_the_memory():
    """A gigabyte in a megabyte."""
    packer, bomb = zlib.compressobj(9, zlib.DEFLATED, 31), []
    for _ in range(100):
        bomb.append(packer.compress(bytes(10**7)))
    bomb.append(packer.flush())
    packed = b"".join(bomb)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        read_body(in_pieces(packed, 64 * 1024), "gzip", 10**6)
    assert tracemalloc.get_traced_memory()[1] < 20 * 10**6
    tracemalloc.stop()


@pytest.fixture
def small(monkeypatch):
    """A limit that a test reaches in no time."""
    monkeypatch.setattr(decoding.read_body, "__defaults__", (100_000,))


@pytest.mark.parametrize("pack", [False, True])
def test_an_answer_that_is_too_large_is_an_error_of_its_own(
    server, client, small, pack
):
    body = padded(200_000)
    headers = {"Content-Encoding": "gzip"} if pack else {}
    server.reply(
        Reply(200, gzip.compress(body) if pack else body, headers), Reply(200, EMPTY)
    )
    with pytest.raises(AnswerTooLarge) as caught:
        client.page(CONTACTS)
    assert caught.value.outcome_unknown
    # The next call is not answered with the rest of this one.
    assert client.page(CONTACTS).rows == []


def test_a_packed_answer_is_read(server, client):
    server.reply(Reply(200, gzip.compress(EMPTY), {"Content-Encoding": "gzip"}))
    assert client.page(CONTACTS).rows == []


def test_an_answer_packed_in_a_way_nobody_asked_for_is_lost(server, client):
    server.reply(Reply(200, b"\x0b\x02\x80", {"Content-Encoding": "br"}))
    with pytest.raises(AnswerLost) as caught:
        client.send(INVOICES, "PUT", body="{}")
    assert caught.value.outcome_unknown


@pytest.mark.parametrize(("status", "kind"), [(403, Forbidden), (503, Unavailable)])
def test_of_a_failure_the_status_counts_whatever_came_with_it(
    server, client, small, status, kind
):
    server.reply(
        Reply(status, padded(200_000)), Reply(status, b"x", {"Content-Encoding": "br"})
    )
    for _ in range(2):
        with pytest.raises(kind):
            client.page(CONTACTS)


def test_a_token_answer_is_bounded_too(server, hosts, small):
    server.reply(Reply(200, padded(200_000)))
    with pytest.raises(AnswerTooLarge):
        oauth.refresh(hosts, APP, "r")


@pytest.mark.parametrize(
    ("expires_in", "seconds"),
    [
        (1800, 1800),
        (60, 60),
        # Each call to Xero would begin with a renewal.
        (59, 1800),
        (1, 1800),
        (86_400, 86_400),
        (10**15, 1800),
        (-5, 1800),
        (0, 1800),
        ("soon", 1800),
        (None, 1800),
        ([], 1800),
        (True, 1800),
        (10**400, 1800),
    ],
)
def test_a_token_is_used_for_a_minute_to_a_day_whatever_xero_says(
    server, hosts, expires_in, seconds
):
    body = {"access_token": "a", "refresh_token": "r2", "expires_in": expires_in}
    server.reply(Reply(200, body))
    tokens = oauth.refresh(hosts, APP, "r1")
    assert (tokens.expires_in, tokens.refresh_token) == (seconds, "r2")


@pytest.mark.parametrize(
    "odd",
    [
        {"access_token": None},
        {"access_token": 7},
        {"access_token": "a\x00"},
        {"access_token": "a\ud800"},
        {"access_token": ""},
    ],
)
def test_the_new_refresh_token_is_told_even_when_the_access_token_is_none(
    server, hosts, odd
):
    server.reply(Reply(200, {"refresh_token": "r2", "expires_in": 1800, **odd}))
    with pytest.raises(BadAnswer) as caught:
        oauth.refresh(hosts, APP, "r1")
    assert caught.value.refresh_token == "r2"
    assert "r2" not in f"{caught.value} {caught.value!r}"


@pytest.mark.parametrize(
    "odd", [{"scope": 7}, {"scope": ["a\x00", 7]}, {"scope": {}}, {"id_token": "\x00"}]
)
def test_an_odd_scope_costs_no_token(server, hosts, odd):
    server.reply(Reply(200, {"access_token": "a", "refresh_token": "r2", **odd}))
    tokens = oauth.refresh(hosts, APP, "r1")
    assert (tokens.refresh_token, tokens.scope) == ("r2", ())
