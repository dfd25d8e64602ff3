from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestPermissions(ConnectedCase):
    """A permission is asked for when a setting needs it, and only what needs it waits
    until somebody allows it."""

    def withdraw(self, scope):
        credential = self.connection.sudo().credential_id
        credential.scope = " ".join(
            each for each in credential.scope.split() if not each.startswith(scope)
        )

    def test_what_is_switched_off_is_not_asked_for(self):
        self.assertIn("accounting.contacts", self.connection._wanted_scopes())
        self.connection.sync_contacts = False
        self.assertNotIn("accounting.contacts", self.connection._wanted_scopes())
        self.assertIn("accounting.invoices", self.connection._wanted_scopes())

    def test_without_a_permission_that_alone_waits_and_says_so(self):
        self.withdraw("accounting.contacts")
        self.customer.xero_contact_ids.unlink()
        self.assertFalse(self.connection._pulls("contacts"))
        self.assertTrue(self.connection._pulls("invoices"))
        self.assertIn("need a permission", self.connection._why_not("xero.contact"))
        self.pull(self.connection)
        self.assertFalse(sandbox.calls("GET", "Contacts"))
        self.assertTrue(sandbox.calls("GET", "Invoices"))
        self.assertFalse(self.connection.sudo().quota_ids.problem)

    def test_invoices_of_known_customers_go_without_it(self):
        move = self.invoice()
        self.push(move)
        self.withdraw("accounting.contacts")
        later = self.invoice()
        self.push(later)
        self.assertEqual(self.in_xero(later)["Total"], 115)

    def test_what_waited_goes_once_it_is_allowed(self):
        granted = self.connection.sudo().credential_id.scope
        self.withdraw("accounting.invoices")
        move = self.invoice(post=True)
        move._xero_intend(self.connection, 10)
        self.run_cron(self.connection)
        self.assert_nowhere(move)
        self.assertFalse(self.issues())
        self.connection.sudo().credential_id.scope = granted
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Total"], 115)

    def test_what_xero_did_not_say_counts_as_granted(self):
        self.connection.sudo().credential_id.scope = False
        self.push(move := self.invoice())
        self.assertEqual(self.in_xero(move)["Total"], 115)
