"""What a card of the match desk says of one record and of those that may be it, as
data that a browser shows."""

from dataclasses import dataclass

from ...xerolib.contact_fields import value_text

# Digits of a phone number that tell it, however its country and area are written.
TELLING_DIGITS = 8


@dataclass(frozen=True)
class Side:
    """What one side says of a customer.

    :ivar values: dict of the name of a field to its value, as both sides are compared
    :ivar url: where it is opened; "" for nowhere
    :ivar owes: what is open there, in words; "" for nothing, or what nobody may read
    :ivar shared: names of fields that it shares with others than the card's: the same
        value tells little
    """

    id: int
    name: str
    values: dict
    url: str = ""
    owes: str = ""
    shared: frozenset = frozenset()


def card_rows(labels, mine, found):
    """
    :param dict labels: names of fields to their names for people, in reading order
    :param mine: :class:`Side` of the record that the card is about
    :param found: list of the :class:`Side` of each that may be it
    :return: list of dicts, one for each field that one of them says something of: its
        ``label``, its ``value`` and of the others a list of dicts, ``value`` and
        ``verdict``: same, shared (the same, and others have it too), differs, or empty
        where one of both says nothing
    """
    rows = []
    for name, label in labels.items():
        value = mine.values.get(name)
        others = [side.values.get(name) for side in found]
        if value or any(others):
            rows.append(
                {
                    "name": name,
                    "label": label,
                    "value": value_text(value),
                    "others": [
                        {
                            "value": value_text(other),
                            "verdict": _verdict(value, other, name in side.shared),
                        }
                        for side, other in zip(found, others, strict=True)
                    ],
                }
            )
    return rows


def count_tied(scores):
    """:return: how many of those with the best score there are, if more than one"""
    best = max(scores, default=0)
    tied = [score for score in scores if score == best]
    return len(tied) if tied[1:] else 0


def _verdict(value, other, is_shared):
    if not value or not other:
        return ""
    value, other = value_text(value), value_text(other)
    digits, others = _digits(value), _digits(other)
    is_same = value == other or _plain(value) == _plain(other)
    if is_same or (len(digits) == TELLING_DIGITS and digits == others):
        return "shared" if is_shared else "same"
    return "differs"


def _plain(text):
    return "".join(filter(str.isalnum, text)).casefold()


def _digits(text):
    """:return: the last digits of a number; "" of what is more than a number"""
    if any(map(str.isalpha, text)):
        return ""
    return "".join(filter(str.isdigit, text))[-TELLING_DIGITS:]
