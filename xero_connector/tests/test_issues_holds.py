from decimal import Decimal

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import format_date

from ..models.issues.xero_issue import Hold
from . import sandbox
from .common import ConnectedCase, XeroCase


@tagged("post_install", "-at_install")
class TestHolds(ConnectedCase):
    """What a person can solve waits with its cause and its button; solving it releases
    all that waited."""

    def push_held(self, cause, *lines, **values):
        """Push an invoice that is held; :return: it, and the issue"""
        move = self.invoice(*lines, **values)
        self.push(move)
        self.assert_nowhere(move)
        self.assertFalse(sandbox.calls("PUT", "Invoices"))
        return move, self.the_issue(cause, move)

    def assert_released(self, issue, *moves):
        """The cause is gone: what waited goes by itself."""
        self.run_cron(self.connection)
        self.assertEqual(issue.state, "solved")
        for move in moves:
            self.in_xero(move)
            self.assertEqual(move.xero_state, "pushed")

    # === Account === #

    def test_without_an_account_invoices_wait_and_choosing_one_releases_them(self):
        account = self.connection.account_id
        self.connection.account_id = False
        move, issue = self.push_held("account_missing")
        self.assertEqual(issue.action_solve()["res_model"], "xero.connection")
        another = self.invoice()
        self.push(another)
        self.assertEqual(issue.job_count, 2, "one cause, one issue")
        self.env["xero.job"]._intend(self.connection, "xero.contact", self.customer, 0)
        contact = self.env["xero.job"].sudo()._insert_intended()
        contact._block(issue)
        issue.invalidate_recordset()
        self.assertEqual(issue.job_count, len(issue.job_ids), "what its form lists")
        contact._close("cancelled", "cancelled")
        self.connection.account_id = account
        self.assert_released(issue, move, another)

    def test_an_account_archived_in_xero_is_seen_and_another_one_releases(self):
        sandbox.act("archive_account", account="200")
        self.connection.action_check_again()
        move, issue = self.push_held("account_missing")
        self.assertIn("Sales can no longer be used for sales in Xero", issue.title)
        self.connection.account_id = self.account(self.connection, "220")
        self.assert_released(issue, move)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["AccountCode"], "220")

    def test_one_that_comes_up_again_is_led_to_from_the_one_before(self):
        self.connection.account_id = False
        move = self.invoice()
        self.push(move)
        issue = self.the_issue("account_missing", move)
        self.assertFalse(issue.again_id)
        issue.action_try_again()
        self.run_cron(self.connection)
        again = self.the_issue("account_missing", move)
        self.assertNotEqual(again, issue)
        self.assertEqual(issue.again_id, again)
        self.assertFalse(again.again_id)

    def test_an_account_restored_in_xero_releases_what_waited(self):
        sandbox.act("archive_account", account="200")
        self.connection.action_check_again()
        move, issue = self.push_held("account_missing")
        sandbox.act("restore_account", account="200")
        self.connection.action_check_again()
        self.assert_released(issue, move)

    def test_an_account_archived_a_moment_ago_is_told_in_xeros_words(self):
        self.push(self.invoice())
        sandbox.act("archive_account", account="200")
        move = self.invoice()
        self.push(move)
        issue = self.the_issue("account_archived", move)
        self.assertIn("'200' has been archived", issue.xero_words)
        self.connection.account_id = self.account(self.connection, "220")
        self.assert_released(issue, move)

    def test_only_active_accounts_that_are_no_bank_and_no_system_are_offered(self):
        accounts = self.env["xero.account"]
        offered = accounts.search(self.connection.account_domain)
        self.assertEqual(offered.mapped("code"), ["260", "850", "980"])
        self.connection.only_payment_accounts = False
        offered = accounts.search(self.connection.account_domain)
        self.assertEqual(offered.mapped("code"), ["200", "210", "220", "260", "270"])

    def test_if_no_account_takes_payments_the_steps_are_told_and_checked_again(self):
        for code in ("260", "850", "980"):
            sandbox.act("enable_payments", account=code, enabled=False)
        self.connection.account_id = False
        self.connection.action_check_again()
        self.run_cron(self.connection)
        setup = self.connection.alerts["setup"]
        self.assertIn("Enable payments to this account", setup["message"])
        sandbox.act("enable_payments", account="200")
        model, method, ids = setup["action_call"]
        getattr(self.env[model].browse(ids), method)()
        self.run_cron(self.connection)
        found = self.env["xero.account"].search(self.connection.account_domain)
        self.assertEqual(found.code, "200")

    # === Taxes === #

    def tax_of(self, amount, name="Another"):
        return self.tax.copy({"name": name, "amount": amount})

    def mapping(self, tax):
        return self.connection.tax_mapping_ids.filtered(lambda m: m.tax_id == tax)

    def rate(self, tax_type):
        return self.connection.tax_rate_mirror_ids.filtered(
            lambda rate: rate.tax_type == tax_type
        )

    def test_the_one_equal_rate_is_found_by_itself(self):
        mapping = self.mapping(self.tax)
        self.assertEqual(mapping.rate_id.tax_type, "OUTPUT2")
        self.assertEqual(mapping.chosen_by, "match")

    def test_a_tax_made_after_connecting_is_matched_when_it_is_used(self):
        move = self.invoice({"price_unit": 10, "tax": self.tax_of(15)})
        self.push(move)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["TaxType"], "OUTPUT2")

    def test_a_rate_that_was_not_chosen_is_asked_for(self):
        _move, issue = self.push_held(
            "tax_unmapped", {"price_unit": 10, "tax": self.tax_of(0, "Export")}
        )
        self.assertIn("Export", issue.title)
        self.assertEqual(issue.button, "Choose Tax Rate")
        self.assertEqual(issue.action_solve()["res_model"], "xero.tax.mapping")

    def test_a_rate_that_xero_lacks_is_added_there_and_read_by_trying_again(self):
        """There is none to choose, and who is told to choose is at a dead end."""
        move, issue = self.push_held(
            "tax_unmapped", {"price_unit": 100, "tax": self.tax_of(8, "GST 8")}
        )
        self.assertIn("no active 8% tax rate", issue.advice)
        self.assertEqual(issue.button, "Try Again", "there is none to choose")
        self.assertIn("Try Again", str(move._get_alerts()))
        sandbox.add_tax_rate("GST 8", 8)
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assertEqual(move.xero_state, "pushed", self.story())
        self.assertEqual(self.in_xero(move)["TotalTax"], 8)

    def test_a_tax_of_zero_is_always_asked_and_the_answer_releases_all(self):
        export = self.tax_of(0, "Export")
        move, issue = self.push_held("tax_unmapped", {"price_unit": 10, "tax": export})
        another = self.invoice({"price_unit": 20, "tax": export})
        self.push(another)
        self.assertEqual(issue.job_count, 2)
        self.mapping(export).rate_id = self.rate("ZERORATED")
        self.assert_released(issue, move, another)
        self.assertEqual(self.in_xero(another)["LineItems"][0]["TaxType"], "ZERORATED")

    def test_a_line_without_tax_is_asked_once(self):
        self.mapping(self.env["account.tax"]).rate_id = False
        move, issue = self.push_held(
            "tax_unmapped", {"price_unit": 10, "tax": self.env["account.tax"]}
        )
        self.map_tax(self.connection, self.env["account.tax"], "NONE")
        self.assert_released(issue, move)

    def test_two_equal_rates_in_xero_are_asked_for(self):
        twin = self.rate("OUTPUT2").copy({"xero_id": "TAX009", "tax_type": "TAX009"})
        move, issue = self.push_held(
            "tax_unmapped", {"price_unit": 10, "tax": self.tax_of(15)}
        )
        self.assertTrue(twin)
        self.mapping(move.invoice_line_ids.tax_ids).rate_id = self.rate("OUTPUT2")
        self.assert_released(issue, move)

    def test_a_tax_of_several_components_matches_the_rate_with_the_same_ones(self):
        group = self.env["account.tax"].create(
            {
                "name": "GST and levy",
                "amount_type": "group",
                "type_tax_use": "sale",
                "children_tax_ids": (
                    self.tax_of(15, "Part GST") | self.tax_of(2.5, "Part levy")
                ).ids,
            }
        )
        move = self.invoice({"price_unit": 10, "tax": group})
        self.push(move)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["TaxType"], "TAX001")
        self.assertEqual(self.in_xero(move)["Total"], 11.75)

    def test_a_tax_can_only_be_mapped_to_a_rate_of_the_same_percentage(self):
        with self.assertRaisesRegex(ValidationError, "totals in Odoo and Xero"):
            self.mapping(self.tax).rate_id = self.rate("NONE")

    def test_a_tax_that_others_would_build_on_is_itself_alone_on_a_line(self):
        base = self.tax_of(15, "GST first")
        base.include_base_amount = True
        move = self.invoice({"price_unit": 10, "tax": base})
        self.push(move)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["TaxType"], "OUTPUT2")
        self.mapping(base).rate_id = self.rate("OUTPUT2")

    def test_a_tax_that_is_taken_back_counts_as_none(self):
        """Nobody pays it: it is no 15 %, and which rate of 0 % it is, a person says."""
        charged = self.reverse_charged(self.tax_of(15, "Reverse charge"))
        move, issue = self.push_held("tax_unmapped", {"price_unit": 10, "tax": charged})
        self.assertEqual(move.amount_tax, 0)
        with self.assertRaisesRegex(ValidationError, "Reverse charge is 0%"):
            self.mapping(charged).rate_id = self.rate("OUTPUT2")
        self.mapping(charged).rate_id = self.rate("ZERORATED")
        self.assert_released(issue, move)
        self.assertEqual(self.in_xero(move)["Total"], 10)

    def reverse_charged(self, tax):
        back = [Command.create({"repartition_type": "tax", "factor_percent": -100})]
        tax.write(
            {f"{side}_repartition_line_ids": back for side in ("invoice", "refund")}
        )
        return tax

    def test_components_that_build_on_each_other_are_what_they_take_in_all(self):
        first, second = self.tax_of(5, "First"), self.tax_of(8, "Second")
        first.write({"include_base_amount": True, "sequence": 1})
        second.sequence = 2
        group = self.env["account.tax"].create(
            {
                "name": "One on the other",
                "amount_type": "group",
                "type_tax_use": "sale",
                "children_tax_ids": (first | second).ids,
            }
        )
        self.assertEqual(group._xero_percent(), Decimal("13.4"))
        self.assertEqual(group.compute_all(1000)["total_included"], 1134)
        second.is_base_affected = False
        self.assertEqual(group._xero_percent(), 13)
        self.assertEqual(group.compute_all(1000)["total_included"], 1130)
        with self.assertRaisesRegex(ValidationError, "One on the other is 13%"):
            self.env["xero.tax.mapping"].create(
                {
                    "connection_id": self.connection.id,
                    "tax_id": group.id,
                    "rate_id": self.rate("OUTPUT2").id,
                }
            )

    def test_what_is_no_percentage_is_called_that(self):
        fixed = self.tax_of(1, "Levy")
        fixed.amount_type = "fixed"
        move, issue = self.push_held(
            "tax_no_percentage", {"price_unit": 10, "tax": fixed}
        )
        self.assertIn("not a percentage", issue.title)
        self.assertFalse(self.mapping(fixed))
        with self.assertRaisesRegex(ValidationError, "not a percentage"):
            self.env["xero.tax.mapping"].create(
                {
                    "connection_id": self.connection.id,
                    "tax_id": fixed.id,
                    "rate_id": self.rate("ZERORATED").id,
                }
            )

    def test_only_taxes_that_are_used_or_can_be_mapped_are_listed(self):
        """A chart of accounts brings many that no invoice of the company has."""
        unused, matched = self.tax_of(7, "Unused"), self.tax_of(15, "Found")
        zero = self.tax_of(0, "Export")
        on_product, on_invoice = self.tax_of(8, "Product"), self.tax_of(9, "Invoice")
        self.env["product.product"].create(
            {"name": "Kayak", "taxes_id": [Command.set(on_product.ids)]}
        )
        self.invoice({"price_unit": 10, "tax": on_invoice})
        purchase = self.tax_of(6, "Purchases")
        purchase.type_tax_use = "purchase"
        self.env["xero.tax.mapping"]._ensure(self.connection, unused)
        self.env["xero.tax.mapping"]._match(self.connection)
        listed = self.connection.tax_mapping_ids.tax_id
        self.assertLessEqual(matched | zero | on_product | on_invoice, listed)
        self.assertFalse((unused | purchase) & listed)

    # === Currency === #

    def test_a_currency_that_xero_lacks_waits_until_it_is_added_there(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.give_rate(euro)
        move, issue = self.push_held(
            "currency_missing", {"price_unit": 10}, currency_id=euro.id
        )
        self.assertIn("EUR", issue.title)
        self.assertIn("Settings › Currencies", issue.advice)
        sandbox.add_currency("EUR")
        issue.action_solve()
        self.assert_released(issue, move)

    def test_a_currency_removed_in_xero_is_held_until_it_is_there_again(self):
        usd = self.env.ref("base.USD")
        self.push(self.invoice())
        sandbox.act("remove_currency", currency="USD")
        move = self.invoice({"price_unit": 10}, currency_id=usd.id)
        self.push(move)
        issue = self.the_issue("currency_missing", move)
        sandbox.forget_calls()
        self.pull(self.connection)
        self.assertEqual(issue.state, "open")
        self.assertFalse(sandbox.calls("PUT"), "it would only be refused again")
        sandbox.add_currency("USD")
        issue.action_solve()
        self.assert_released(issue, move)

    def test_no_invoice_goes_between_ledgers_of_different_base_currencies(self):
        """What was asked for before Xero's currency was known is held; nothing more is
        asked for."""
        move = self.invoice()
        move.action_xero_push()
        self.connection.base_currency_code = "AUD"
        self.run_cron(self.connection)
        self.assert_nowhere(move)
        issue = self.the_issue("base_currency", move)
        self.assertIn("The base currency is AUD in Xero but NZD in Odoo", issue.title)
        self.assertIn("currency", self.connection.alerts)

    # === The document itself === #

    def test_totals_that_xero_would_round_differently_are_held_with_both_sums(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        move, issue = self.push_held(
            "total_differs", *[{"price_unit": 0.03} for _line in range(10)]
        )
        self.assertEqual(move.amount_tax, 0.05)
        self.assertIn(self.written("0.35"), issue.title)
        self.assertIn(self.written("0.30"), issue.title)
        self.assertEqual(issue.action_solve()["res_model"], "xero.preview.wizard")

    def test_the_way_out_of_rounding_by_document_works_for_what_is_confirmed(self):
        """Odoo's default setting; these three were a real invoice."""
        for prices in ((25.06, 25.61, 25.63), (0.03,) * 10, (7.70, 7.70, 33.30)):
            with self.subTest(prices=prices):
                self.company.tax_calculation_rounding_method = "round_globally"
                move = self.invoice(*({"price_unit": price} for price in prices))
                self.push(move)
                issue = self.the_issue("total_differs", move)
                self.assertIn("Round per Line", issue.advice)
                self.assertIn("reset the invoice to draft", issue.advice)
                self.company.tax_calculation_rounding_method = "round_per_line"
                move.button_draft()
                move.action_post()
                issue.action_try_again()
                self.assert_released(issue, move)
                self.assertEqual(self.in_xero(move)["Total"], move.amount_total)

    def test_what_xero_has_no_room_for_is_named_and_correcting_it_releases(self):
        move, issue = self.push_held(
            "not_representable", {"price_unit": 10, "name": "x" * 4001}
        )
        self.assertIn("Line 1, Description", issue.advice)
        self.assertIn("4000", issue.advice)
        move.invoice_line_ids.name = "short"
        issue.action_try_again()
        self.assert_released(issue, move)

    def test_a_locked_period_is_told_in_xeros_words_and_goes_once_it_is_open(self):
        sandbox.act("set", values={"period_lock": "2026-03-31"})
        move = self.invoice()
        self.push(move)
        issue = self.the_issue("lock_date", move)
        day = format_date(self.env, "2026-03-31")
        self.assertIn(f"locked up to {day}", issue.title)
        sandbox.act("set", values={"period_lock": None})
        issue.action_try_again()
        self.assert_released(issue, move)

    # === The number === #

    def stranger(self, move, **values):
        """Somebody typed an invoice with this number into Xero by hand."""
        return sandbox.act(
            "create_invoice",
            contact=values.pop("contact", "Kererū Books"),
            values={
                "InvoiceNumber": move.name,
                "Date": str(move.invoice_date),
                "DueDate": str(move.invoice_date_due),
                "LineItems": [
                    {
                        "Description": "By hand",
                        "Quantity": 1,
                        "UnitAmount": values.pop("price", 100),
                        "AccountCode": "200",
                        "TaxType": "OUTPUT2",
                    }
                ],
                **values,
            },
        )

    def test_a_number_that_a_stranger_carries_is_not_taken_over(self):
        move = self.invoice({"price_unit": 100})
        self.stranger(move)
        self.push(move)
        issue = self.the_issue("number_taken", move)
        self.assertFalse(move.xero_document_ids)
        self.assertEqual(self.in_xero(move)["Contact"]["Name"], "Kererū Books")
        # On the list it leads to the invoice; there, to what the text says first.
        self.assertEqual(issue.action_solve()["res_id"], move.id)
        [alert] = move._get_alerts().values()
        self.assertEqual(alert["action_text"], "Reset to Draft")
        self.assertEqual(
            alert["action_call"], ("account.move", "button_draft", move.ids)
        )
        sandbox.act(
            "edit_invoice", invoice=move.name, values={"InvoiceNumber": "OTHER"}
        )
        issue.action_try_again()
        self.assert_released(issue, move)

    def test_what_is_mended_in_xero_first_can_be_tried_again_where_it_is_read(self):
        move = self.invoice()
        self.push(move)
        hold = Hold("has_payments", f"account.move,{move.id}", {"name": "I"}, move)
        issue = self.env["xero.issue"]._raise(self.connection, hold)
        first, second = issue._as_alerts(on=move).values()
        self.assertEqual(first["action"]["type"], "ir.actions.act_url")
        self.assertEqual(second["action_text"], "Try Again")
        card = self.env["xero.issue"].get_view(view_type="kanban")["arch"]
        self.assertIn("action_try_again", card)

    def test_who_gets_the_number_of_a_deleted_invoice_is_told_to_take_another(self):
        first = self.invoice({"price_unit": 100})
        self.push(first)
        number = first.name
        first.button_draft()
        first.name = "TMP"
        first.unlink()
        self.issues().action_solve()
        move = self.invoice({"price_unit": 90})
        self.assertEqual(move.name, number)
        self.push(move)
        issue = self.the_issue("number_taken", move)
        self.assertIn("also pushed from Odoo", issue.advice)
        self.assertIn("change its number or prefix", issue.advice)
        # What it advises works.
        move.button_draft()
        move.name = "INV/B/0001"
        move.action_post()
        self.push(move)
        self.assertEqual(self.in_xero(move)["SubTotal"], 90)

    def test_a_draft_that_somebody_typed_is_not_taken_for_a_booked_invoice(self):
        self.push(self.invoice())
        move = self.invoice({"price_unit": 100})
        by_hand = self.stranger(move, contact="Tūī Books Ltd", Status="DRAFT")
        self.push(move)
        issue = self.the_issue("number_taken", move)
        self.assertIn("draft", issue.title)
        self.assertFalse(move.xero_document_ids)
        sandbox.act("approve", invoice=by_hand["InvoiceID"])
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assertEqual(move.xero_state, "pushed", self.story())
        self.assertEqual(self.in_xero(move)["InvoiceID"], by_hand["InvoiceID"])

    def test_the_same_contact_and_number_with_another_total_is_not_taken_over(self):
        first = self.invoice()
        self.push(first)
        move = self.invoice({"price_unit": 100})
        self.stranger(move, contact="Tūī Books Ltd", price=90)
        self.push(move)
        self.the_issue("number_taken", move)

    def test_the_same_invoice_typed_by_hand_without_a_reference_is_adopted_too(self):
        self.push(self.invoice())
        move = self.invoice({"price_unit": 100})
        by_hand = self.stranger(move, contact="Tūī Books Ltd")
        self.push(move)
        self.assertEqual(move.xero_document_ids.xero_id, by_hand["InvoiceID"])

    def test_a_question_that_was_asked_again_and_answered_does_not_stay_open(self):
        sandbox.act("archive_account", account="200")
        self.connection.action_check_again()
        move, issue = self.push_held("account_missing")
        sandbox.act("restore_account", account="200")
        self.connection.action_check_again()
        issue.job_ids.action_retry()
        self.assert_released(issue, move)

    def test_the_same_invoice_typed_by_hand_is_adopted_not_doubled(self):
        self.push(self.invoice())
        move = self.invoice({"price_unit": 100})
        by_hand = self.stranger(
            move, contact="Tūī Books Ltd", Reference=move._xero_reference()
        )
        self.push(move)
        self.assertEqual(move.xero_state, "pushed")
        self.assertEqual(move.xero_document_ids.xero_id, by_hand["InvoiceID"])
        self.in_xero(move)
        self.assertIn("Already in Xero", move.message_ids[0].body)


@tagged("post_install", "-at_install")
class TestUnitedStates(XeroCase):
    """Sales tax that Xero calculates automatically, and accounts without a code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sandbox.reset("us")
        test = cls("go_through_consent")
        cls.connection = test.go_through_consent(
            test.new_connection(), organisations=("Demo Company (US)",)
        )
        cls.connection.import_settings_saved = True
        test.run_cron(cls.connection)
        sandbox.snapshot()

    begin_xero = staticmethod(sandbox.restore)

    def setUp(self):
        super().setUp()
        self.no_tax = self.connection.tax_mapping_ids.filtered(lambda m: not m.tax_id)

    def rates(self, **values):
        domain = [(name, "=", value) for name, value in values.items()]
        return self.env["xero.tax.rate"].search(
            [("connection_id", "=", self.connection.id), *domain]
        )

    def test_what_xero_takes_from_no_program_is_not_offered(self):
        offered = self.rates(usable_for_sales=True).mapped("tax_type")
        self.assertEqual(sorted(offered), ["NONE", "OUTPUT", "TAX001"])
        automatic = self.rates(automatic=True).mapped("tax_type")
        self.assertEqual(sorted(automatic), ["AVALARA", "USSALESTAX"])

    def test_who_chooses_it_all_the_same_reads_why_not(self):
        for rate in self.rates(automatic=True):
            with self.assertRaisesRegex(ValidationError, "calculates automatically"):
                self.no_tax.rate_id = rate
        self.no_tax.rate_id = self.rates(tax_type="NONE")
        self.assertEqual(self.no_tax.chosen_by, "person")

    def test_one_that_was_chosen_before_counts_no_more_and_is_named(self):
        """Until an update it was offered like any other."""
        rate = self.rates(tax_type="AVALARA")
        self.env.cr.execute(
            "UPDATE xero_tax_mapping SET rate_id = %s WHERE id = %s",
            [rate.id, self.no_tax.id],
        )
        self.env.invalidate_all()
        none = self.env["account.tax"]
        self.assertFalse(self.no_tax._rate(self.connection, none))
        line = self.connection._look_at("chosen_rates")
        self.assertEqual(line.state, "problem")
        self.assertIn("Lines without tax", line.advice)

    def test_accounts_without_a_code_are_each_there_and_none_is_offered(self):
        without = self.connection.account_mirror_ids.filtered(lambda a: not a.code)
        self.assertEqual(len(without), 2)
        self.assertFalse(any(without.mapped("usable_for_sales")))
