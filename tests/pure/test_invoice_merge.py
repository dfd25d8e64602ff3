"""An update changes what changed here, and nothing that somebody did in Xero."""

import copy
from decimal import Decimal

import pytest

from xerolib.invoice_decide import decide
from xerolib.invoice_merge import plan
from xerolib.invoice_sides import arrived, current, holds, said


def ours(*lines, **head):
    """An invoice as Odoo says it; lines by their id in Odoo."""
    body = {
        "InvoiceNumber": "INV-1",
        "Contact": {"ContactID": "c-1"},
        "Date": "2026-09-14",
        "DueDate": "2026-10-14",
        "CurrencyCode": "NZD",
        "LineAmountTypes": "Exclusive",
        "Reference": "PO 7",
        "LineItems": [line for _key, line in lines],
        **head,
    }
    return said(body, [key for key, _line in lines])


def line(key, text="Desk", price="100", quantity="1", **more):
    return key, {
        "Description": text,
        "Quantity": Decimal(quantity),
        "UnitAmount": Decimal(price),
        "AccountCode": "200",
        "TaxType": "OUTPUT2",
        **more,
    }


def in_xero(body, **head):
    """The same invoice as Xero answers: numbers as floats, ids, its own dates."""
    rows = []
    for place, row in enumerate(body["lines"]):
        row = {name: value for name, value in row.items() if value}
        for name in ("Quantity", "UnitAmount", "DiscountRate"):
            if name in row:
                row[name] = float(row[name])
        rows.append({**row, "LineItemID": row.get("LineItemID") or f"l-{place}"})
    stored = {**body["head"], "LineItems": rows, **head}
    stored["Contact"] = {"ContactID": body["head"]["Contact"], "Name": "Ridgeway"}
    stored["DateString"] = body["head"]["Date"] + "T00:00:00"
    stored["Date"] = "/Date(1789344000000+0000)/"
    return stored


class Story:
    """An invoice that was pushed: what was agreed, and both sides to be changed."""

    def __init__(self, *lines):
        self.odoo = ours(*(lines or (line(1), line(2, "Chair", "50"))))
        self.xero = in_xero(self.odoo)
        before = copy.deepcopy(self.odoo)
        self.agreed = arrived(before, before, self.xero)

    def row(self, place):
        return self.xero["LineItems"][place]

    def plan(self, **more):
        return plan(self.agreed, self.odoo, said(self.xero), **more)

    def send(self, planned, **head):
        """What Xero holds once the plan has arrived, and what is agreed then."""
        body = copy.deepcopy(planned.body)
        contact = body.pop("Contact", None)
        rows = {row["LineItemID"]: row for row in self.xero["LineItems"]}
        sent = said(planned.body)
        if "LineItems" in body:
            body["LineItems"] = [
                {
                    **rows.get(row.get("LineItemID"), {}),
                    **row,
                    "LineItemID": row.get("LineItemID") or f"new-{place}",
                }
                for place, row in enumerate(body["LineItems"])
            ]
        for name in ("Date", "DueDate"):
            if name in body:
                body[f"{name}String"] = body[name]
        if contact:
            body["Contact"] = contact
        self.xero |= body | head
        self.agreed = arrived(planned.agreed, sent, self.xero)


@pytest.fixture
def story():
    return Story()


def test_numbers_and_dates_are_the_same_however_they_are_written(story):
    assert story.plan().body == {}
    assert not story.plan().conflicts


def test_one_changed_field_is_all_that_leaves(story):
    story.odoo["head"]["Reference"] = "PO 8"
    assert story.plan().body == {"Reference": "PO 8"}


def test_a_changed_line_keeps_its_id_and_so_do_its_neighbours(story):
    story.odoo["lines"][1]["UnitAmount"] = "60"
    planned = story.plan()
    assert [row["LineItemID"] for row in planned.body["LineItems"]] == ["l-0", "l-1"]
    assert planned.body["LineItems"][1]["UnitAmount"] == 60
    assert list(planned.body) == ["LineItems"]
    assert planned.pushed == {"UnitAmount"}


def test_what_a_bookkeeper_set_travels_with_the_line(story):
    tracking = [{"Name": "Region", "Option": "North"}]
    story.row(1)["Tracking"] = tracking
    story.row(1)["AccountCode"] = "260"
    story.odoo["lines"][1]["UnitAmount"] = "60"
    sent = story.plan().body["LineItems"]
    assert sent[1]["Tracking"] == tracking
    assert sent[1]["AccountCode"] == "260"
    assert sent[1]["UnitAmount"] == 60
    assert "Tracking" not in sent[0]


def test_and_is_still_the_bookkeepers_after_the_update(story):
    story.row(0)["AccountCode"] = "260"
    story.odoo["lines"][0]["UnitAmount"] = "60"
    story.send(story.plan())
    assert story.plan().body == {}
    assert story.plan().pulled == {"AccountCode"}
    story.odoo["lines"][0]["AccountCode"] = "205"
    (conflict,) = story.plan().conflicts
    assert (conflict.agreed, conflict.odoo, conflict.xero) == ("200", "205", "260")


def test_changed_on_both_sides_is_a_conflict_that_names_the_line(story):
    story.odoo["lines"][0]["UnitAmount"] = "110"
    story.row(0)["UnitAmount"] = 105.0
    (conflict,) = story.plan().conflicts
    assert (conflict.field, conflict.line) == ("UnitAmount", "Desk")
    assert (conflict.agreed, conflict.odoo, conflict.xero) == ("100", "110", "105")


def test_a_new_line_goes_without_an_id_and_gets_one(story):
    story.odoo["lines"].append(ours(line(3, "Lamp", "20"))["lines"][0])
    planned = story.plan()
    ids = [row.get("LineItemID") for row in planned.body["LineItems"]]
    assert ids == ["l-0", "l-1", None]
    story.send(planned)
    assert [row["LineItemID"] for row in story.agreed["lines"]] == [
        "l-0",
        "l-1",
        "new-2",
    ]
    assert story.plan().body == {}


def test_a_line_removed_here_is_left_out(story):
    del story.odoo["lines"][0]
    planned = story.plan()
    assert [row["LineItemID"] for row in planned.body["LineItems"]] == ["l-1"]
    story.send(planned)
    assert story.plan().body == {}


def test_a_line_removed_here_and_changed_there_is_a_conflict(story):
    del story.odoo["lines"][0]
    story.row(0)["UnitAmount"] = 105.0
    (conflict,) = story.plan().conflicts
    assert (conflict.field, conflict.odoo, conflict.xero) == ("LineItems", None, "Desk")


def test_a_line_that_a_bookkeeper_added_stays(story):
    extra = {**story.row(0), "LineItemID": "l-9", "Description": "Rounding"}
    story.xero["LineItems"].append(extra)
    assert story.plan().body == {}
    story.odoo["lines"][0]["Description"] = "Big desk"
    sent = story.plan().body["LineItems"]
    assert [row["LineItemID"] for row in sent] == ["l-0", "l-1", "l-9"]
    assert sent[2]["Description"] == "Rounding"
    story.send(story.plan())
    assert story.plan().body == {}


def test_a_new_line_beside_one_that_a_bookkeeper_added_gets_its_own_id(story):
    extra = {**story.row(0), "LineItemID": "l-9", "Description": "Rounding"}
    story.xero["LineItems"].append(extra)
    story.odoo["lines"].append(ours(line(3, "Lamp", "20"))["lines"][0])
    story.send(story.plan())
    ids = {row["Description"]: row["LineItemID"] for row in story.agreed["lines"]}
    assert ids["Lamp"] == "new-2"
    assert story.plan().body == {}


def test_a_line_removed_in_xero_stays_away_until_it_is_changed_here(story):
    del story.xero["LineItems"][0]
    assert story.plan().body == {}
    story.odoo["lines"][0]["UnitAmount"] = "110"
    (conflict,) = story.plan().conflicts
    assert (conflict.field, conflict.odoo, conflict.xero) == ("LineItems", "Desk", None)


def test_a_line_that_was_entered_anew_as_it_was_is_the_same_line(story):
    story.odoo["lines"][0]["key"] = 77
    assert story.plan().body == {}
    story.odoo["lines"][1]["UnitAmount"] = "60"
    ids = [row["LineItemID"] for row in story.plan().body["LineItems"]]
    assert ids == ["l-0", "l-1"]


def test_a_discount_that_is_taken_back_is_said():
    story = Story(line(1, DiscountRate=Decimal(10)))
    story.odoo["lines"][0]["DiscountRate"] = "0"
    (sent,) = story.plan().body["LineItems"]
    assert sent["DiscountRate"] == 0


def test_an_amount_of_discount_that_a_bookkeeper_gave_is_kept(story):
    story.row(0)["DiscountAmount"] = 5.0
    story.odoo["lines"][1]["UnitAmount"] = "60"
    sent = story.plan().body["LineItems"]
    assert sent[0]["DiscountAmount"] == Decimal(5)
    assert "DiscountRate" not in sent[0]


def test_a_text_line_has_no_amounts():
    story = Story(line(1), (2, {"Description": "Thank you"}))
    story.odoo["lines"][1]["Description"] = "Thank you very much"
    sent = story.plan().body["LineItems"]
    assert sent[1] == {"Description": "Thank you very much", "LineItemID": "l-1"}


class TestWhatTakesMoneyOff:
    """A quantity below zero, which an earlier version sent and Xero now refuses."""

    DEPOSIT = {"quantity": "-1", "price": "40"}

    def as_before(self):
        """An invoice with such a line as the earlier version left it, and Xero's."""
        odoo = ours(line(1), line(2, "Deposit", **self.DEPOSIT))
        stored = in_xero(odoo)
        stored["LineItems"][1] |= {"Quantity": -1.0, "UnitAmount": 40.0}
        agreed = arrived(odoo, odoo, in_xero(odoo))
        agreed["lines"][1] |= {"Quantity": "-1", "UnitAmount": "40"}
        return odoo, current(agreed), stored

    def test_its_price_is_below_zero_on_all_sides(self):
        odoo, agreed, stored = self.as_before()
        for side in (odoo, agreed, said(stored)):
            numbers = side["lines"][1]["Quantity"], side["lines"][1]["UnitAmount"]
            assert numbers == ("1", "-40")

    def test_what_stands_there_in_the_old_form_is_not_rewritten(self):
        odoo, agreed, stored = self.as_before()
        planned = plan(agreed, odoo, said(stored))
        assert not planned.body and not planned.conflicts and not planned.pulled
        for row in agreed["lines"]:
            row["given"] = {}
        assert planned.agreed["lines"] == agreed["lines"]

    def test_nor_when_xero_sends_it_back_in_either_form(self):
        odoo, agreed, stored = self.as_before()
        stored["LineItems"][1] |= {"Quantity": 1.0, "UnitAmount": -40.0}
        assert not plan(agreed, odoo, said(stored)).body

    def test_what_changes_here_leaves_in_the_form_that_xero_takes(self):
        _odoo, agreed, stored = self.as_before()
        odoo = ours(line(1), line(2, "Deposit of May", **self.DEPOSIT))
        sent = plan(agreed, odoo, said(stored)).body["LineItems"][1]
        assert (sent["Quantity"], sent["UnitAmount"]) == (1, -40)
        assert sent["LineItemID"]

    def test_what_a_bookkeeper_changed_of_it_stays_a_change(self):
        odoo, agreed, stored = self.as_before()
        stored["LineItems"][1]["UnitAmount"] = 45.0
        assert plan(agreed, odoo, said(stored)).pulled == {"UnitAmount"}

    def test_an_amount_in_xeros_own_spelling_is_turned_with_it(self):
        odoo, agreed, stored = self.as_before()
        agreed["lines"][1] |= {"Quantity": "-1", "UnitAmount": "40"}
        agreed["lines"][1]["spelled"] = {"UnitAmount": "40.01", "Description": "D."}
        stored["LineItems"][1] |= {"UnitAmount": 40.01, "Description": "D."}
        agreed = current(agreed)
        assert agreed["lines"][1]["spelled"] == {
            "UnitAmount": "-40.01",
            "Description": "D.",
        }
        assert not plan(agreed, odoo, said(stored)).pulled

    def test_its_discount_is_in_the_price_and_no_second_time_beside_it(self):
        body = {
            "Quantity": -1,
            "UnitAmount": 40,
            "DiscountRate": 25,
            "Description": "D",
        }
        (row,) = said({"LineItems": [body | {"DiscountAmount": 10}]})["lines"]
        assert (row["UnitAmount"], row["DiscountRate"]) == ("-30", "0")
        assert "DiscountAmount" not in row

    def test_a_quantity_of_zero_is_a_line_of_text_on_all_sides(self):
        odoo = ours(line(1), (2, {"Description": "None of these"}))
        stored = in_xero(odoo)
        stored["LineItems"][1] |= {
            "Quantity": 0.0,
            "UnitAmount": 12.0,
            "AccountCode": "200",
            "TaxType": "OUTPUT2",
        }
        agreed = arrived(odoo, odoo, in_xero(odoo))
        assert not plan(agreed, odoo, said(stored)).body
        assert not plan(agreed, odoo, said(stored)).pulled


def test_what_xero_trimmed_is_not_taken_for_a_bookkeepers_change():
    odoo = ours(line(1, "Desk "))
    stored = in_xero(odoo)
    stored["LineItems"][0]["Description"] = "Desk"
    agreed = arrived(odoo, odoo, stored)
    assert plan(agreed, odoo, said(stored)).pulled == frozenset()
    changed = copy.deepcopy(odoo)
    changed["lines"][0]["Description"] = "Big desk"
    planned = plan(agreed, changed, said(stored))
    assert not planned.conflicts
    assert planned.body["LineItems"][0]["Description"] == "Big desk"


def test_what_differed_when_it_was_found_in_xero_is_xeros():
    """Somebody typed it in by hand: that stands until it is changed here."""
    odoo = ours(line(1))
    stored = in_xero(odoo)
    stored["LineItems"][0]["AccountCode"] = "260"
    agreed = arrived(odoo, None, stored)
    planned = plan(agreed, odoo, said(stored))
    assert (planned.body, planned.pulled) == ({}, {"AccountCode"})


def test_when_the_lines_found_in_xero_are_not_as_many_a_change_is_asked():
    odoo = ours(line(1, "Desk"), line(2, "Chair"))
    stored = in_xero(ours(line(1, "Furniture", "200")))
    agreed = arrived(odoo, None, stored)
    assert plan(agreed, odoo, said(stored)).body == {}
    odoo["lines"][0]["UnitAmount"] = "110"
    planned = plan(agreed, odoo, said(stored))
    assert [conflict.field for conflict in planned.conflicts] == ["LineItems"]
    mine = plan(decide(agreed, odoo, said(stored), "odoo"), odoo, said(stored))
    assert not mine.conflicts
    texts = [row["Description"] for row in mine.body["LineItems"]]
    assert texts == ["Desk", "Chair"]


def test_paid_only_what_xero_still_changes_is_named(story):
    story.odoo["lines"][0]["Description"] = "Big desk"
    story.odoo["head"]["Reference"] = "PO 8"
    planned = story.plan(paid=True)
    assert planned.refused_when_paid == []
    assert planned.body == {
        "Reference": "PO 8",
        "LineItems": [
            {"LineItemID": "l-0", "Description": "Big desk"},
            {"LineItemID": "l-1"},
        ],
    }


def test_paid_an_amount_can_no_longer_change(story):
    story.odoo["lines"][0]["UnitAmount"] = "110"
    del story.odoo["lines"][1]
    assert story.plan(paid=True).refused_when_paid == ["LineItems", "UnitAmount"]


class TestDeciding:
    """A person says which side counts."""

    @pytest.fixture
    def story(self):
        story = Story()
        story.odoo["lines"][0]["UnitAmount"] = "110"
        story.row(0)["UnitAmount"] = 105.0
        story.row(1)["AccountCode"] = "260"
        story.odoo["head"]["Reference"] = "PO 8"
        return story

    def decided(self, story, winner):
        story.agreed = decide(story.agreed, story.odoo, said(story.xero), winner)
        return story.plan()

    def test_odoos_goes_and_what_only_xero_changed_stays(self, story):
        planned = self.decided(story, "odoo")
        assert not planned.conflicts
        assert planned.body["LineItems"][0]["UnitAmount"] == 110
        assert planned.body["LineItems"][1]["AccountCode"] == "260"

    def test_xeros_stays_and_what_only_odoo_changed_goes(self, story):
        planned = self.decided(story, "xero")
        assert not planned.conflicts
        assert planned.body == {"Reference": "PO 8"}

    @pytest.mark.parametrize(("winner", "texts"), [("odoo", ["Chair"]), ("xero", None)])
    def test_a_line_removed_here_and_changed_there(self, story, winner, texts):
        del story.odoo["lines"][0]
        planned = self.decided(story, winner)
        assert not planned.conflicts
        sent = planned.body.get("LineItems")
        assert texts == (sent and [row["Description"] for row in sent])

    @pytest.mark.parametrize(
        ("winner", "texts"), [("odoo", ["Desk", "Chair"]), ("xero", None)]
    )
    def test_a_line_changed_here_and_removed_there(self, story, winner, texts):
        del story.xero["LineItems"][0]
        planned = self.decided(story, winner)
        assert not planned.conflicts
        sent = planned.body.get("LineItems")
        assert texts == (sent and [row["Description"] for row in sent])

    def test_amounts_changed_on_two_lines_are_decided_together(self):
        """No field is in conflict, yet the sum would be nobody's."""
        story = Story()
        story.odoo["lines"][0]["UnitAmount"] = "110"
        story.row(1)["UnitAmount"] = 55.0
        planned = story.plan()
        assert planned.moves_total and planned.pulled == {"UnitAmount"}
        planned = self.decided(story, "odoo")
        prices = [row["UnitAmount"] for row in planned.body["LineItems"]]
        assert prices == [110, 50]
        assert planned.pulled == frozenset()


class TestArrival:
    """After a lost answer Xero is read: did the update arrive?"""

    @pytest.fixture
    def sent(self, story):
        story.odoo["head"]["Reference"] = " PO  8"
        story.odoo["lines"][0]["UnitAmount"] = "110"
        story.odoo["lines"].append(ours(line(3, "Lamp", "20"))["lines"][0])
        planned = story.plan()
        self.before = copy.deepcopy(story.xero)
        story.send(planned)
        self.after = story.xero
        return planned.body

    def test_what_stands_there_as_it_was_sent_has_arrived(self, sent):
        assert holds(sent, {**self.after, "Reference": "PO 8"})

    def test_what_stands_there_as_before_has_not(self, sent):
        assert not holds(sent, self.before)

    def test_nor_has_what_lacks_a_part_of_it(self, sent):
        assert not holds(sent, {**self.after, "Reference": "PO 7"})
        assert not holds(sent, {**self.after, "LineItems": self.before["LineItems"]})

    def test_a_void_has_arrived_when_it_is_void(self, story):
        void = {"InvoiceID": "i", "Status": "VOIDED"}
        assert not holds(void, {**story.xero, "Status": "AUTHORISED"})
        assert holds(void, {**story.xero, "Status": "VOIDED"})
