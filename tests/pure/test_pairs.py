"""A list that another connector left is read as it comes, or refused and told why."""

import pytest

from xerolib.pairs import LARGEST, Pair, UnreadablePairs, read_pairs

ONE = "5040915e-8ce7-4177-8d08-fde416232f18"
TWO = "7D1ACB08-34DC-43E0-9D19-5FF36F16E7D2"


def test_with_titles_in_any_order():
    text = f"Xero ContactID,Name,Odoo ID\n{ONE},Kauri,12\n{TWO},Rata,base.main\n"
    assert read_pairs(text.encode()) == [
        Pair(2, "12", ONE),
        Pair(3, "base.main", TWO.lower()),
    ]


def test_without_titles():
    assert read_pairs(f"12,{ONE}".encode()) == [Pair(1, "12", ONE)]


@pytest.mark.parametrize("delimiter", ",;\t|")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_as_a_spreadsheet_saves_it(delimiter, encoding):
    text = f"odoo{delimiter}Café\r\n7{delimiter}{ONE}\r\n"
    assert read_pairs(text.encode(encoding)) == [Pair(2, "7", ONE)]


@pytest.mark.parametrize("noted", ["sep=;", '"sep=;"'])
def test_what_a_spreadsheet_notes_of_columns_is_no_line(noted):
    text = f"{noted}\r\nodoo;xero\r\n7;{ONE}\r\n"
    assert read_pairs(text.encode()) == [Pair(3, "7", ONE)]


def test_a_line_without_an_id_is_kept_to_be_named():
    text = f"12,{ONE}\n13,not an id\n\n,{TWO}\n"
    assert read_pairs(text.encode()) == [
        Pair(1, "12", ONE),
        Pair(2, "13", ""),
        Pair(4, "", TWO.lower()),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"12,13\n14,15\n", "ids"),
        (ONE.encode(), "columns"),
        (b"\xff\xfe1", "encoding"),
        (b"\x81\x8d,1", "encoding"),
        (b"a" * (LARGEST + 1), "too_large"),
    ],
)
def test_what_is_no_such_list_is_refused(content, reason):
    with pytest.raises(UnreadablePairs) as refused:
        read_pairs(content)
    assert refused.value.reason == reason
