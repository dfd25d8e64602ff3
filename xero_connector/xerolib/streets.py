"""Streets as people write them: the number of the house, and the words."""

from __future__ import annotations

import re

from .names import words_key

_LONGEST = 200
_BOX = re.compile(r"\b(?:p ?o ?box|private bag|postfach|gpo box|locked bag) (\w+)")
_INSIDE_A_HOUSE = re.compile(
    r"\b(?:unit|suite|ste|level|lvl|flat|apt|apartment|shop|floor|fl|room|rm|lot)"
    r"\s*#?\s*[a-z]?\d*\b|\b\d+(?:st|nd|rd|th) floor\b"
)
# Not the "23rd" of 23rd Street; of "12-14" the first, of "3/12" the second.
_NUMBER = re.compile(
    r"\b(?:\w+\s*/\s*)?(\d+)(?!\d)(?!\w\w)(?:[a-z]\b)?(?:\s*[-–]\s*\d+\w?\b)?"
)
_TYPES = {
    **{"street": "st", "road": "rd", "avenue": "ave", "av": "ave", "drive": "dr"},
    **{"place": "pl", "lane": "ln", "court": "ct", "crescent": "cres", "way": "wy"},
    **{"boulevard": "blvd", "blv": "blvd", "terrace": "tce", "ter": "tce"},
    **{"highway": "hwy", "parade": "pde", "square": "sq", "close": "cl"},
    **{"circuit": "cct", "strasse": "str", "north": "n", "south": "s", "east": "e"},
    **{"west": "w", "saint": "st", "mount": "mt"},
}


def street_parts(text: str) -> tuple[str, str]:
    """The number ("12" of "Unit 3, 12A Queen Street" and of "3/12 Queen St"; "box7" of
    "PO Box 7") and the words ("queen st"); each "" where there is none."""
    folded = text[:_LONGEST].casefold()
    if box := _BOX.search(words_key(folded)):
        return f"box{box.group(1)}", ""
    folded = _INSIDE_A_HOUSE.sub(" ", folded)
    number = ""
    if found := _NUMBER.search(folded):
        number = found.group(1).lstrip("0")
        folded = folded[found.end() :]
    words = [_TYPES.get(word, word) for word in words_key(folded).split()]
    return number, " ".join(words[:6])
