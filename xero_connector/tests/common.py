from datetime import timedelta
from functools import cached_property
from urllib.parse import parse_qsl, urlparse

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools.misc import formatLang

from . import sandbox

OAUTH = {
    "xero_connector.login_url": sandbox.URL,
    "xero_connector.identity_url": sandbox.URL,
    "xero_connector.api_url": sandbox.URL,
    "web.base.url": "http://localhost:8069",
}


@tagged("post_install", "-at_install")
class XeroCase(TransactionCase):
    """A company of New Zealand with its books in the sandbox's demo organisation."""

    begin_xero = staticmethod(sandbox.reset)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        nzd = cls.env.ref("base.NZD")
        usd = cls.env.ref("base.USD")
        (nzd | usd).active = True
        cls.company = cls.env["res.company"].create(
            {
                "name": "Kōwhai Trading",
                "country_id": cls.env.ref("base.nz").id,
                "currency_id": nzd.id,
            }
        )
        cls.env.user.write(
            {
                "company_ids": [Command.link(cls.company.id)],
                "company_id": cls.company.id,
                "group_ids": [
                    Command.link(cls.env.ref(group).id)
                    for group in (
                        "account.group_account_manager",
                        "xero_connector.group_xero_manager",
                    )
                ],
            }
        )
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.company = cls.company.with_env(cls.env)
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        # The generic chart brings its own currency.
        cls.company.write(
            {
                "currency_id": nzd.id,
                "tax_calculation_rounding_method": "round_per_line",
            }
        )
        cls.give_rate(usd)
        taxes = cls.env["account.tax"].search(
            [("company_id", "=", cls.company.id), ("type_tax_use", "=", "sale")]
        )
        cls.tax = taxes.filtered(lambda tax: tax.amount == 15)[:1]
        cls.tax_included = cls.tax.copy(
            {"name": "15% incl.", "price_include_override": "tax_included"}
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Tūī Books Ltd",
                "is_company": True,
                "email": "accounts@tuibooks.example",
            }
        )
        for name, value in OAUTH.items():
            cls.env["ir.config_parameter"].set_param(name, value)

    @classmethod
    def give_rate(cls, currency, company=None, rate=0.6):
        """Give a company an exchange rate: ours by default."""
        cls.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "rate": rate,
                "currency_id": currency.id,
                "company_id": (company or cls.company).id,
            }
        )

    def setUp(self):
        super().setUp()
        self.begin_xero()

    def xero_manager(self):
        """:return: a user who may do all in Xero's app, and nothing of the system"""
        return self._user_of("manager")

    def xero_user(self):
        """:return: a user of Xero's app who may not read invoices"""
        return self._user_of("user")

    def _user_of(self, role):
        return new_test_user(
            self.env,
            role,
            f"xero_connector.group_xero_{role}",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    # === Connecting === #

    def new_connection(
        self, client_id="test-client", client_secret="test-secret", company=None
    ):
        company = company or self.company
        connection = self.env["xero.connection"].create({"company_id": company.id})
        self.env["xero.app.wizard"].create(
            {
                "connection_id": connection.id,
                "client_id": client_id,
                "client_secret": client_secret,
            }
        )
        return connection

    def leave(self, connection, **values):
        """Set out for Xero; :return: the address of the consent page"""
        trip = self.env["xero.connect.wizard"].create(
            {"connection_id": connection.id, "push_from": "2026-01-01", **values}
        )
        return trip.action_continue()["url"]

    def come_back(self, address):
        """Land with what Xero's page handed back; :return: the connection"""
        query = dict(parse_qsl(urlparse(address).query))
        trip = self.env["xero.connect.wizard"]._consume_state(query.get("state"))
        self.assertTrue(trip, "the state that came back is not usable")
        connection = trip._handle_callback(query.get("code"), query.get("error"))
        self.env.invalidate_all()
        return connection

    def go_through_consent(self, connection, **consent):
        """Out to Xero and back; :return: the connection that is shown then"""
        return self.come_back(sandbox.consent(self.leave(connection), **consent))

    def connect(self, **settings):
        """A connection to the demo organisation, ready to push.

        :param settings: values of the connection
        """
        connection = self.go_through_consent(self.new_connection())
        self.assertEqual(connection.state, "connected")
        connection.import_settings_saved = settings.get("import_settings_saved", True)
        self.run_cron(connection)
        connection.write(
            {
                "account_id": self.account(connection, "200").id,
                "new_records": "create",
                **settings,
            }
        )
        self.map_tax(connection, self.env["account.tax"], "NONE")
        sandbox.forget_calls()
        return connection

    def account(self, connection, code):
        return connection.account_mirror_ids.filtered(lambda a: a.code == code)

    def map_tax(self, connection, tax, tax_type):
        mapping = connection.tax_mapping_ids.filtered(lambda m: m.tax_id == tax)
        mapping.rate_id = connection.tax_rate_mirror_ids.filtered(
            lambda rate: rate.tax_type == tax_type
        )

    def run_cron(self, connection):
        """What the connection's cron does when it wakes."""
        self.env.cr.flush()
        with self.enter_registry_test_mode():
            connection.sudo().cron_id.method_direct_trigger()
        self.env.invalidate_all()
        # Why it died is in the log: --odoo-log-level=error shows it.
        self.assertEqual(connection.sudo().cron_id.failure_count, 0, "the cron died")

    def pull(self, connection):
        """Press *Sync now*, say now rather than tonight, and let the cron run."""
        action = connection.action_sync_now()
        self.env[action["res_model"]].browse(action["res_id"]).action_start()
        self.run_cron(connection)

    def scheduled_run(self, connection):
        """Let the next run of the schedule come, and the cron do it."""
        if connection.frequency == "manual":
            connection.frequency = "hourly"
        before = fields.Datetime.now() - timedelta(days=1)
        self.env["xero.batch"].search([]).planned_at = before
        self.env["xero.connection"]._cron_start_due()
        self.run_cron(connection)

    def wait(self, connection):
        """Let the time pass for which the connection leaves Xero alone, and what is
        in doubt may still be on its way; then let the cron run."""
        self.env.cr.flush()
        past = fields.Datetime.now() - timedelta(seconds=1)
        connection.sudo().quota_ids.filtered("paused_until").paused_until = past
        self.env["xero.exchange"].search([("check_at", "!=", False)]).check_at = past
        self.env["xero.retry"].search([]).due_at = past
        self.run_cron(connection)

    def pass_time(self, connection, **length):
        """Let time pass by moving back every stamp that the connector keeps, and run
        the cron as often as it would have been woken until then.

        :param length: as of a timedelta, e.g. ``hours=24``
        """
        left = timedelta(**length)
        for _wake in range(400):
            now = fields.Datetime.now()
            self.env.cr.flush()
            wake = self.env["ir.cron.trigger"].search(
                [
                    ("cron_id", "=", connection.sudo().cron_id.id),
                    ("call_at", "<=", now + left),
                ],
                order="call_at",
                limit=1,
            )
            step = max(wake.call_at - now, timedelta(seconds=1)) if wake else left
            # The schedule ticks every quarter of an hour, whoever sleeps.
            if connection.frequency != "manual":
                step = min(step, timedelta(minutes=15))
            step = min(step, left)
            self._move_back(step)
            left -= step
            if connection.frequency != "manual":
                self.env["xero.connection"]._cron_start_due()
            self.env["ir.cron.trigger"].search(
                [
                    ("cron_id", "=", connection.sudo().cron_id.id),
                    ("call_at", "<=", fields.Datetime.now()),
                ]
            ).unlink()
            self.run_cron(connection)
            if left <= timedelta():
                return
        self.fail("the cron is woken again and again")

    def compare_later(self):
        """What was written just now may not stand in a list that is read in the same
        second, so it would not be missed."""
        self._move_back(timedelta(seconds=2))

    def _move_back(self, step):
        self.env.flush_all()
        for table, columns in self._stamps:
            moved = ", ".join(f'"{name}" = "{name}" - %(step)s' for name in columns)
            self.env.cr.execute(f'UPDATE "{table}" SET {moved}', {"step": step})
        self.env.invalidate_all()

    @cached_property
    def _stamps(self):
        """:return: list of each table with the columns in which moments stand"""
        self.env.cr.execute(
            """
            SELECT table_name, array_agg(column_name::text)
              FROM information_schema.columns
              JOIN information_schema.tables USING (table_schema, table_name)
             WHERE table_schema = current_schema AND table_type = 'BASE TABLE'
               AND data_type = 'timestamp without time zone'
               AND (table_name LIKE 'xero\\_%' OR table_name = 'ir_cron_trigger')
          GROUP BY table_name
            """
        )
        return self.env.cr.fetchall()

    # === Invoices === #

    def invoice(self, *lines, post=True, **values):
        """A customer invoice, posted.

        :param lines: values of lines; ``tax`` stands for one tax, or none
        """
        commands = []
        for line in lines or ({"price_unit": 100},):
            line = {"name": "Line", "quantity": 1, **line}
            tax = line.pop("tax", self.tax)
            if not line.get("display_type"):
                line["tax_ids"] = [Command.set(tax.ids)]
            else:
                line.pop("quantity")
            commands.append(Command.create(line))
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": fields.Date.from_string("2026-03-02"),
                "invoice_line_ids": commands,
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def push(self, *moves):
        """Press the button on all of them at once, and let the cron run."""
        moves = self.env["account.move"].union(*moves)
        moves.action_xero_push()
        self.run_cron(moves[0].company_id._xero_connection())

    def issues(self, cause=None):
        """:return: what needs a person now"""
        issues = self.env["xero.issue"].search([("state", "=", "open")], order="id")
        return issues.filtered(lambda issue: cause in (None, issue.cause))

    def the_issue(self, cause, move=None):
        """:return: the one open issue; it is this cause's, and holds the move"""
        issue = self.issues()
        self.assertEqual(issue.mapped("cause"), [cause], self.story())
        if move:
            held = [job.res_id for job in issue.job_ids if job.res_model == move._name]
            self.assertEqual(held, move.ids)
            self.assertEqual(move.xero_state, "blocked")
        return issue

    def in_xero(self, move):
        """:return: the one invoice in Xero that carries the move's number"""
        found = sandbox.things("Invoices", InvoiceNumber=move.name)
        self.assertEqual(len(found), 1, f"{move.name} in Xero; {self.story()}")
        return found[0]

    def assert_nowhere(self, move):
        self.assertFalse(sandbox.things("Invoices", InvoiceNumber=move.name))

    def story(self):
        """What became of every push, for the message of a test that fails."""
        jobs = self.env["xero.job"].search([], order="id")
        health = self.env["xero.quota"].search([])
        return [
            (job.record_name, job.state, job.outcome, job.issue_id.title)
            for job in jobs
        ] + [(quota.problem, quota.pause_reason) for quota in health]

    def written(self, amount):
        """:return: an amount such as ``"1.50"`` as the reader's language writes it"""
        digits = len(amount.partition(".")[2])
        return formatLang(self.env, float(amount), digits=digits)


class ConnectedCase(XeroCase):
    """The company is connected, accounts and taxes are mapped, new contacts created.

    It connects once for all its tests; each finds Xero as it was then.
    """

    begin_xero = staticmethod(sandbox.restore)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sandbox.reset()
        cls.connection = cls("connect").connect()
        sandbox.snapshot()
