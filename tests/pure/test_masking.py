"""Nobody reads a token or a secret in the log."""

import pytest

from xerolib.masking import MASK, masked

JWT = "eyJhbGciOi.eyJzdWIiOiIx.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"access_token": "abc", "a": 1}', f'{{"access_token": "{MASK}", "a": 1}}'),
        ('{"Refresh_Token":"a\\"b"}', f'{{"Refresh_Token":"{MASK}"}}'),
        ("client_secret=s3cret&grant=x", f"client_secret={MASK}&grant=x"),
        ("Authorization: Bearer abc.def", f"Authorization: {MASK}"),
        ("<p>Authorization: Basic YTpi</p>", f"<p>Authorization: {MASK}</p>"),
        (f"sent {JWT} to us", f"sent {MASK} to us"),
        ("bearer 0123456789abcdef was refused", f"{MASK} was refused"),
        ("X-Api-Key: 12345", f"X-Api-Key: {MASK}"),
    ],
)
def test_what_opens_a_door_is_not_shown(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        '{"InvoiceNumber": "INV/2026/00007", "Reference": "Token ring, 3 pcs"}',
        "The contact name Basic Books Ltd is already assigned to another contact.",
        "Secretary's desk",
        "",
    ],
)
def test_what_is_no_secret_stays_to_the_letter(text):
    assert masked(text) == text


def test_a_long_text_without_secrets_is_quickly_read():
    text = "token " * 50_000 + "a" * 200_000
    assert masked(text) == text
