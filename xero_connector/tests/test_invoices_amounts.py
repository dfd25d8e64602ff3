from odoo import Command
from odoo.tests import tagged

from . import sandbox
from .test_invoices_updates import UpdateCase


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


@tagged("post_install", "-at_install")
class TestCurrencyPlaces(UpdateCase):
    """Xero keeps two decimals in every currency; Odoo has those of the currency."""

    def in_currency(self, code, *prices, **values):
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", code)])
        currency.active = True
        if not currency.xero_is_rated:
            self.give_rate(currency)
        if not self.connection._has_currency(code):
            sandbox.add_currency(code)
            self.connection.action_check_again()
            self.run_cron(self.connection)
        lines = [
            price if isinstance(price, dict) else {"price_unit": price, "tax": self.tax}
            for price in prices
        ]
        return self.invoice(*lines, currency_id=currency.id, **values)

    def assert_differs_is_one_thing(self, move, expected):
        """The filter finds what the form says, and the other way round."""
        document = move.xero_document_ids
        found = document.search([("differs", "=", True)])
        others = document.search([("differs", "=", False)])
        self.assertEqual(document.differs, expected)
        self.assertEqual(document in found, expected)
        self.assertEqual(document in others, not expected)
        state = "differs" if expected else "pushed"
        self.assertEqual(move.xero_state, state)
        self.assertIn(move, move.search([("xero_state", "=", state)]))

    def test_what_two_decimals_cannot_hold_is_held_with_all_its_decimals(self):
        none = self.env["account.tax"]
        for code, price, odoo, xero in [
            ("KWD", 1.234, "1.234", "1.230"),
            ("BHD", 10.005, "10.005", "10.010"),
            ("TND", 3.702, "3.702", "3.700"),
            ("CLF", 1.2345, "1.2345", "1.2300"),
        ]:
            with self.subTest(code):
                line = {"price_unit": price, "tax": none}
                move = self.in_currency(code, line)
                self.push(move)
                issue = self.issues("not_representable").filtered(
                    lambda issue, move=move: issue.res_id == move.id
                )
                self.assertTrue(issue, self.story())
                self.assertIn(self.written(odoo), issue.advice)
                self.assertIn(self.written(xero), issue.advice)
                self.assertIn(code, issue.advice)
                self.assert_nowhere(move)

    def test_three_of_a_price_of_three_decimals(self):
        line = {"price_unit": 1.234, "quantity": 3, "tax": self.env["account.tax"]}
        move = self.in_currency("KWD", line)
        self.push(move)
        advice = self.the_issue("not_representable", move).advice
        self.assertIn(self.written("3.702"), advice)

    def test_what_two_decimals_hold_goes(self):
        none = self.env["account.tax"]
        for code, price, quantity in [
            ("KWD", 12.34, 1),
            ("BHD", 0.125, 8),
            ("CLF", 3.25, 1),
            ("JPY", 1200, 3),
        ]:
            with self.subTest(code):
                line = {"price_unit": price, "quantity": quantity, "tax": none}
                move = self.in_currency(code, line)
                self.push(move)
                self.assertEqual(self.in_xero(move)["Total"], move.amount_total)
                self.assert_differs_is_one_thing(move, False)

    def test_tax_of_three_decimals_is_held_too(self):
        move = self.in_currency("KWD", 10.10)
        self.push(move)
        advice = self.the_issue("not_representable", move).advice
        self.assertIn(self.written("1.515"), advice)

    def test_yen_are_told_with_xeros_two_decimals(self):
        move = self.in_currency("JPY", 105)
        self.push(move)
        issue = self.the_issue("total_differs", move)
        self.assertIn("121", issue.title)
        self.assertIn(self.written("120.75"), issue.title)
        self.assertIn("JPY has 0 decimals", issue.advice)
        self.assertNotIn("four decimals", issue.advice)

    def test_the_filter_finds_what_the_form_calls_different(self):
        none = self.env["account.tax"]
        for code, price, change in [
            ("NZD", 100, 0.01),
            ("JPY", 1200, 0.25),
            ("KWD", 12.34, 0.01),
        ]:
            with self.subTest(code):
                move = self.in_currency(code, {"price_unit": price, "tax": none})
                self.push(move)
                self.assert_differs_is_one_thing(move, False)
                self.bookkeeper(move, {"UnitAmount": price + change})
                self.pull(self.connection)
                self.assert_differs_is_one_thing(move, True)

    def test_a_third_decimal_that_odoo_has_and_xero_has_not_is_a_difference(self):
        line = {"price_unit": 12.34, "tax": self.env["account.tax"]}
        move = self.in_currency("KWD", line)
        self.push(move)
        move.button_draft()
        move.invoice_line_ids.price_unit = 12.344
        move.action_post()
        document = move.xero_document_ids
        self.assertTrue(document.differs)
        self.assertIn(document, document.search([("differs", "=", True)]))

    def test_another_currency_of_the_same_figure_is_a_difference(self):
        move = self.in_currency("NZD", 100)
        self.push(move)
        document = move.xero_document_ids
        document.currency_id = self.env.ref("base.USD")
        self.assertTrue(document.differs)
        self.assertIn(document, document.search([("differs", "=", True)]))


@tagged("post_install", "-at_install")
class TestWhyTotalsDiffer(UpdateCase):
    """The advice names what differs, and what helps against just that."""

    def advice(self, *lines, **values):
        move = self.invoice(*lines, **values)
        self.push(move)
        return self.the_issue("total_differs", move).advice

    def test_a_price_of_more_than_four_decimals_is_named_with_its_line(self):
        self.env.ref("product.decimal_price").digits = 6
        told = self.advice(
            {"price_unit": 10},
            {"price_unit": 0.123456, "quantity": 1000},
        )
        self.assertIn("the most that Xero keeps: 2.", told)
        self.assertNotIn("rounds tax", told)

    def test_and_entering_the_lines_amount_lets_it_go(self):
        self.env.ref("product.decimal_price").digits = 6
        move = self.invoice({"price_unit": 0.123456, "quantity": 1000})
        self.push(move)
        issue = self.the_issue("total_differs", move)
        total = move.amount_total
        move.button_draft()
        line = move.invoice_line_ids
        line.write({"price_unit": line.price_subtotal, "quantity": 1})
        move.action_post()
        self.assertEqual(move.amount_total, total)
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Total"], total)

    def test_an_early_payment_discount_that_lowers_the_tax_at_once(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2/10 net 30",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "early_pay_discount_computation": "mixed",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        told = self.advice({"price_unit": 100}, invoice_payment_term_id=term.id)
        self.assertIn("2/10 net 30", told)
        self.assertIn("Cash Discount Tax Reduction", told)
        self.assertNotIn("Round per Line", told)

    def test_rounding_once_per_document(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        told = self.advice(*({"price_unit": p} for p in (25.06, 25.61, 25.63)))
        self.assertIn("rounds tax once per document", told)
        self.assertNotIn("four decimals", told)

    def test_a_tax_that_somebody_typed_over(self):
        move = self.invoice({"price_unit": 100}, post=False)
        tax = move.line_ids.filtered("tax_line_id")
        totals = move.line_ids.filtered(lambda m: m.display_type == "payment_term")
        move.write(
            {
                "line_ids": [
                    Command.update(tax.id, {"amount_currency": -15.02}),
                    Command.update(totals.id, {"amount_currency": 115.02}),
                ]
            }
        )
        move.action_post()
        self.assertEqual(move.amount_tax, 15.02)
        self.push(move)
        told = self.the_issue("total_differs", move).advice
        self.assertIn("edited manually", told)
        self.assertIn(self.written("15.00"), told)
