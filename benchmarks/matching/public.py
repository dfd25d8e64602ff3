"""Two public data sets that say who is who (``benchmarks/data``, each with its
licence): restaurants of two guides, and persons of FEBRL 4."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

from benchmarks.matching.generator import Pairs, Record

_DATA = Path(__file__).parents[1] / "data"


def restaurants() -> Pairs:
    """Fodor's and Zagat's: name, address, city and phone."""
    folder = _DATA / "restaurants"
    left = _rows((folder / "fodors.csv").read_text(encoding="utf-8"))
    right = _rows((folder / "zagats.csv").read_text(encoding="utf-8"))
    mine = {row["id"]: place for place, row in enumerate(left)}
    theirs = {row["id"]: place for place, row in enumerate(right)}
    matches = _rows((folder / "matches_fodors_zagats.csv").read_text(encoding="utf-8"))
    return Pairs(
        [_restaurant(row) for row in left],
        [_restaurant(row) for row in right],
        {mine[row["fodors_id"]]: theirs[row["zagats_id"]] for row in matches},
    )


def persons() -> Pairs:
    """FEBRL 4: name and address. Days of birth and social security numbers, which make
    it easy, are left out: a customer has none."""
    left, right = (
        _rows(gzip.decompress((_DATA / "febrl4" / name).read_bytes()).decode())
        for name in ("dataset4a.csv.gz", "dataset4b.csv.gz")
    )
    theirs = {row["rec_id"].split("-")[1]: place for place, row in enumerate(right)}
    return Pairs(
        [_person(row) for row in left],
        [_person(row) for row in right],
        {
            place: theirs[row["rec_id"].split("-")[1]]
            for place, row in enumerate(left)
            if row["rec_id"].split("-")[1] in theirs
        },
    )


def _rows(text: str) -> list[dict[str, str]]:
    reader: csv.DictReader[Any] = csv.DictReader(
        text.splitlines(), skipinitialspace=True
    )
    return [
        {key: (value or "").strip() for key, value in row.items()} for row in reader
    ]


def _restaurant(row: dict[str, str]) -> Record:
    return {
        "name": row["name"],
        "street": row["addr"],
        "town": row["city"],
        "phones": (row["phone"],),
        "phone_region": "US",
    }


def _person(row: dict[str, str]) -> Record:
    return {
        "name": f"{row['given_name']} {row['surname']}".strip(),
        "street": f"{row['street_number']} {row['address_1']}".strip(),
        "town": row["suburb"],
        "postal_code": row["postcode"],
        "is_person": True,
    }
