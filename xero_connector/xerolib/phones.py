"""Phone numbers as the whole world writes them, so that both sides' compare."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers

# Beyond that it is a letter to somebody, and its parsing takes long.
_LONGEST = 60


def phone_key(text: str, region: str = "") -> str:
    """The number in E.164 ("+6421555000"), or "" when it tells nothing.

    :param region: the country's code of two letters where ``text`` names none; a
        number without "+" is nobody's without it
    """
    if not any(map(str.isdigit, text[:_LONGEST])):
        return ""
    return _parse(text[:_LONGEST].strip(), region.upper()[:2])


@lru_cache(maxsize=65536)
def _parse(text: str, region: str) -> str:
    if text.startswith("00") and not region:
        text = f"+{text[2:]}"
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    # An extension is left out: it is one company's number, whoever is asked for. A
    # number without its area's code may be anybody's.
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    return f"+{number.country_code}{phonenumbers.national_significant_number(number)}"
