from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_open

from . import sandbox
from .common import ConnectedCase

INVOICING = "account.group_account_invoice"
USER = "xero_connector.group_xero_user"
MANAGER = "xero_connector.group_xero_manager"

SCREENS = (
    "xero.connection",
    "xero.contact",
    "xero.document",
    "xero.payment",
    "xero.account",
    "xero.tax.rate",
    "xero.tax.mapping",
    "xero.currency",
    "xero.job",
    "xero.issue",
    "xero.exchange",
    "xero.exchange.element",
    "xero.quota",
    "xero.resource",
    "xero.batch",
)


class AccessCase(ConnectedCase):
    def user(self, login, *groups, company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            login,
            ",".join(groups),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def as_user(self, record, user):
        """The record as that user meets it, with nothing remembered."""
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_id.ids
        )

    def form_of(self, user):
        view = self.env.ref("account.view_move_form")
        moves = self.as_user(self.env["account.move"], user)
        return moves.get_view(view.id, "form")["arch"]


@tagged("post_install", "-at_install")
class TestAccess(AccessCase):
    """Who sees what, and who may do what."""

    def held_invoice(self):
        self.connection.new_records = "review"
        move = self.invoice()
        self.push(move)
        return move

    # === Invoicing alone === #

    def test_who_invoices_sees_what_became_of_it_in_xero(self):
        move = self.invoice()
        self.push(move)
        user = self.user("biller", INVOICING)
        seen = self.as_user(move, user)
        self.assertEqual(seen.xero_state, "pushed")
        self.assertEqual(seen.xero_payment_state, "not_paid")
        self.assertEqual(seen.xero_amount_due, 115)
        self.assertIn("go.xero.com", seen.xero_url)
        self.assertIn(move, seen.search([("xero_state", "=", "pushed")]))
        self.assertEqual(
            seen.search([("xero_payment_state", "=", "not_paid")]).ids, move.ids
        )

    def test_who_invoices_has_no_button_and_no_other_way_to_push(self):
        user = self.user("biller", INVOICING)
        self.assertNotIn("action_xero_push", self.form_of(user))
        with self.assertRaises(AccessError):
            self.as_user(self.invoice(), user).action_xero_push()

    def test_a_banner_names_a_button_only_to_who_has_it(self):
        gone, cancelled = self.invoice(), self.invoice()
        self.push(gone, cancelled)
        gone.xero_document_ids.gone_at = "2026-03-03"
        cancelled.button_draft()
        cancelled.button_cancel()
        chief = self.user("chief", MANAGER)
        self.connection.alert_user_ids = chief
        biller = self.user("biller", INVOICING)
        pusher = self.user("pusher", USER, INVOICING)
        for move, button in ((gone, "Update in Xero"), (cancelled, "Void in Xero")):
            with self.subTest(button):
                told = str(self.as_user(move, biller)._get_alerts()["xero"])
                self.assertNotIn(button, told)
                self.assertIn("Ask chief", told)
                told = str(self.as_user(move, pusher)._get_alerts()["xero"])
                self.assertIn(button, told)
                self.assertNotIn("Ask ", told)
        self.connection.sync_invoices = False
        told = str(self.as_user(gone, pusher)._get_alerts()["xero"])
        self.assertNotIn("Update in Xero", told, "a setting took the button away")

    def test_what_they_post_goes_by_itself_when_the_setting_says_so(self):
        self.connection.frequency = "hourly"
        move = self.invoice(post=False)
        self.as_user(move, self.user("biller", INVOICING)).action_post()
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_who_invoices_sees_no_queue_and_changes_no_mirror(self):
        move = self.invoice()
        self.push(move)
        user = self.user("biller", INVOICING)
        for model in ("xero.job", "xero.issue", "xero.exchange"):
            with self.assertRaises(AccessError):
                self.as_user(self.env[model], user).search([])
        with self.assertRaises(AccessError):
            self.as_user(move.xero_document_ids, user).write({"move_id": False})

    def test_a_salesperson_opens_a_customer_without_an_error(self):
        self.push(self.invoice())
        user = self.user("seller", "base.group_user")
        form = Form(self.as_user(self.customer, user))
        self.assertEqual(form.name, self.customer.name)

    # === Xero User === #

    def test_who_may_not_change_the_settings_is_told_whom_to_ask(self):
        """And gets no button to a list that cannot be edited."""
        chief = self.user("chief", MANAGER)
        self.connection.alert_user_ids = chief
        user = self.user("pusher", USER, "account.group_account_manager")
        for cause, prepare in {
            "account_missing": lambda: self.connection.write({"account_id": False}),
            "tax_unmapped": lambda: self.map_tax(
                self.connection, self.tax, "no such rate"
            ),
        }.items():
            with self.subTest(cause=cause):
                prepare()
                self.connection.tax_rate_mirror_ids.filtered(
                    lambda rate: rate.effective_rate == 15
                ).for_revenue = cause == "account_missing"
                move = self.invoice()
                self.push(move)
                issue = self.as_user(self.the_issue(cause, move), user)
                self.assertIn("Ask chief", issue.advice)
                self.assertEqual(issue.button, "Try Again")
                self.assertEqual(issue.action_solve()["tag"], "display_notification")
                self.run_cron(self.connection)
                # A rate to choose: where Xero has none, there is nothing to open.
                self.connection.tax_rate_mirror_ids.for_revenue = True
                told = self.as_user(self.issues(cause), chief)
                self.assertNotIn("Ask", told.advice)
                self.assertEqual(told.action_solve()["type"], "ir.actions.act_window")
                self.issues(cause)._solve()
                self.connection.account_id = self.account(self.connection, "200")
                self.env["xero.job"].search([("res_id", "=", move.id)]).action_cancel()

    def test_a_xero_user_pushes_and_sees_every_screen(self):
        user = self.user("pusher", USER, INVOICING)
        self.assertIn("action_xero_push", self.form_of(user))
        move = self.invoice()
        self.as_user(move, user).action_xero_push()
        self.run_cron(self.connection)
        self.in_xero(move)
        self.assertEqual(
            self.env["xero.job"].search([("res_id", "=", move.id)], limit=1).user_id,
            user,
        )
        for model in SCREENS:
            self.as_user(self.env[model], user).search_read([], limit=5)

    def test_a_xero_user_opens_a_connection_in_whatever_state(self):
        user = self.user("pusher", USER)
        for lifecycle in ("draft", "connected", "leaving", "disconnected"):
            with self.subTest(lifecycle):
                self.connection.lifecycle = lifecycle
                form = Form(self.as_user(self.connection, user))
                self.assertEqual(form.name, self.connection.name)
                self.assertFalse(form.choice_waits)

    def test_a_xero_user_says_who_a_customer_is_and_the_invoice_goes(self):
        move = self.held_invoice()
        issue = self.as_user(self.issues(), self.user("pusher", USER, INVOICING))
        self.assertIn("Who is", issue.title)
        action = issue.action_solve()
        wizards = issue.env[action["res_model"]].with_context(**action["context"])
        wizards.create({}).action_create_contact()
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_a_xero_user_reads_the_alert_on_the_invoice_and_tries_again(self):
        self.connection.account_id = False
        move = self.invoice()
        self.push(move)
        user = self.user("pusher", USER, INVOICING)
        self.assertIn("No sales account", str(self.as_user(move, user)._get_alerts()))
        self.connection.account_id = self.account(self.connection, "200")
        self.as_user(self.env["xero.issue"], user).search([]).action_try_again()
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_who_may_not_read_invoices_is_led_to_none(self):
        move = self.invoice()
        self.push(move)
        hold = move.xero_document_ids._hold("voided_in_xero", move)
        issue = self.env["xero.issue"]._raise(self.connection, hold)
        issue = self.as_user(issue, self.user("looker", USER))
        self.assertFalse(issue.is_opened)
        self.assertEqual(issue.button, "Try Again")
        self.assertEqual(issue.action_solve()["tag"], "display_notification")

    def test_a_xero_user_cancels_what_waits(self):
        move = self.held_invoice()
        jobs = self.env["xero.job"].search([("res_id", "=", move.id)])
        self.as_user(jobs, self.user("pusher", USER, INVOICING)).action_cancel()
        self.assertEqual(move.xero_state, "none")

    def test_a_xero_user_changes_no_setting_and_disconnects_nothing(self):
        user = self.user("pusher", USER, INVOICING)
        connection = self.as_user(self.connection, user)
        for change in ({"push_from": "2020-01-01"}, {"account_id": False}):
            with self.assertRaises(AccessError):
                connection.write(change)
        with self.assertRaises(AccessError):
            connection.action_disconnect()
        mapping = self.as_user(self.connection.tax_mapping_ids[:1], user)
        with self.assertRaises(AccessError):
            mapping.write({"rate_id": False})
        with self.assertRaises(AccessError):
            self.as_user(self.env["xero.app.wizard"], user).create(
                {"connection_id": connection.id, "client_id": "x"}
            )
        self.assertEqual(self.connection.state, "connected")

    # === Xero Manager === #

    def test_a_xero_manager_sets_up_without_being_an_administrator(self):
        connection = self.as_user(self.connection, self.user("boss", MANAGER))
        connection.write({"push_from": "2025-01-01", "frequency": "hourly"})
        self.assertTrue(connection.alerts is not None)
        connection.action_sync_now()
        connection.action_disconnect()
        self.run_cron(self.connection)
        self.assertEqual(connection.state, "disconnected")

    def test_a_banner_has_a_button_for_who_may_press_it(self):
        self.connection.account_id = False
        self.connection.sudo().quota_ids.problem = "token_invalid"
        manager = self.user("banner manager", MANAGER)
        user = self.user("banner user", USER)
        theirs = self.as_user(self.connection, manager).alerts["lost"]
        self.assertIn("action_text", theirs)
        read_only = self.as_user(self.connection, user).alerts["lost"]
        self.assertIn(theirs["message"], read_only["message"])
        self.assertIn("Ask banner manager", read_only["message"])
        self.assertNotIn("action_text", read_only)

    def test_a_xero_manager_maps_taxes(self):
        user = self.user("boss", MANAGER)
        mapping = self.connection.tax_mapping_ids.filtered(lambda m: not m.tax_id)
        zero = self.connection.tax_rate_mirror_ids.filtered(
            lambda rate: rate.tax_type == "ZERORATED"
        )
        self.as_user(mapping, user).rate_id = zero.id
        self.assertEqual(mapping.rate_id, zero)

    # === Others === #

    def test_another_companys_manager_sees_nothing_of_ours(self):
        move = self.held_invoice()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.user("stranger", MANAGER, INVOICING, company=company)
        for model in (*SCREENS, "xero.credential", "xero.organisation"):
            self.assertFalse(
                self.as_user(self.env[model], user).search([]), f"{model} leaks"
            )
        jobs = self.env["xero.job"].search([("res_id", "=", move.id)])
        issue = self.issues()
        for forbidden in (
            self.as_user(jobs, user).action_cancel,
            self.as_user(jobs, user).action_retry,
            self.as_user(issue, user).action_try_again,
            self.as_user(self.connection, user).action_sync_now,
            self.as_user(self.connection, user).action_check_again,
            self.as_user(self.connection, user).action_disconnect,
            self.as_user(self.connection, user).action_keep,
            self.as_user(self.connection, user).action_take_over,
            self.as_user(jobs.batch_id, user).action_pause,
            self.as_user(jobs.batch_id, user).action_resume,
            self.as_user(jobs.batch_id, user).action_cancel,
            self.as_user(jobs.batch_id, user).action_retry_failed,
        ):
            with self.assertRaises(AccessError):
                forbidden()
        self.assertEqual(move.xero_state, "blocked")

    def test_what_a_dialog_shows_is_for_who_opened_it(self):
        mine = {
            model: self.env[model]
            for model in self.env
            if model.startswith("xero.") and self.env[model]._transient
        }
        self.assertTrue(mine)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.user("stranger", MANAGER, INVOICING, company=company)
        wizard = self.env["xero.contact.wizard"].create(
            {"connection_id": self.connection.id, "partner_id": self.customer.id}
        )
        with self.assertRaises(AccessError):
            self.as_user(wizard, user).read(["partner_id"])
        with self.assertRaises(AccessError):
            self.as_user(wizard, user).write({"contact_id": False})
        ruled = self.env["ir.rule"].search([("model_id.model", "in", list(mine))])
        self.assertEqual(set(ruled.model_id.mapped("model")), set(mine))

    def test_an_account_that_takes_no_sales_is_refused_at_once(self):
        user = self.user("boss", MANAGER)
        connection = self.as_user(self.connection, user)
        bank = self.account(self.connection, "090")
        with self.assertRaisesRegex(ValidationError, "cannot be used for sales"):
            connection.account_id = bank
        archived = self.account(self.connection, "200").copy(
            {"xero_id": "archived", "code": "299", "status": "ARCHIVED"}
        )
        with self.assertRaisesRegex(ValidationError, "cannot be used for sales"):
            connection.account_id = archived
        other = self.new_connection()
        elsewhere = self.account(self.connection, "200").copy(
            {"xero_id": "elsewhere", "connection_id": other.id}
        )
        with self.assertRaisesRegex(ValidationError, "another organisation"):
            connection.account_id = elsewhere

    def test_another_companys_user_says_nothing_of_our_customers(self):
        self.held_invoice()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self.user("stranger", USER, INVOICING, company=company)
        with self.assertRaises(AccessError):
            self.as_user(self.env["xero.contact.wizard"], user).create(
                {"connection_id": self.connection.id, "partner_id": self.customer.id}
            )

    def test_a_customer_in_the_portal_pushes_nothing(self):
        move = self.held_invoice()
        user = self.user("customer", "base.group_portal")
        user.partner_id.commercial_partner_id = self.customer
        jobs = self.env["xero.job"].search([("res_id", "=", move.id)])
        for forbidden in (
            self.as_user(move, user).action_xero_push,
            self.as_user(self.customer, user).action_xero_push,
            self.as_user(jobs, user).action_cancel,
            self.as_user(jobs, user).action_retry,
        ):
            with self.assertRaises(AccessError):
                forbidden()


@tagged("post_install", "-at_install")
class TestBranch(AccessCase):
    """A branch keeps its parent's books, whose connection it does not change."""

    def setUp(self):
        super().setUp()
        self.branch = self.env["res.company"].create(
            {
                "name": "Kōwhai Nelson",
                "parent_id": self.company.id,
                "country_id": self.company.country_id.id,
                "account_fiscal_country_id": self.company.account_fiscal_country_id.id,
            }
        )
        self.env.user.company_ids = [Command.link(self.branch.id)]
        receivable = self.customer.property_account_receivable_id
        customer = self.customer.with_company(self.branch)
        customer.property_account_receivable_id = receivable

    def invoice_of_branch(self):
        ours = self.invoice()
        env = self.env(
            context={
                **self.env.context,
                "allowed_company_ids": [self.branch.id, self.company.id],
            }
        )
        move = (
            env["account.move"]
            .with_company(self.branch)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": self.branch.id,
                    "journal_id": ours.journal_id.id,
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-03-02",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "From Nelson",
                                "price_unit": 10,
                                "account_id": ours.invoice_line_ids.account_id.id,
                                "tax_ids": [Command.set(self.tax.ids)],
                            }
                        )
                    ],
                }
            )
        )
        move.action_post()
        return move

    def test_it_pushes_into_its_parents_books(self):
        move = self.invoice_of_branch()
        move.action_xero_push()
        self.run_cron(self.connection)
        self.in_xero(move)
        self.assertEqual(move.xero_document_ids.connection_id, self.connection)

    def open_form(self, move, user):
        """What a browser reads of an invoice; :return: its alerts"""
        seen = self.as_user(move, user)
        fields = seen.fields_get(attributes=["type"])
        seen.web_read({name: {} for name in fields if name.startswith("xero_")})
        return seen._get_alerts()

    def test_its_invoice_that_needs_a_person_opens_and_is_solved(self):
        self.connection.new_records = "review"
        move = self.invoice_of_branch()
        move.action_xero_push()
        self.run_cron(self.connection)
        self.assertEqual(move.xero_state, "blocked")
        for login, group in {"user": USER, "manager": MANAGER, "bill": False}.items():
            with self.subTest(group=group):
                groups = [INVOICING, group] if group else [INVOICING]
                user = self.user(login, *groups, company=self.branch)
                alerts = self.open_form(move, user)
                [alert] = [a for name, a in alerts.items() if "xero_issue" in name]
                self.assertIn(self.customer.name, alert["message"])
                self.assertEqual("action" in alert, bool(group))
        user = self.env["res.users"].search([("login", "=", "user")])
        wizard = self.as_user(self.env["xero.contact.wizard"], user).create(
            {"connection_id": self.connection.id, "partner_id": self.customer.id}
        )
        wizard.action_create_contact()
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_an_administrator_with_the_branch_alone_ticked_opens_it(self):
        self.connection.new_records = "review"
        move = self.invoice_of_branch()
        move.action_xero_push()
        self.run_cron(self.connection)
        user = self.user("chief", MANAGER, INVOICING, company=self.branch)
        user.company_ids |= self.company
        self.assertTrue(self.open_form(move, user))
        self.open_form(self.invoice(post=False), self.user("both", MANAGER, INVOICING))

    def test_it_changes_nothing_of_its_parents_connection(self):
        user = self.user("manager", MANAGER, company=self.branch)
        connection = self.as_user(self.connection, user)
        self.assertEqual(connection.name, self.connection.name)
        with self.assertRaises(AccessError):
            connection.frequency = "daily"
        with self.assertRaises(AccessError):
            connection.action_disconnect()
        with self.assertRaises(AccessError):
            connection.tax_mapping_ids[:1].rate_id = False


@tagged("post_install", "-at_install")
class TestCopiedDatabase(AccessCase):
    """A neutralised copy of the database reaches nobody's ledger."""

    def test_nothing_that_could_reach_xero_is_left(self):
        credential = self.connection.credential_id.sudo()
        credential._set_webhook_key("a key")
        move = self.invoice()
        move.action_xero_push()
        self.env.flush_all()
        self.env.cr.flush()
        with file_open("xero_connector/data/neutralize.sql") as file:
            self.env.cr.execute(file.read())
        self.env.invalidate_all()
        secrets = ("client_secret", "webhook_key", "access_token", "refresh_token")
        self.assertFalse([name for name in secrets if credential[name]])
        self.assertEqual(self.connection.state, "disconnected")
        self.scheduled_run(self.connection)
        self.assertFalse(sandbox.calls())
        with self.assertRaisesRegex(Exception, "not connected to Xero"):
            move.action_xero_push()
