from odoo.tests import tagged
from odoo.tools import LazyTranslate

from ..xerolib.contact_fields import Text
from . import sandbox
from .test_contacts_updates import UpdateCase

_lt = LazyTranslate(__name__)

# All that another addon declares. Xero's number for a customer stands in a column of
# ours too, and goes nowhere as long as nobody says so.
CODE = Text(
    "code", key="AccountNumber", limit=50, partner="ref", label=_lt("Customer code")
)


@tagged("post_install", "-at_install")
class TestOneMoreField(UpdateCase):
    """A field that another addon declares is sent, read, compared, shown and held to
    its limit; also of contacts that were copied and linked before."""

    def setUp(self):
        super().setUp()
        self.ours = type(self.env["xero.contact"])._contact_fields
        self.declare(CODE)

    def declare(self, *more):
        contacts, ours = type(self.env["xero.contact"]), self.ours
        self.patch(contacts, "_contact_fields", lambda itself: (*ours(itself), *more))

    def edit_there(self, code):
        self.edit_in_xero(AccountNumber=code)
        self.pull(self.connection)

    def wizard(self, issue):
        action = issue.action_solve()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        return wizards.create({})

    def test_a_new_contact_has_it(self):
        partner = self.env["res.partner"].create({"name": "Weka & Co", "ref": "C-7"})
        partner.action_xero_push()
        self.run_cron(self.connection)
        (found,) = sandbox.things("Contacts", Name="Weka & Co")
        self.assertEqual(found["AccountNumber"], "C-7")
        self.assertEqual(partner.xero_contact_ids.agreed["code"], "C-7")

    def test_an_edit_here_goes_there_and_nothing_else(self):
        self.edit_there("X-1")
        self.edit(ref="C-7")
        (sent,) = self.updates()
        self.assertEqual(
            sent, {"ContactID": self.contact.xero_id, "AccountNumber": "C-7"}
        )
        self.edit(ref="C-7")
        self.assertEqual(len(self.updates()), 1)

    def test_a_change_there_comes_here_and_is_noted_under_its_label(self):
        self.edit_there("X-1")
        self.edit_there("X-2")
        self.assertEqual(self.partner.ref, "X-2")
        self.assertIn("Customer code: X-1 → X-2", self.partner.message_ids[0].body)
        self.assertFalse(self.updates())

    def test_who_is_created_from_xero_has_it(self):
        there = {"Name": "Weka & Co", "AccountNumber": "X-1"}
        sandbox.act("create_contact", values=there)
        self.pull(self.connection)
        partner = self.env["res.partner"].search([("name", "=", "Weka & Co")])
        self.assertEqual(partner.ref, "X-1")

    def test_changed_on_both_sides_it_is_asked(self):
        self.edit_in_xero(AccountNumber="X-1")
        self.edit(ref="C-7")
        issue = self.the_issue("contact_conflict")
        self.assertIn("Customer code", issue.advice)
        wizard = self.wizard(issue)
        line = wizard.line_ids
        self.assertEqual(
            (line.what, line.odoo, line.xero), ("Customer code", "C-7", "X-1")
        )
        wizard.action_take_xero()
        self.assertEqual(self.partner.ref, "X-1")
        self.assertFalse(self.updates())

    def test_a_question_outlives_the_addon_that_asked_it(self):
        self.edit_in_xero(AccountNumber="X-1")
        self.edit(ref="C-7")
        issue = self.the_issue("contact_conflict")
        self.declare()
        issue.invalidate_recordset()
        self.assertIn("code", issue.advice)

    def test_longer_than_xero_keeps_it_is_held(self):
        self.edit_there("X-1")
        self.edit(ref="C" * 51)
        issue = self.the_issue("not_representable")
        self.assertIn("AccountNumber is longer than 50", issue.advice)
        self.assertFalse(self.updates())
        self.edit(ref="C-7")
        self.assertEqual(self.in_books()["AccountNumber"], "C-7")
        self.assertFalse(self.issues())

    def test_what_cannot_be_read_in_an_old_copy_says_nothing(self):
        self.contact.raw = {"AccountNumber": 17}
        self.assertEqual(self.contact._values()["code"], "")
