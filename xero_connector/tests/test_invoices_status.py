import json

from odoo import Command
from odoo.modules.migration import load_script
from odoo.tests import Form, tagged
from odoo.tools import file_path, format_date, html2plaintext
from odoo.tools.safe_eval import safe_eval

from . import sandbox
from .common import ConnectedCase

UPGRADE = "xero_connector/migrations/19.0.1.1.0/post-credited.py"


@tagged("post_install", "-at_install")
class TestStatus(ConnectedCase):
    """What became of an invoice in Xero is seen on the invoice in Odoo."""

    def setUp(self):
        super().setUp()
        self.move = self.invoice({"price_unit": 100})
        self.push(self.move)
        # Xero's stamps are compared in whole seconds.
        sandbox.clock(2)

    def notes(self):
        return [str(message.body) for message in self.move.message_ids]

    def happens(self, action, state, due, **values):
        """Something happens in Xero, and comes back by the schedule."""
        sandbox.act(action, invoice=self.move.name, **values)
        before = self.move.payment_state, self.move.state
        self.scheduled_run(self.connection)
        self.assertEqual(self.move.xero_payment_state, state)
        self.assertEqual(self.move.xero_amount_due, due)
        after = self.move.payment_state, self.move.state
        self.assertEqual(after, before, "Odoo's own payment status is another matter")

    def test_one_that_xero_no_longer_lists_is_said_and_found(self):
        """A banner on one form is nobody's notice."""
        other = self.invoice()
        self.push(other)
        self.assertEqual(self.move.xero_state, "pushed")
        gone, document = self.move, self.move.xero_document_ids
        real = document.xero_id
        # Xero lists it under an id that we do not hold: ours is not named.
        document.xero_id = "00000000-0000-0000-0000-000000000000"
        self.compare_later()
        self.pull(self.connection)
        self.assertEqual(gone.xero_state, "gone")
        self.assertTrue(gone.xero_missing)
        # What it said of a payment is over, and a link into Xero leads nowhere.
        self.assertFalse(gone.xero_payment_state or gone.xero_url or document.xero_url)
        found = self.env["account.move"].search(
            [("xero_payment_state", "in", ["not_paid"])]
        )
        self.assertIn(other, found)
        self.assertNotIn(gone, found)
        self.assertEqual(self.connection.document_count, 1, "what stands there now")
        self.assertEqual(other.xero_state, "pushed")
        issue = self.issues("unlisted")
        self.assertIn(gone.name, issue.title)
        self.assertNotIn(other.name, issue.title)
        opened = self.env["account.move"].search(issue.action_solve()["domain"])
        self.assertEqual(opened, gone)
        self.assertIn("has been missing from Xero", gone.alerts["xero"]["message"])
        # And back again.
        self.env["xero.document"].search([("xero_id", "=", real)]).unlink()
        document.xero_id = real
        self.pull(self.connection)
        self.assertEqual(gone.xero_state, "pushed")
        self.assertEqual(issue.state, "solved")

    def test_a_status_is_shown_in_the_words_of_xeros_screens(self):
        document = self.move.xero_document_ids

        def shown():
            self.env.invalidate_all()
            field = document._fields["status"]
            return dict(field._description_selection(self.env)).get(document.status)

        self.assertEqual(document.status, "AUTHORISED")
        self.assertEqual(shown(), "Awaiting Payment")
        self.move.button_draft()
        self.assertIn("(Awaiting Payment)", str(self.move._get_alerts()))
        # A word that Xero did not have until now.
        row = {**document.raw, "Status": "BLESSED"}
        document._store(self.connection, [row])
        self.assertIsNone(shown())
        self.assertEqual(document.status, "BLESSED")
        self.assertEqual(document._words_of_status(), "BLESSED")
        self.assertTrue(document.search([("status", "=", "BLESSED")]))
        self.assertTrue(document.web_read({"status": {}}))
        groups = document.formatted_read_group([], ["status"], ["__count"])
        self.assertIn("BLESSED", [group["status"] for group in groups])

    def test_accounts_and_tax_rates_are_shown_in_words(self):
        account = self.account(self.connection, "200")
        types = dict(account._fields["type"]._description_selection(self.env))
        of_xero = set(self.connection.account_mirror_ids.mapped("type"))
        self.assertLessEqual(of_xero, {*types})
        rates = self.connection.tax_rate_mirror_ids
        rate = rates.filtered(lambda rate: rate.tax_type == "OUTPUT2")
        self.assertEqual(rate.rate_words, "15%")

    def test_it_begins_unpaid(self):
        self.assertEqual(self.move.xero_payment_state, "not_paid")
        self.assertEqual(self.move.xero_amount_due, 115)

    def test_a_part_payment_comes_back_with_what_is_due(self):
        self.happens("pay", "partial", 75, amount=40)
        self.assertIn("partially paid", self.notes()[0])
        self.assertIn(self.written("75.00"), self.notes()[0])

    def test_paid_comes_back_with_its_payment(self):
        self.happens("pay", "paid", 0)
        document = self.move.xero_document_ids
        day = format_date(self.env, document.fully_paid_on)
        self.assertIn(f"Xero: paid on {day}, ", self.notes()[0])
        self.assertIn(self.written("115.00"), self.notes()[0])
        payment = self.move.xero_document_ids.payment_ids
        self.assertEqual((payment.amount, payment.status), (115, "AUTHORISED"))
        self.assertEqual(payment.document_id.move_id, self.move)

    def test_what_a_prepayment_settled_is_said_with_its_sum(self):
        settled = {"AmountPaid": 0, "AmountCredited": 115, "CreditNotes": []}
        sandbox.act("pay", invoice=self.move.name)
        sandbox.fault("alter", "GET", "Invoices", row=self.move.name, values=settled)
        self.pull(self.connection)
        self.assertEqual(self.move.xero_payment_state, "paid")
        self.assertIn(self.written("115.00"), self.notes()[0])

    def pay_buttons(self):
        """:return: ids of the *Pay* buttons that are to be seen, purple ones first"""
        form = Form(self.move.with_context(allowed_company_ids=self.company.ids))
        buttons = form._view["tree"].xpath("//button[@name='action_register_payment']")
        hidden = {
            button.get("id"): " ".join(button.get("invisible").split())
            for button in buttons
        }
        return [
            name
            for name, condition in hidden.items()
            if not safe_eval(
                condition,
                {f: self.move[f] for f in self.move._fields if f in condition},
            )
        ]

    def test_what_is_paid_in_xero_asks_nobody_to_pay(self):
        """Its sum and day stand on the invoice, and *Pay* is not what comes next."""
        self.assertEqual(self.pay_buttons(), ["account_invoice_payment_btn"])
        self.assertNotIn("xero_payment", self.move.alerts or {})
        self.happens("pay", "paid", 0)
        self.assertEqual(self.pay_buttons(), ["xero_payment_btn"])
        day = format_date(self.env, self.move.xero_document_ids.fully_paid_on)
        message = self.move.alerts["xero_payment"]["message"]
        self.assertIn(f"Paid in Xero on {day}: ", message)
        self.assertIn(self.written("115.00"), message)

    def test_what_a_credit_note_settled_was_not_paid(self):
        self.happens("credit", "credited", 0)
        self.assertIn("settled by a credit note", self.notes()[0])
        self.assertNotIn("paid", self.notes()[0])

    def test_a_credit_note_over_a_part_is_a_part(self):
        self.happens("credit", "partial", 75, amount=40)
        self.assertIn(self.written("75.00"), self.notes()[0])

    def test_paid_and_credited_is_paid(self):
        self.happens("credit", "partial", 75, amount=40)
        sandbox.clock(2)
        self.happens("pay", "paid", 0)

    def test_after_an_upgrade_what_was_credited_is_called_so_unnoted(self):
        self.happens("credit", "credited", 0)
        other = self.invoice({"price_unit": 100})
        self.push(other)
        sandbox.clock(2)
        sandbox.act("pay", invoice=other.name)
        self.scheduled_run(self.connection)
        documents = self.move.xero_document_ids | other.xero_document_ids
        # As the version before wrote both.
        documents.write({"payment_state": "paid", "noted_payment_state": "paid"})
        self.env.flush_all()
        notes = self.notes()
        load_script(file_path(UPGRADE), "post_credited").migrate(
            self.env.cr, "19.0.1.0.0"
        )
        self.env.invalidate_all()
        self.assertEqual(documents.mapped("payment_state"), ["credited", "paid"])
        self.pull(self.connection)
        self.assertEqual(self.notes(), notes)

    def test_credited_invoices_are_found_and_no_paid_ones(self):
        self.happens("credit", "credited", 0)
        found = self.env["account.move"].search(
            [("xero_payment_state", "in", ["credited"])]
        )
        self.assertEqual(found, self.move)
        self.assertFalse(
            self.env["account.move"].search([("xero_payment_state", "in", ["paid"])])
        )

    def test_a_payment_that_is_taken_back_comes_back_too(self):
        self.happens("pay", "paid", 0)
        sandbox.clock(2)
        self.happens("unpay", "not_paid", 115)
        self.assertIn("unpaid again", self.notes()[0])

    def test_a_void_comes_back_and_nothing_is_due(self):
        self.happens("void", "voided", 0)
        self.assertEqual(self.move.xero_state, "voided")
        self.assertIn("was voided in Xero", self.move.alerts["xero"]["message"])
        self.assertNotIn("action_call", self.move.alerts["xero"])
        self.assertIn("voided", self.notes()[0])

    def test_the_chatter_tells_each_change_once(self):
        self.happens("pay", "paid", 0)
        count = len(self.notes())
        for _time in range(2):
            self.pull(self.connection)
        self.connection.resource_ids.cursor = False
        self.pull(self.connection)
        self.assertEqual(len(self.notes()), count)

    def test_a_draft_that_was_deleted_in_xero_is_said_to_be(self):
        document = self.move.xero_document_ids
        document.write({"status": "DELETED", "payment_state": "voided"})
        document._apply_slice(self.connection, 10)
        self.assertIn("deleted", self.notes()[0])
        self.assertIn("was deleted in Xero", self.move.alerts["xero"]["message"])
        self.move.button_draft()
        self.move.button_cancel()
        self.assertNotIn("xero", self.move.alerts or {})

    def test_an_invoice_for_a_contact_that_takes_none_says_so_before_it_goes(self):
        contact = self.customer.xero_contact_ids
        self.assertFalse(contact.gone_words)
        sandbox.act("archive_contact", contact=self.customer.name)
        self.pull(self.connection)
        self.assertEqual(contact.gone_words, "Archived in Xero")
        for move in (self.invoice(), self.invoice(post=False)):
            alert = move.alerts["xero"]
            self.assertIn("is archived in Xero", alert["message"])
            self.assertEqual(alert["action"]["res_model"], "xero.contact.wizard")
            contact._strike_out()
            move.invalidate_recordset()
            alert = move.alerts["xero"]
            self.assertIn("no longer exists in Xero", alert["message"])
            contact.write({"gone_at": False, "status": "ARCHIVED"})
        self.assertEqual(self.move.xero_state, "pushed")
        self.assertNotIn("xero", self.move.alerts or {}, "it stands there already")

    def test_a_total_that_xero_computed_otherwise_is_an_issue_until_equal(self):
        move = self.invoice({"price_unit": 100})
        sandbox.fault(
            "alter", "PUT", "Invoices", row=move.name, values={"Total": 114.99}
        )
        self.push(move)
        self.assertEqual(move.xero_state, "differs")
        issue = self.the_issue("differs_in_xero")
        self.assertIn(self.written("114.99"), issue.title)
        self.assertIn(self.written("115.00"), issue.title)
        sandbox.fault(
            "alter", "GET", "Invoices", row=move.name, values={"Total": 114.99}
        )
        self.push(move)
        self.assertEqual(self.the_issue("differs_in_xero", move), issue)
        self.pull(self.connection)
        self.run_cron(self.connection)
        self.assertFalse(self.issues(), "Xero says 115 by now")
        self.assertEqual(move.xero_state, "pushed")

    def test_a_total_that_was_changed_in_xero_is_shown(self):
        sandbox.act(
            "edit_invoice",
            invoice=self.move.name,
            values={
                "LineItems": [
                    {
                        "Description": "Changed",
                        "Quantity": 1,
                        "UnitAmount": 90,
                        "AccountCode": "200",
                        "TaxType": "OUTPUT2",
                    }
                ]
            },
        )
        self.pull(self.connection)
        self.assertEqual(self.move.xero_state, "differs")
        warning = str(self.move._get_alerts())
        self.assertIn(self.written("115.00"), warning)
        self.assertIn(self.written("103.50"), warning)

    def test_who_resets_an_invoice_that_stands_in_xero_is_told(self):
        self.move.button_draft()
        self.assertIn("It is in Xero as", str(self.move._get_alerts()))

    def test_invoices_are_found_by_what_xero_says_of_them(self):
        self.happens("pay", "partial", 75, amount=40)
        self.connection.push_when = "by_hand"
        other, waiting = self.invoice(), self.invoice()
        waiting.action_xero_push()
        self.env.cr.flush()
        moves = self.env["account.move"]
        ours = [("partner_id", "=", self.customer.id)]

        def found(field, *values):
            return moves.search([*ours, (field, "in", values)])

        self.assertEqual(found("xero_state", "pushed"), self.move)
        self.assertEqual(found("xero_state", "none"), other)
        self.assertEqual(found("xero_state", "waiting"), waiting)
        self.assertEqual(found("xero_state", "none", "pushed"), other | self.move)
        self.assertFalse(found("xero_state", "voided", "differs", "blocked"))
        self.assertEqual(found("xero_payment_state", "partial"), self.move)
        self.assertEqual(found("xero_payment_state", False), other | waiting)
        self.assertFalse(found("xero_payment_state", "paid"))

    def test_what_is_not_ours_in_xero_stays_without_a_link(self):
        sandbox.act("pay", invoice="INV-0004")
        self.pull(self.connection)
        document = self.env["xero.document"].search([("name", "=", "INV-0004")])
        self.assertEqual(document.payment_state, "paid")
        self.assertFalse(document.move_id)

    def test_what_is_older_than_the_connection_is_not_read_through(self):
        self.assertFalse(self.env["xero.document"].search([("name", "=", "INV-0001")]))


@tagged("post_install", "-at_install")
class TestPreview(ConnectedCase):
    """The exact document, before it goes; looking changes nothing."""

    def test_of_several_due_dates_the_last_goes_and_the_preview_says_so(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "30 / 70",
                "line_ids": [
                    Command.create({"value_amount": 30, "nb_days": 10}),
                    Command.create({"value_amount": 70, "nb_days": 40}),
                ],
            }
        )
        move = self.invoice(invoice_payment_term_id=term.id)
        preview = self.preview(move)
        last = format_date(self.env, move.invoice_date_due)
        self.assertIn(f"The last one is used: {last}.", preview.page)
        self.push(move)
        self.assertEqual(
            self.in_xero(move)["DueDateString"][:10], str(move.invoice_date_due)
        )
        once = self.preview(self.invoice())
        self.assertNotIn("several payments", once.page)

    def preview(self, move):
        action = move.action_xero_preview()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        return wizards.create({})

    def rows(self):
        """:return: how many rows every table of ours, and of invoices, has"""
        self.env.flush_all()
        tables = [
            model._table
            for name, model in self.env.registry.items()
            if (name.startswith(("xero.", "account.move", "mail.message")))
            and model._table
            and not model._abstract
            and not model._transient
        ]
        counts = {}
        for table in tables:
            self.env.cr.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = self.env.cr.fetchone()[0]
        return counts

    def test_it_shows_exactly_what_is_sent(self):
        self.push(self.invoice())
        sandbox.forget_calls()
        move = self.invoice(
            {"price_unit": 12.5, "quantity": 2, "name": "Ōamaru → Akaroa"},
            {"display_type": "line_note", "name": "Fragile"},
            ref="PO 77",
        )
        shown = json.loads(self.preview(move).body)
        self.push(move)
        self.assertEqual(shown["Invoices"], sandbox.sent("Invoices"))

    def test_a_customer_who_is_not_linked_yet_is_looked_for_by_the_push(self):
        preview = self.preview(self.invoice())
        self.assertIn(
            "looks for the contact in Xero when the invoice is pushed",
            str(preview.page),
        )
        preview.action_push()
        self.run_cron(self.connection)
        self.assertEqual(preview.move_id.xero_state, "pushed")

    def test_a_customer_who_must_be_asked_for_is_said_to_hold_it_back(self):
        self.connection.new_records = "review"
        move = self.invoice()
        self.push(move)
        self.assertIn("Who is Tūī Books Ltd in Xero?", str(self.preview(move).page))
        self.assertFalse(self.preview(move).can_push)

    def test_looking_writes_nothing_anywhere(self):
        move = self.invoice(
            {"price_unit": 5, "tax": self.tax.copy({"name": "New", "amount": 15})}
        )
        before = self.rows()
        self.assertIn(move.name, str(self.preview(move).page))
        self.assertEqual(self.rows(), before)
        self.assertFalse(sandbox.calls())

    def test_both_totals_are_shown_when_they_differ(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        move = self.invoice(*[{"price_unit": 0.03} for _line in range(10)])
        preview = self.preview(move)
        self.assertFalse(preview.can_push)
        self.assertIn(self.written("0.35"), preview.page)
        self.assertIn(self.written("0.30"), preview.page)
        with self.assertRaisesRegex(Exception, "the preview shows why"):
            preview.action_push()

    def test_what_stands_in_the_way_is_said_with_its_advice(self):
        self.connection.account_id = False
        preview = self.preview(self.invoice())
        self.assertFalse(preview.can_push)
        self.assertIn("No sales account is selected", preview.page)
        self.assertNotIn("default account", preview.page)
        self.connection.account_id = self.account(self.connection, "200")
        sandbox.act("archive_account", account="200")
        self.pull(self.connection)
        page = self.preview(self.invoice()).page
        self.assertIn("none yet", page)
        self.assertNotIn("default account", page)

    def test_account_and_tax_rate_are_shown_with_their_names(self):
        preview = self.preview(self.invoice())
        words = " ".join(html2plaintext(preview.page).split())
        self.assertIn("200 Sales", words)
        self.assertIn("15% GST on Income OUTPUT2", words)

    def test_a_line_with_several_taxes_is_shown_and_said_to_be_refused(self):
        levy = self.tax.copy({"name": "Levy", "amount": 2})
        move = self.invoice({"name": "Bed", "price_unit": 5, "tax": self.tax | levy})
        preview = self.preview(move)
        self.assertFalse(preview.can_push)
        self.assertIn("“Bed” has several taxes", preview.page)

    def test_a_draft_can_be_looked_at_too(self):
        preview = self.preview(self.invoice(post=False))
        self.assertFalse(preview.can_push)
        self.assertIn("Confirm it first", preview.page)

    def test_what_went_to_the_default_account_and_the_rate_is_said(self):
        move = self.invoice(
            {"price_unit": 5},
            {"price_unit": 6},
            currency_id=self.env.ref("base.USD").id,
        )
        page = str(self.preview(move).page)
        self.assertIn("Lines posted to the default account 200 Sales: 2", page)
        self.assertIn("No exchange rate is sent", page)

    def test_pushing_from_the_preview_pushes(self):
        self.push(self.invoice())
        move = self.invoice()
        self.preview(move).action_push()
        self.run_cron(self.connection)
        self.in_xero(move)
