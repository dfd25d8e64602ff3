from odoo.tests import tagged

from . import sandbox
from .test_updates import UpdateCase


@tagged("post_install", "-at_install")
class TestWhatTakesMoneyOff(UpdateCase):
    """A down payment deducted, a returned item: Xero takes no quantity below zero."""

    def deducted(self, **values):
        return self.pushed(
            {"price_unit": 1000},
            {"name": "Down payment", "price_unit": 250, "quantity": -1, **values},
        )

    def assert_equal_in_xero(self, move):
        row = self.in_xero(move)
        sums = (row["SubTotal"], row["TotalTax"], row["Total"])
        odoo = (move.amount_untaxed, move.amount_tax, move.amount_total)
        self.assertEqual(sums, odoo)
        return row["LineItems"]

    def test_a_down_payment_is_deducted_by_its_price(self):
        move = self.deducted()
        line = self.assert_equal_in_xero(move)[1]
        self.assertEqual((line["Quantity"], line["UnitAmount"]), (1, -250))

    def test_several_items_returned_on_the_next_invoice(self):
        move = self.deducted(quantity=-2.5, price_unit=10.01)
        line = self.assert_equal_in_xero(move)[1]
        self.assertEqual((line["Quantity"], line["UnitAmount"]), (2.5, -10.01))

    def test_a_discount_on_it_is_in_the_price(self):
        move = self.deducted(quantity=-3, price_unit=33.33, discount=12.5)
        line = self.assert_equal_in_xero(move)[1]
        self.assertFalse(line.get("DiscountRate"))

    def test_what_was_not_delivered_is_a_line_of_text(self):
        move = self.deducted(quantity=0)
        line = self.assert_equal_in_xero(move)[1]
        self.assertEqual(line["Description"], "Down payment")
        self.assertFalse(line.get("AccountCode"))

    def test_after_an_upgrade_nothing_is_rewritten_for_it(self):
        move = self.deducted()
        document = move.xero_document_ids
        agreed = document.agreed
        agreed["lines"][1] |= {"Quantity": "-1", "UnitAmount": "250"}
        document.agreed = agreed
        self.push(move)
        self.assertFalse(self.updates(), "what stands in Xero says the same")
        self.change(move, ref="PO 12")
        self.push(move)
        self.assertEqual(
            [set(update) for update in self.updates()], [{"InvoiceID", "Reference"}]
        )

    def test_a_changed_deduction_is_changed_in_xero(self):
        move = self.deducted()
        move.button_draft()
        move.invoice_line_ids[1].price_unit = 300
        move.action_post()
        self.push(move)
        line = self.assert_equal_in_xero(move)[1]
        self.assertEqual((line["Quantity"], line["UnitAmount"]), (1, -300))
        self.assertTrue(sandbox.calls("POST", "Invoices"))
