"""What Xero is asked for is what was meant, whatever a customer is called."""

import pytest

from xerolib import where

# How .NET's Dynamic LINQ reads a string, by its source: up to the next quote that is
# not doubled.


def read_by_xero(literal: str) -> str:
    """The text in a string that fills ``literal`` whole."""
    assert literal[0] == literal[-1] == '"'
    inside = literal[1:-1]
    assert '"' not in inside.replace('""', ""), "the string ends before its end"
    return inside.replace('""', '"')


NASTY = [
    "Acme",
    'The 17" Monitor Company',
    'Bob "The" Builder',
    '"',
    '""',
    'ends with a quote"',
    "C:\\x",
    "ends with a backslash\\",
    "\\",
    '\\" OR Name!="',
    '" OR true OR Name=="',
    "O'Brien & Söhne / 100 % {0} [a] (b) <c> #?+;,",
    "Ōtaki 羊毛 🐑",
    "a b",
    "x" * 255,
    "🐑" * 255,
]


@pytest.mark.parametrize("text", NASTY)
def test_a_text_cannot_break_out_of_its_string(text: str):
    assert read_by_xero(where.quote(text)) == text
    assert where.equal("Name", [text]) == [f"Name=={where.quote(text)}"]


def test_a_quote_is_doubled_and_a_backslash_is_a_letter():
    assert where.quote('17"') == '"17"""'
    assert where.quote("C:\\x") == '"C:\\x"'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NUL\0",
        "two\nlines",
        "a\ttab",
        "\r",
        "\x7f",
        "\x85",
        "half \ud83d",
        "x" * 8000,
    ],
)
def test_what_cannot_be_asked_is_not_asked(text: str):
    assert where.equal("Name", [text]) == []
    assert where.equal("Name", ["Acme", text, "Zed"]) == ['Name=="Acme"', 'Name=="Zed"']


def test_as_many_are_asked_as_an_address_holds():
    terms = where.equal("InvoiceNumber", [f"INV/2026/{n:05}" for n in range(1000)])
    fitting = where.how_many_fit([term] for term in terms)
    assert 50 < fitting < 1000
    assert where.how_many_fit([[term] for term in terms[:fitting]]) == fitting


def test_one_is_asked_for_even_when_it_fills_the_address():
    long = where.equal("Name", ["🐑" * 255]) * 3
    assert where.how_many_fit([long, long]) == 1
    assert where.how_many_fit([]) == 0
