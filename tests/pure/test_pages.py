"""A list is read whole, whatever Xero makes of the page size."""

import pytest
from xero_server import Reply

from xerolib.errors import BadAnswer
from xerolib.resources import ACCOUNTS, CONTACTS, Resource

QUOTES = Resource("quotes", "Quotes", "Quotes", "QuoteID", "Quote", "s", page_size=2)


def page(rows, number, count, key="Contacts") -> Reply:
    pagination = {"page": number, "pageSize": 2, "pageCount": count, "itemCount": 5}
    return Reply(body={key: [{"n": row} for row in rows], "pagination": pagination})


def test_reads_until_the_last_page_that_xero_counts(server, client):
    """A short page in the middle is no end: Xero snaps the size as it likes."""
    server.reply(
        page([1, 2], 1, 3), page([3], 2, 3), page([4, 5], 3, 3), page([], 4, 4)
    )
    pages = list(client.pages(CONTACTS))
    assert [row["n"] for each in pages for row in each.rows] == [1, 2, 3, 4, 5]
    assert [(each.page, each.page_count, each.item_count) for each in pages] == [
        (1, 3, 5),
        (2, 3, 5),
        (3, 3, 5),
    ]
    assert [request.query for request in server.requests] == [
        {"order": "UpdatedDateUTC ASC", "pageSize": "1000", "page": str(number)}
        for number in (1, 2, 3)
    ]


def test_an_empty_list_is_one_page(server, client):
    server.reply(page([], 1, 0))
    assert [each.rows for each in client.pages(CONTACTS)] == [[]]
    assert len(server.requests) == 1


def test_the_list_may_grow_meanwhile(server, client):
    server.reply(page([1], 1, 1), page([2], 2, 2))
    assert len(list(client.pages(CONTACTS))) == 1
    server.reply(page([1], 1, 2), page([2], 2, 3), page([3], 3, 3))
    assert len(list(client.pages(CONTACTS))) == 3


def test_parameters_and_size_can_be_chosen(server, client):
    server.reply(page([], 1, 1))
    list(client.pages(CONTACTS, params={"pageSize": 100, "includeArchived": "true"}))
    query = server.requests[0].query
    assert (query["pageSize"], query["includeArchived"]) == ("100", "true")


def test_what_is_not_paged_comes_in_one_call(server, client):
    server.reply(Reply(body={"Accounts": [{"Code": "200"}, {"Code": "260"}]}))
    (only,) = client.pages(ACCOUNTS)
    assert (only.page_count, only.item_count) == (1, 2)
    assert server.requests[0].query == {}


def test_where_xero_counts_no_pages_a_short_one_is_the_last(server, client):
    server.reply(
        Reply(body={"Quotes": [{"n": 1}, {"n": 2}]}), Reply(body={"Quotes": [{"n": 3}]})
    )
    pages = list(client.pages(QUOTES))
    assert [len(each.rows) for each in pages] == [2, 1]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"Contacts": None},
        {"Contacts": {}},
        {"Contacts": [], "pagination": 7},
        {"Contacts": [], "pagination": {"pageCount": "many", "itemCount": 1}},
        {"Contacts": [], "pagination": {"pageCount": 2**31, "itemCount": 1}},
        {"Contacts": [], "pagination": {"pageCount": 1, "itemCount": 10**400}},
        {"Contacts": [], "pagination": {"pageCount": 1, "itemCount": -1}},
        {"Contacts": [], "pagination": {"pageCount": 1.5, "itemCount": 1}},
        {"Contacts": [], "pagination": {"pageCount": True, "itemCount": 1}},
        {"Contacts": [], "pagination": {"pageCount": 1}},
    ],
)
def test_another_shape_is_a_bad_answer(server, client, body):
    """Read as an empty list, it would look as if everything were gone."""
    server.reply(Reply(body=body))
    with pytest.raises(BadAnswer):
        list(client.pages(CONTACTS))


def test_a_run_can_go_on_where_it_stopped(server, client):
    """A page per transaction: the next one is asked for by its number."""
    server.reply(page([5], 3, 3))
    third = client.page(CONTACTS, 3)
    assert ([row["n"] for row in third.rows], third.page, third.page_count) == (
        [5],
        3,
        3,
    )
    assert server.requests[0].query["page"] == "3"
