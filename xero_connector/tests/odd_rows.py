"""Rows of Xero's with anything in them that JSON can say, for property tests.

Of the standard library and hypothesis alone: the tests of xerolib load it too.
"""

import copy
from decimal import Decimal

from hypothesis import strategies as st

ID = "717f2bfc-c6d4-41fd-b238-3f2f0c0cf777"
OTHER_ID = "0d4a3f0c-9b1c-4a53-8d0e-2d0f3c1f9d11"
STAMP = "/Date(1789378199100+0000)/"

# A whole row of each resource, by its name: what stands in it is replaced.
WHOLE = {
    "organisation": {
        "OrganisationID": ID,
        "Name": "Demo Company (NZ)",
        "LegalName": "Demo Company (NZ) Ltd",
        "ShortCode": "!23eYt",
        "CountryCode": "NZ",
        "BaseCurrency": "NZD",
        "TaxNumber": "101-2-303",
        "IsDemoCompany": True,
    },
    "accounts": {
        "AccountID": ID,
        "Code": "200",
        "Name": "Sales",
        "Status": "ACTIVE",
        "Type": "REVENUE",
        "Class": "REVENUE",
        "TaxType": "OUTPUT2",
        "SystemAccount": "",
        "EnablePaymentsToAccount": False,
        "UpdatedDateUTC": STAMP,
    },
    "tax_rates": {
        "TaxType": "OUTPUT2",
        "Name": "15% GST on Income",
        "Status": "ACTIVE",
        "EffectiveRate": Decimal("15.0000"),
        "CanApplyToRevenue": True,
        "TaxComponents": [
            {"Name": "GST", "Rate": Decimal("15.0000"), "IsCompound": False}
        ],
    },
    "currencies": {"Code": "USD", "Description": "United States Dollar"},
    "contacts": {
        "ContactID": ID,
        "ContactNumber": "42",
        "AccountNumber": "A-1",
        "ContactStatus": "ACTIVE",
        "Name": "Kererū Books",
        "FirstName": "Aroha",
        "LastName": "Ngata",
        "EmailAddress": "aroha@kereru.example",
        "TaxNumber": "49-091-850",
        "CompanyNumber": "123",
        "Addresses": [
            {
                "AddressType": "STREET",
                "AddressLine1": "1 Queen Street",
                "AddressLine2": "Level 2",
                "City": "Auckland",
                "Region": "AKL",
                "PostalCode": "1010",
                "Country": "New Zealand",
                "AttentionTo": "Aroha",
            },
            {"AddressType": "POBOX"},
        ],
        "Phones": [
            {
                "PhoneType": "DEFAULT",
                "PhoneCountryCode": "64",
                "PhoneAreaCode": "9",
                "PhoneNumber": "555 0100",
            },
            {"PhoneType": "MOBILE", "PhoneNumber": ""},
        ],
        "IsCustomer": True,
        "IsSupplier": False,
        "MergedToContactID": None,
        "ContactGroups": [{"Name": "VIP"}],
        "SalesTrackingCategories": [
            {"TrackingCategoryName": "Region", "TrackingOptionName": "North"}
        ],
        "PurchasesTrackingCategories": [],
        "UpdatedDateUTC": STAMP,
        "HasAttachments": False,
    },
    "invoices": {
        "InvoiceID": ID,
        "Type": "ACCREC",
        "InvoiceNumber": "INV/2026/00042",
        "Status": "AUTHORISED",
        "Reference": "PO 7",
        "Url": "https://odoo.example.com/odoo/invoice/7",
        "Contact": {"ContactID": OTHER_ID, "Name": "Kererū Books"},
        "Date": "/Date(1789344000000+0000)/",
        "DateString": "2026-09-14T00:00:00",
        "DueDate": "/Date(1790553600000+0000)/",
        "DueDateString": "2026-09-28T00:00:00",
        "FullyPaidOnDate": None,
        "CurrencyCode": "NZD",
        "CurrencyRate": Decimal("1.0000000000"),
        "LineAmountTypes": "Exclusive",
        "SubTotal": Decimal("100.00"),
        "TotalTax": Decimal("15.00"),
        "Total": Decimal("115.00"),
        "AmountDue": Decimal("115.00"),
        "AmountPaid": 0,
        "AmountCredited": 0,
        "LineItems": [
            {
                "LineItemID": OTHER_ID,
                "Description": "Books",
                "Quantity": Decimal("1.0000"),
                "UnitAmount": Decimal("100.0000"),
                "DiscountRate": 0,
                "DiscountAmount": 0,
                "AccountCode": "200",
                "TaxType": "OUTPUT2",
                "ItemCode": "BOOK",
                "Tracking": [{"Name": "Region", "Option": "North"}],
            }
        ],
        "UpdatedDateUTC": STAMP,
    },
    "payments": {
        "PaymentID": ID,
        "PaymentType": "ACCRECPAYMENT",
        "Status": "AUTHORISED",
        "Date": "/Date(1789344000000+0000)/",
        "Amount": Decimal("115.00"),
        "Reference": "",
        "IsReconciled": False,
        "Invoice": {
            "InvoiceID": OTHER_ID,
            "InvoiceNumber": "INV/2026/00042",
            "CurrencyCode": "NZD",
        },
        "UpdatedDateUTC": STAMP,
    },
}

# What was met, and what is at the edge of a type, an index or a calendar.
ODD = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udc00x",
    "\ufffe",
    "\u202etxet",
    "ﷺ" * 250,
    "x" * 255,
    "x" * 8_192,
    "x" * 150_000,
    "twelve",
    "12.50",
    "NaN",
    "9999-12-31T23:59:59",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00",
    "0001-01-01T00:00:00+14:00",
    "2026-02-30",
    "2026-13-01T00:00:00",
    "1066-10-14",
    "0999-01-01",
    "/Date(253402300799999+0000)/",
    "/Date(-62135596800000+0000)/",
    "/Date(99999999999999999999)/",
    "/Date(" + "9" * 5_000 + ")/",
    "/Date()/",
    ID,
    ID.upper(),
    ID.replace("-", ""),
    "00000000-0000-0000-0000-000000000000",
    f"{ID}\n",
    0,
    1,
    -1,
    2**31,
    2**63,
    10**29,
    True,
    False,
    None,
    Decimal("0.1"),
    Decimal("-0.0"),
    Decimal("1e400"),
    Decimal("-1e400"),
    Decimal("1e-400"),
    Decimal("1e999999999"),
    Decimal("0e999999999"),
    Decimal("9" * 5_000),
    Decimal("0." + "1" * 5_000),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("999999999999999.99"),
    Decimal("1000000000000000"),
    [],
    {},
    [None],
    [[]],
    [{}],
    [1, "x"],
    {"": ""},
    {"\x00": 1},
    {"Name": {"Name": {"Name": None}}},
)


def _nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


texts = st.one_of(st.text(max_size=30), st.characters(), st.sampled_from(ODD[:32]))
numbers = st.one_of(
    st.integers(),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.integers(-(10**20), 10**20).map(lambda number: Decimal(number).scaleb(-4)),
)
simple = st.one_of(st.none(), st.booleans(), texts, numbers, st.sampled_from(ODD))
anything = st.one_of(
    simple,
    st.recursive(
        simple,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text(max_size=5), inner, max_size=4)
        ),
        max_leaves=12,
    ),
    st.sampled_from((20, 29, 30, 31, 200)).map(_nested),
)


def _places(value, way=()):
    """:return: the way to everything that stands in a row"""
    each = ()
    if isinstance(value, dict):
        each = value.items()
    elif isinstance(value, list):
        each = enumerate(value)
    for key, inner in each:
        yield (*way, key)
        yield from _places(inner, (*way, key))


@st.composite
def rows(draw, name):
    """A row of the resource of that name, in some places of which anything stands, or
    nothing."""
    row = copy.deepcopy(WHOLE[name])
    places = list(_places(row))
    for way in draw(st.lists(st.sampled_from(places), max_size=3, unique=True)):
        holder = row
        for key in way[:-1]:
            try:
                holder = holder[key]
            except (KeyError, IndexError, TypeError):
                break
        else:
            # In JSON every key is a text, also where a list was replaced before.
            if not isinstance(holder, dict) or not isinstance(way[-1], str):
                continue
            if draw(st.integers(0, 4)):
                # A copy: what stands in ODD is drawn again, and must be as it was.
                holder[way[-1]] = copy.deepcopy(draw(anything))
            else:
                holder.pop(way[-1], None)
    if draw(st.integers(0, 4)) == 0:
        row[draw(st.text(max_size=8))] = copy.deepcopy(draw(anything))
    return row
