from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from . import sandbox
from .test_importing_rules import ImportCase

# A pattern that PostgreSQL reads, and does not finish with.
ENDLESS = r"^(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)\8\7\6\5\4\3\2\1.$"
BROKEN = "B2C-("


@tagged("post_install", "-at_install")
class TestConsumers(ImportCase):
    """Private persons are told by a pattern, or by hand, and become persons."""

    def setUp(self):
        super().setUp()
        self.tag = self.env["res.partner.category"].create({"name": "B2C"})
        sandbox.act(
            "create_contact",
            values={"Name": "Aroha & Tama Ngata", "AccountNumber": "B2C-17"},
        )
        sandbox.act("create_contact", values={"Name": "Ngaio Rūnanga"})
        self.pull_all()

    def import_with(self, **settings):
        """:return: the contact that the pattern of these tests fits, once all is in"""
        values = {
            "new_records": "create",
            "consumer_pattern": "^b2c-",
            "consumer_tag_id": self.tag,
        }
        self.save(self.dialog(**values | settings))
        return self.contact("Aroha & Tama Ngata")

    def test_who_fits_becomes_a_person_with_the_tag(self):
        contact = self.import_with()
        self.assertTrue(contact.is_consumer)
        self.assertFalse(contact.partner_id.is_company)
        self.assertEqual(contact.partner_id.name, "Aroha & Tama Ngata")
        self.assertEqual(contact.partner_id.category_id, self.tag)
        other = self.contact("Ngaio Rūnanga").partner_id
        self.assertTrue(other.is_company)
        self.assertFalse(other.category_id)

    def test_email_and_name_tell_too(self):
        self.import_with(consumer_pattern="@example[.]org$|^ngaio")
        consumers = self.env["xero.contact"].search([("is_consumer", "=", True)])
        self.assertIn("Ngaio Rūnanga", consumers.mapped("name"))
        self.assertIn("Jasmine O'Connor", consumers.mapped("name"))
        self.assertNotIn("Inland Revenue", consumers.mapped("name"))

    def test_the_dialog_tries_the_pattern(self):
        dialog = self.dialog(consumer_pattern="^b2c-")
        self.assertEqual(dialog.consumer_count, 1)
        self.assertIn("Aroha & Tama Ngata", dialog.consumer_story)
        dialog.consumer_pattern = BROKEN
        self.assertIn("cannot be evaluated", dialog.consumer_problem)
        dialog.consumer_pattern = ENDLESS
        self.assertIn("takes too long", dialog.consumer_problem)
        dialog.consumer_pattern = "^nobody$"
        self.assertFalse(dialog.consumer_problem)
        self.assertFalse(dialog.consumer_count)

    def test_without_them_the_others_come_in_as_counted(self):
        dialog = self.dialog(
            new_records="create", consumer_pattern="^b2c-", import_consumers=False
        )
        counted = dialog.creatable_count
        self.assertEqual(dialog.left_out_count, 1)
        self.save(dialog)
        self.assertEqual(len(self.made), counted)
        self.assertFalse(self.contact("Aroha & Tama Ngata").partner_id)
        self.assertTrue(self.contact("Ngaio Rūnanga").partner_id)

    def test_a_pattern_that_cannot_be_read_is_not_saved(self):
        with self.assertRaisesRegex(UserError, "cannot be evaluated"):
            self.import_with(consumer_pattern=BROKEN)
        self.assertFalse(self.connection.consumer_pattern)

    def test_a_pattern_that_fails_is_asked_about_and_stops_nobody(self):
        for pattern, words in ((BROKEN, "cannot be evaluated"), (ENDLESS, "too long")):
            with self.subTest(pattern=pattern):
                contact = self.import_with(consumer_pattern="^nobody$")
                self.connection.consumer_pattern = pattern
                self.run_cron(self.connection)
                self.assertFalse(contact.is_consumer)
                self.assertTrue(contact.partner_id)
                [issue] = self.connection.issue_ids
                self.assertEqual(issue.cause, "consumer_pattern")
                self.assertIn(words, issue.advice)
                self.assertEqual(
                    issue.action_solve()["res_model"], "xero.import.wizard"
                )
        self.import_with(consumer_pattern="^B2C-")
        self.assertFalse(self.connection.issue_ids)

    def test_what_a_person_said_is_kept(self):
        contact, other = (
            self.import_with(new_records="review"),
            self.contact("SMART Agency"),
        )
        contact.action_mark_no_consumer()
        other.action_mark_consumer()
        self.import_with()
        self.assertFalse(contact.is_consumer)
        self.assertTrue(contact.partner_id.is_company)
        self.assertTrue(other.is_consumer)
        self.assertFalse(other.partner_id.is_company)

    def test_who_may_not_answer_decides_nothing(self):
        clerk = new_test_user(self.env, "clerk", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.contact("SMART Agency").with_user(clerk).action_mark_consumer()

    def test_a_pattern_of_great_length_is_not_taken(self):
        with self.assertRaises(ValidationError):
            self.connection.consumer_pattern = "a" * 501

    def test_the_time_a_statement_may_take_is_as_before(self):
        self.env.cr.execute("SET LOCAL statement_timeout = '71s'")
        self.env["xero.contact"]._find_consumers(self.connection, "^b2c-")
        self.env.cr.execute("SHOW statement_timeout")
        self.assertEqual(self.env.cr.fetchone(), ("71s",))
