from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase
from .test_importing_rules import ImportCase


@tagged("post_install", "-at_install")
class TestActivated(ImportCase):
    """Currencies that Xero's contacts and invoices are in can be chosen in Odoo."""

    def setUp(self):
        super().setUp()
        self.euro = self.env.ref("base.EUR")
        self.euro.active = False
        sandbox.add_currency("EUR")
        values = {"Name": "Weinhandel Köln", "DefaultCurrency": "EUR"}
        sandbox.act("create_contact", values=values)
        self.pull_all()

    def test_the_dialog_names_them_before(self):
        self.assertIn("EUR", self.dialog().currency_story)
        self.assertFalse(self.euro.active)

    def test_a_contacts_currency_is_activated_and_no_rate_made(self):
        rates = self.euro.rate_ids
        self.save(self.dialog())
        self.assertTrue(self.euro.active)
        self.assertEqual(self.euro.rate_ids, rates)

    def test_not_where_a_person_does_not_want_it(self):
        self.save(self.dialog(activate_currencies=False))
        self.assertFalse(self.euro.active)

    def test_not_for_who_is_archived(self):
        sandbox.act("archive_contact", contact="Weinhandel Köln")
        self.pull_all()
        self.save(self.dialog())
        self.assertFalse(self.euro.active)

    def test_not_before_the_settings_are_saved(self):
        self.pull_all()
        self.assertFalse(self.euro.active)


@tagged("post_install", "-at_install")
class TestWithoutRate(ConnectedCase):
    """An invoice in a currency without a rate of its own waits until there is one."""

    def setUp(self):
        super().setUp()
        self.euro = self.env.ref("base.EUR")
        self.euro.active = True
        self.euro.rate_ids.unlink()
        sandbox.add_currency("EUR")
        self.connection.action_check_again()
        self.run_cron(self.connection)

    def euro_invoice(self):
        move = self.invoice({"price_unit": 10}, currency_id=self.euro.id)
        self.push(move)
        return move

    def test_it_is_held_with_a_button_and_goes_once_there_is_a_rate(self):
        move = self.euro_invoice()
        issue = self.the_issue("currency_no_rate")
        action = issue.action_solve()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("res.currency", self.euro.id)
        )
        self.give_rate(self.euro)
        self.run_cron(self.connection)
        self.in_xero(move)

    def test_another_companys_rate_is_none(self):
        move = self.euro_invoice()
        other = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        self.give_rate(self.euro, other)
        self.run_cron(self.connection)
        self.assert_nowhere(move)

    def test_a_connection_that_activates_none_goes_on_as_before(self):
        self.connection.activate_currencies = False
        self.in_xero(self.euro_invoice())
