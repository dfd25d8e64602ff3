"""Each of Xero's known messages leads to its cause, and to no other."""

import pytest

from xerolib.messages import MESSAGES, Cause, recognise


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: row.sample[:40])
def test_a_sample_is_recognised_by_its_own_row_alone(row):
    assert [each for each in MESSAGES if each.pattern.search(row.sample)] == [row]
    assert recognise(row.sample).cause is row.cause


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: row.sample[:40])
def test_case_spacing_and_the_final_dot_do_not_matter(row):
    base = row.sample.rstrip(".")
    for text in (base, base + ".", base.upper(), f"  {base.replace(' ', '  ')}\n"):
        assert recognise(text).cause is row.cause, text


def test_every_cause_can_be_met():
    assert {row.cause for row in MESSAGES} == set(Cause) - {Cause.UNKNOWN}


def test_every_row_says_where_it_comes_from():
    assert all(row.source for row in MESSAGES)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "The contact name Smith's (old) is already assigned to another contact. The"
            " contact name must be unique across all active contacts.",
            {"name": "Smith's (old)"},
        ),
        (
            "Account code '200' has been archived, or has been deleted.",
            {"account": "200"},
        ),
        ("Account code '' is not a valid code for this document.", {}),
        (
            "The TaxType code 'INPUT2' cannot be used with account code '200'.",
            {"tax": "INPUT2", "account": "200"},
        ),
        ("Organisation is not subscribed to currency EUR", {"currency": "EUR"}),
        (
            "The current organisation is not subscribed to currency 'USD'.",
            {"currency": "USD"},
        ),
        (
            "The document date cannot be before the end of year lock date, currently"
            " set at 31/03/2026",
            {"lock": "end of year", "date": "31/03/2026"},
        ),
        (
            "The document date cannot be before the period lock date, currently set at"
            " 30 June 2026.",
            {"lock": "period", "date": "30 June 2026"},
        ),
        (
            "The line total 10.00 does not match the expected line total 10.01",
            {"sent": "10.00", "expected": "10.01"},
        ),
        (
            "The TaxType code GST on Income does not exist or cannot be used for this"
            " type of transaction.",
            {"tax": "GST on Income"},
        ),
        (
            "Tax amount 52.23 is incorrect for INPUT2 tax type, should be 52.28",
            {"sent": "52.23", "tax": "INPUT2", "expected": "52.28"},
        ),
        ("Idempotency Key: a-b is used with a different request.", {"key": "a-b"}),
    ],
)
def test_what_the_message_names_is_kept(text, values):
    assert recognise(text).values == values


@pytest.mark.parametrize(
    "text", ["", "Something Xero never said before", "A validation exception occurred"]
)
def test_a_new_message_is_unknown_and_not_guessed(text):
    assert recognise(text).cause is Cause.UNKNOWN


def test_the_same_cause_in_other_words():
    texts = {
        "Users Organisation is not subscribed to currency GBP": (
            Cause.CURRENCY_NOT_SUBSCRIBED
        ),
        "Tax amount cannot be greater than the UnitAmount": Cause.TOTALS_DIFFER,
        "Invoice number must be unique": Cause.NUMBER_TAKEN,
        "The status VOIDED cannot be applied to the credit note because it has payments"
        " or credit notes allocated to it.": Cause.HAS_PAYMENTS,
        "Credit Note # must be unique.": Cause.NUMBER_TAKEN,
        "Account code 200 has been archived": Cause.ACCOUNT_ARCHIVED,
        "TaxType code TAX001 is not active": Cause.TAX_UNKNOWN,
        "The date is before the organisation's lock date": Cause.LOCK_DATE,
        "Credit note not of valid status for modification": Cause.BAD_STATUS,
    }
    assert {text: recognise(text).cause for text in texts} == texts
