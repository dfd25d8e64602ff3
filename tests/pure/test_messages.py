"""A message of Xero's is recognised by its pattern, whatever its case and spaces. The
table of those that we know stands with the causes that they raise."""

import pytest

from xerolib.messages import REPORTED, Message, recognise

ACCOUNT = Message(
    r"account code '?(?P<account>.*?)'? is not a valid code",
    "Account code '090' is not a valid code for this document.",
    REPORTED,
)
TAX = Message(r"tax rate must be valid", "Tax rate must be valid.", REPORTED)
KNOWN = (ACCOUNT, TAX)


@pytest.mark.parametrize("message", KNOWN, ids=lambda message: message.sample)
def test_case_spacing_and_the_final_dot_do_not_matter(message):
    base = message.sample.rstrip(".")
    for text in (base, base + ".", base.upper(), f"  {base.replace(' ', '  ')}\n"):
        found = recognise(text, KNOWN)
        assert found and found[0] is message, text


def test_what_the_message_names_is_kept():
    assert recognise(ACCOUNT.sample, KNOWN) == (ACCOUNT, {"account": "090"})
    assert recognise(TAX.sample, KNOWN) == (TAX, {})


def test_what_it_might_have_named_and_did_not_is_left_out():
    text = "Account code '' is not a valid code for this document."
    assert recognise(text, KNOWN) == (ACCOUNT, {})


@pytest.mark.parametrize(
    "text", ["", "Something Xero never said before", "A validation exception occurred"]
)
def test_a_new_message_is_unknown_and_not_guessed(text):
    assert recognise(text, KNOWN) is None


def test_the_first_that_fits_counts():
    loose = Message(r"tax rate", "Tax rate", REPORTED)
    assert recognise(TAX.sample, (loose, TAX)) == (loose, {})
    assert recognise(TAX.sample, (TAX, loose)) == (TAX, {})
