from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestToTheCent(ConnectedCase):
    """What an invoice says in Odoo, it says in Xero."""

    def assert_same(self, move):
        """Untaxed amount, tax, total, currency and dates are Odoo's, to the cent."""
        found = self.in_xero(move)
        sums = tuple(Decimal(str(found[k])) for k in ("SubTotal", "TotalTax", "Total"))
        self.assertEqual(sums, move._xero_odoo_totals())
        self.assertEqual(found["CurrencyCode"], move.currency_id.name)
        self.assertEqual(found["DateString"][:10], str(move.invoice_date))
        self.assertEqual(found["DueDateString"][:10], str(move.invoice_date_due))
        self.assertEqual(found["Status"], "AUTHORISED")
        self.assertEqual(move.xero_state, "pushed")
        return found

    def assert_arrives(self, *lines, **values):
        move = self.invoice(*lines, **values)
        self.push(move)
        return self.assert_same(move)

    def test_an_invoice_stands_in_xero_once_and_to_the_cent(self):
        move = self.invoice(
            {"price_unit": 25.06, "quantity": 3, "discount": 12.5},
            {"price_unit": 0.3333, "quantity": 1000},
        )
        self.push(move)
        self.assert_same(move)
        self.assertEqual(move.xero_document_ids.connection_id, self.connection)
        self.assertEqual(len(sandbox.calls("PUT", "Invoices")), 1)

    def test_a_rate_discount_is_kept_as_a_rate(self):
        found = self.assert_arrives({"price_unit": 99.99, "discount": 33.33})
        self.assertEqual(found["LineItems"][0]["DiscountRate"], 33.33)
        self.assertEqual(found["LineItems"][0]["UnitAmount"], 99.99)

    def test_prices_that_include_tax_stay_inclusive(self):
        found = self.assert_arrives(
            {"price_unit": 19.99, "quantity": 3, "tax": self.tax_included}
        )
        self.assertEqual(found["LineAmountTypes"], "Inclusive")
        self.assertEqual(found["Total"], 59.97)

    def test_a_line_without_tax_stays_untaxed_beside_taxed_ones(self):
        found = self.assert_arrives(
            {"price_unit": 100}, {"price_unit": 50, "tax": self.env["account.tax"]}
        )
        self.assertEqual(
            [line["TaxType"] for line in found["LineItems"]], ["OUTPUT2", "NONE"]
        )
        self.assertEqual(found["TotalTax"], 15)

    def test_prices_of_four_decimals_and_broken_quantities_are_exact(self):
        self.env["decimal.precision"].search(
            [("name", "=", "Product Price")]
        ).digits = 4
        self.env["decimal.precision"].search([("name", "=", "Product Unit")]).digits = 4
        found = self.assert_arrives({"price_unit": 0.1234, "quantity": 33.3333})
        self.assertEqual(found["LineItems"][0]["UnitAmount"], 0.1234)
        self.assertEqual(found["LineItems"][0]["Quantity"], 33.3333)

    def test_sections_subsections_and_notes_keep_their_place(self):
        found = self.assert_arrives(
            {"display_type": "line_section", "name": "Garden"},
            {"display_type": "line_subsection", "name": "Spring"},
            {"name": "Tulips", "price_unit": 10},
            {"display_type": "line_note", "name": "Water them daily"},
            {"name": "Roses", "price_unit": 20},
        )
        self.assertEqual(
            [line["Description"] for line in found["LineItems"]],
            ["Garden", "Spring", "Tulips", "Water them daily", "Roses"],
        )
        texts = [found["LineItems"][place] for place in (0, 1, 3)]
        self.assertFalse([line for line in texts if line.get("AccountCode")])
        self.assertFalse([line for line in texts if line.get("LineAmount")])

    def test_account_and_tax_stand_on_every_priced_line_of_what_is_sent(self):
        self.assert_arrives(
            {"price_unit": 1},
            {"price_unit": 2, "tax": self.env["account.tax"]},
            {"price_unit": 0},
            {"display_type": "line_note", "name": "Thanks"},
        )
        (body,) = sandbox.sent("Invoices")
        said = [
            (line.get("AccountCode"), line.get("TaxType")) for line in body["LineItems"]
        ]
        self.assertEqual(
            said,
            [("200", "OUTPUT2"), ("200", "NONE"), ("200", "OUTPUT2"), (None, None)],
        )

    def test_xero_takes_its_own_rate_for_a_foreign_currency_and_odoo_shows_both(self):
        move = self.invoice(
            {"price_unit": 100}, currency_id=self.env.ref("base.USD").id
        )
        self.push(move)
        found = self.assert_same(move)
        self.assertEqual(found["CurrencyCode"], "USD")
        (body,) = sandbox.sent("Invoices")
        self.assertNotIn("CurrencyRate", body)
        document = move.xero_document_ids
        self.assertEqual(document.currency_rate, 0.5984)
        self.assertAlmostEqual(document.base_total, 115 / 0.5984, 2)
        self.assertAlmostEqual(document.odoo_base_total, 115 / 0.6, 2)
        self.assertFalse(document.differs, "the same sum, at two rates")

    def test_the_invoice_of_a_person_goes_to_their_company(self):
        person = self.env["res.partner"].create(
            {"name": "Hone Tūī", "parent_id": self.customer.id, "email": "h@tb.example"}
        )
        found = self.assert_arrives({"price_unit": 5}, partner_id=person.id)
        self.assertEqual(found["Contact"]["Name"], "Tūī Books Ltd")
        self.assertFalse(sandbox.things("Contacts", Name="Hone Tūī"))

    def test_accents_macrons_emoji_and_long_names_arrive_as_written(self):
        name = "Ōtāhuhu Café “Æther” 🌺 & Söhne " + "é" * 200
        self.customer.name = name
        text = "Whāngārei → Tōkyō 東京 🚚\nsecond line, “quoted” \\ back"
        found = self.assert_arrives({"name": text, "price_unit": 5})
        self.assertEqual(found["Contact"]["Name"], name)
        self.assertEqual(found["LineItems"][0]["Description"], text)

    def test_a_name_longer_than_xero_keeps_is_cut_not_refused(self):
        self.customer.name = "Ōtaki " * 60
        found = self.assert_arrives({"price_unit": 5})
        self.assertTrue(self.customer.name.startswith(found["Contact"]["Name"]))
        self.assertLessEqual(len(found["Contact"]["Name"]), 255)

    def test_the_customers_reference_goes_along_else_the_payment_reference(self):
        found = self.assert_arrives({"price_unit": 5}, ref="PO 4711")
        self.assertEqual(found["Reference"], "PO 4711")
        move = self.invoice({"price_unit": 5}, payment_reference="+++090/9337+++")
        self.push(move)
        self.assertEqual(self.in_xero(move)["Reference"], "+++090/9337+++")

    def test_no_key_of_ours_stands_where_a_customer_reads(self):
        move = self.invoice({"price_unit": 5}, ref="PO 1")
        self.push(move)
        (body,) = sandbox.sent("Invoices")
        (contact,) = sandbox.sent("Contacts")
        number = self.customer._xero_number()
        self.assertEqual(contact["ContactNumber"], number)
        self.assertNotIn(number, str(body))
        self.assertEqual(list(body["Contact"]), ["ContactID"])
        self.assertNotIn("Url", body, "an http address, which Xero refuses")

    def test_several_due_dates_go_as_the_last_one(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 60 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (0, 60)
                ],
            }
        )
        found = self.assert_arrives({"price_unit": 80}, invoice_payment_term_id=term.id)
        self.assertEqual(found["DueDateString"][:10], "2026-05-01")

    def test_the_chatter_tells_where_it_stands_in_xero(self):
        move = self.invoice({"price_unit": 100})
        self.push(move)
        note = move.message_ids[0].body
        self.assertIn(move.name, note)
        self.assertIn(self.written("115.00"), note)
        self.assertIn(f'href="{move.xero_url}"', note)
