"""What the seeds hold is what their country's own rules take."""

import csv
from pathlib import Path

import pytest
from stdnum import get_cc_module

from xero_sandbox import seeds

ROWS = [
    (row["country"], row["tax_number"])
    for file in sorted(Path(seeds.__file__).parent.glob("data/*/contacts.csv"))
    for row in csv.DictReader(file.read_text("utf-8").splitlines())
    if row["tax_number"]
]
# Who has no country lives in New Zealand.
COUNTRIES = {
    "": "nz",
    "New Zealand": "nz",
    "Australia": "au",
    "United Kingdom": "gb",
    "Germany": "de",
}


@pytest.mark.parametrize(("country", "number"), ROWS)
def test_tax_numbers_are_valid(country: str, number: str):
    # Odoo with its VAT module refuses every later edit of a partner otherwise.
    assert get_cc_module(COUNTRIES[country], "vat").is_valid(number)
