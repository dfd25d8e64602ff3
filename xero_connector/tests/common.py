from urllib.parse import parse_qs, urlparse

from odoo import Command, fields
from odoo.tests import TransactionCase, tagged

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
        cls.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "rate": 0.6,
                "currency_id": usd.id,
                "company_id": cls.company.id,
            }
        )
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

    def setUp(self):
        super().setUp()
        sandbox.reset()

    # === Connecting === #

    def new_connection(self, client_id="test-client", client_secret="test-secret"):
        connection = self.env["xero.connection"].create({"company_id": self.company.id})
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
        query = {name: vs[0] for name, vs in parse_qs(urlparse(address).query).items()}
        trip = self.env["xero.connect.wizard"]._trip(query.get("state"))
        self.assertTrue(trip, "the state that came back is not usable")
        return trip._land(query.get("code"), query.get("error"))

    def connect(self, **settings):
        """A connection to the demo organisation, ready to push.

        :param settings: values of the connection
        """
        connection = self.come_back(sandbox.consent(self.leave(self.new_connection())))
        self.assertEqual(connection.state, "connected")
        self.run_cron(connection)
        connection.write(
            {
                "account_id": connection.account_mirror_ids.filtered(
                    lambda account: account.code == "200"
                ).id,
                "new_records": "create",
                **settings,
            }
        )
        self.map_tax(connection, self.env["account.tax"], "NONE")
        sandbox.forget_calls()
        return connection

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

    def in_xero(self, move):
        """:return: the one invoice in Xero that carries the move's number"""
        found = sandbox.things("Invoices", InvoiceNumber=move.name)
        self.assertEqual(len(found), 1, f"{move.name} in Xero; {self.story(move)}")
        return found[0]

    def story(self, move):
        """What became of a push, for the message of a test that fails."""
        jobs = self.env["xero.job"].search([], order="id")
        quota = move.company_id._xero_connection().quota_ids
        return [
            (job.record_name, job.state, job.outcome, job.issue_id.title)
            for job in jobs
        ] + [quota.problem, quota.pause_reason]
