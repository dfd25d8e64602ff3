"""What support can see of a request: enough to find it, nothing of what it says."""

import logging

import pytest
from xero_server import Reply

from xerolib.errors import AnswerLost
from xerolib.resources import CONTACTS, INVOICES

BODY = '{"Invoices":[{"Reference":"Moana"}]}'


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.DEBUG, logger="xerolib.client")
    return caplog


def test_each_request_leaves_one_line_without_values(server, client, told):
    server.reply(
        Reply(200, '{"Contacts":[]}', headers={"xero-correlation-id": "c-123"})
    )
    client.send(CONTACTS, "GET", params={"where": 'EmailAddress=="moana@x.example"'})
    (line,) = told.messages
    assert line.startswith("GET /api.xro/2.0/Contacts?")
    assert "where" in line
    assert ": 200 in " in line
    assert line.endswith("c-123")
    assert "moana" not in line


def test_what_brings_no_answer_leaves_one_too(server, client, told):
    server.reply(Reply(raw=b""))
    with pytest.raises(AnswerLost):
        client.send(INVOICES, "PUT", body=BODY, key="k-1")
    (line,) = told.messages
    assert line.startswith("PUT /api.xro/2.0/Invoices")
    assert "dropped" in line
    assert "Moana" not in line
    assert "k-1" not in line
