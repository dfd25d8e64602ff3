"""Lists: pages, filters, order, what changed since."""

import pytest
from xero_user import Sandbox, Xero


def names(rows) -> list[str]:
    return [row["Name"] for row in rows]


def test_pages_say_how_many_there_are(xero: Xero):
    answer = xero.call("GET", "Contacts", page="2", pageSize="25").json()
    assert answer["pagination"] == {
        "page": 2,
        "pageSize": 25,
        "pageCount": 3,
        "itemCount": 60,
    }
    assert len(answer["Contacts"]) == 25
    assert set(answer) >= {"Id", "Status", "ProviderName", "DateTimeUTC"}


def test_without_a_page_there_is_no_pagination(xero: Xero):
    answer = xero.call("GET", "Contacts").json()
    assert "pagination" not in answer
    assert len(answer["Contacts"]) == 60


@pytest.mark.parametrize(("asked", "given"), [("5000", 1000), ("0", 1), ("-3", 1)])
def test_a_page_size_out_of_range_is_snapped(xero: Xero, asked: str, given: int):
    answer = xero.call("GET", "Contacts", page="1", pageSize=asked).json()
    assert answer["pagination"]["pageSize"] == given


def test_a_page_past_the_end_is_empty(xero: Xero):
    assert xero.get("Contacts", page="9") == []


def test_pages_together_are_everything_once(xero: Xero):
    ids = [
        row["ContactID"]
        for page in "123"
        for row in xero.get("Contacts", page=page, pageSize="25")
    ]
    assert len(ids) == len(set(ids)) == 60


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ('Name=="rex MEDIA group"', ["Rex Media Group"]),
        ('Name == "Cafe Etoile"', ["Café Étoile"]),
        ('EmailAddress="rex@rexmedia.example"', ["Rex Media Group"]),
        ('Name.StartsWith("Kāpiti")', ["Kāpiti Coast Plumbing"]),
        ('Name.Contains("university")', ["Ridgeway University"]),
        ('Name.EndsWith("Collective")', ["Dunedin Film Collective"]),
        (
            'Name=="Rex Media Group" OR Name=="Xu Wei Trading"',
            ["Rex Media Group", "Xu Wei Trading"],
        ),
        (
            'Name=="Rex Media Group" || (Name=="Xu Wei Trading" && IsCustomer==true)',
            ["Rex Media Group", "Xu Wei Trading"],
        ),
        ('AccountNumber=="NET" AND EmailAddress!=null', ["Net Connect Ltd"]),
        ('EmailAddress==null AND Name.StartsWith("Mitchell")', ["Mitchell Mechanical"]),
        ('Name.ToLower()=="xu wei trading"', ["Xu Wei Trading"]),
        ('Name=="He said ""no"""', []),
        ('IsSupplier AND !IsCustomer AND AccountNumber=="IRD"', ["Inland Revenue"]),
    ],
)
def test_where_on_contacts(xero: Xero, where: str, found: list[str]):
    assert names(xero.get("Contacts", where=where)) == found


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ('Type=="ACCREC" AND Status=="AUTHORISED"', 4),
        ('Status=="PAID"', 3),
        ('AmountDue>100 AND Type=="ACCREC" AND Status=="AUTHORISED"', 4),
        ('Contact.Name=="Rex Media Group"', 1),
        ('InvoiceNumber=="INV-0005"', 1),
        ("Date>=DateTime(2020,01,01) AND Date<DateTime(2020,12,31)", 0),
        ("UpdatedDateUTC<DateTime(2011,01,01)", 9),
        ("DueDate<=DateTime(2000,1,1)", 0),
    ],
)
def test_where_on_invoices(xero: Xero, where: str, count: int):
    assert len(xero.get("Invoices", where=where)) == count


def test_where_by_identifier(xero: Xero):
    contact = xero.contact("Rex Media Group")["ContactID"]
    rows = xero.get("Invoices", where=f'Contact.ContactID==Guid("{contact}")')
    assert [row["InvoiceNumber"] for row in rows] == ["INV-0003"]


@pytest.mark.parametrize(
    "where",
    [
        'Nmae=="x"',
        'Name=="x',
        "Name==",
        'ContactID=="8696589a-a719-463b-8ff3-b58e0a08ab28"',
        "Name>DateTime(2020,1,1)",
        'Name.Matches("x")',
        '(Name=="x"',
        'Guid("nothing")==ContactID',
        "Name",
        "Name=='Rex Media Group'",
        'Name==""" OR true',
        'Name=="Rex" Media',
    ],
)
def test_a_bad_where_is_a_query_parse_exception(xero: Xero, where: str):
    answer = xero.call("GET", "Contacts", where=where)
    assert answer.status_code == 400
    assert answer.json()["ErrorNumber"] == 16
    assert answer.json()["Type"] == "QueryParseException"


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (r'Name=="The 17\" Monitor Company"', "Syntax error"),
        (r'Name=="The 17\""', "Unterminated string literal"),
        ('Name=="The 17" Monitor Company"', "Syntax error"),
        ("Name=='Rex'", "Character literal must contain exactly one character"),
        ("Name=='Rex", "Unterminated string literal"),
    ],
)
def test_a_quote_that_is_not_doubled_ends_the_text(xero: Xero, where, message):
    answer = xero.call("GET", "Contacts", where=where)
    assert answer.status_code == 400
    assert answer.json() == {
        "ErrorNumber": 16,
        "Type": "QueryParseException",
        "Message": message,
    }


@pytest.mark.parametrize(
    "name",
    [
        'The 17" Monitor Company',
        '"',
        'A ""B""',
        "C:\\Back\\",
        "O'Brien (Pty) {0} & 100%",
        '" OR true OR Name=="',
    ],
)
def test_any_name_is_found_by_it(xero: Xero, name: str):
    xero.put("Contacts", {"Name": name})
    doubled = name.replace('"', '""')
    assert names(xero.get("Contacts", where=f'Name=="{doubled}"')) == [name]


def test_order(xero: Xero):
    down = names(xero.get("Contacts", order="Name DESC"))
    assert down[0] == "Young Bros Transport"
    assert down == list(reversed(names(xero.get("Contacts", order="Name"))))
    assert xero.call("GET", "Contacts", order="Shoe size").status_code == 400


def test_the_default_order_is_by_stamp(xero: Xero):
    xero.post("Contacts", {"Name": "Aotea Harbour Charters Ltd", "FirstName": "Wi"})
    assert names(xero.get("Contacts"))[-1] == "Aotea Harbour Charters Ltd"


def test_only_what_changed_since(sandbox: Sandbox, xero: Xero):
    changed = xero.post("Contacts", {"Name": "Rex Media Group", "FirstName": "R"})[0]
    stamp = int(changed["UpdatedDateUTC"][6:19]) // 1000

    def since(seconds: int) -> list[str]:
        from datetime import datetime, timezone

        moment = datetime.fromtimestamp(seconds, timezone.utc)
        header = {"If-Modified-Since": moment.strftime("%Y-%m-%dT%H:%M:%S")}
        answer = xero.call("GET", "Contacts", headers=header)
        assert answer.status_code == 200
        return names(answer.json()["Contacts"])

    assert since(stamp - 1) == ["Rex Media Group"]
    assert since(stamp) == [], "whole seconds, and later than the header only"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("2026-09-14T09:29:59.123456+00:00", 200),
        ("Mon, 14 Sep 2026 09:29:59 GMT", 200),
        ("2026-09-14T09:29:59+12:00", 400),
        ("yesterday", 400),
    ],
)
def test_the_header_is_utc(xero: Xero, header: str, status: int):
    answer = xero.call("GET", "Contacts", headers={"If-Modified-Since": header})
    assert answer.status_code == status


def test_demo_stamps_are_old_so_the_first_read_needs_no_header(xero: Xero):
    header = {"If-Modified-Since": "2020-01-01T00:00:00"}
    assert xero.call("GET", "Invoices", headers=header).json()["Invoices"] == []


def test_unpaged_invoices_have_no_lines(xero: Xero):
    assert all(row["LineItems"] == [] for row in xero.get("Invoices"))
    paged = xero.get("Invoices", page="1")
    assert all(row["LineItems"] for row in paged)
    assert "ContactStatus" not in paged[0]["Contact"]
    single = xero.get(f"Invoices/{paged[0]['InvoiceID']}")[0]
    assert single["Contact"]["ContactStatus"] == "ACTIVE"


def test_invoices_by_numbers_ids_statuses_contacts(xero: Xero):
    rows = xero.get("Invoices", InvoiceNumbers="INV-0001,INV-0003")
    assert len(rows) == 2
    ids = ",".join(row["InvoiceID"] for row in rows)
    assert len(xero.get("Invoices", IDs=ids)) == 2
    assert len(xero.get("Invoices", Statuses="DRAFT")) == 1
    contact = rows[0]["Contact"]["ContactID"]
    assert len(xero.get("Invoices", ContactIDs=contact)) == 1
    assert xero.get("Invoices", createdByMyApp="true") == []
    made = xero.create_invoice()
    mine = xero.get("Invoices", createdByMyApp="true")
    assert [row["InvoiceID"] for row in mine] == [made["InvoiceID"]]


def test_both_date_forms(xero: Xero):
    row = xero.create_invoice(Date="2026-11-02", DueDate="/Date(1796083200000+0000)/")
    assert row["Date"] == "/Date(1793577600000+0000)/"
    assert row["DateString"] == "2026-11-02T00:00:00"
    assert row["DueDateString"] == "2026-12-01T00:00:00"
    assert row["UpdatedDateUTCString"].endswith("Z")


def test_json_has_to_be_asked_for(xero: Xero):
    answer = xero.call("GET", "Organisation", headers={"Accept": "*/*"})
    assert answer.headers["content-type"].startswith("text/xml")
    assert "<Name>Demo Company (NZ)</Name>" in answer.text


def test_an_unknown_document_is_an_empty_404(xero: Xero):
    for path in ("Invoices/d4ad8fd6-5c72-4924-91b1-07f1472eb4c3", "Invoices/INV-9999"):
        answer = xero.call("GET", path)
        assert (answer.status_code, answer.content) == (404, b"")
        assert answer.headers["content-type"].startswith("text/html")
