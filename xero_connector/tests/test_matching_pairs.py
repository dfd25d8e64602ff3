import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_matching_decisions import DecisionCase


@tagged("post_install", "-at_install")
class TestPairs(DecisionCase):
    """The matches of a former connector are checked, looked through and saved."""

    def load(self, *lines):
        """:return: the dialog, after the file was checked"""
        text = "\n".join(",".join(map(str, line)) for line in lines)
        wizard = self.env["xero.pairs.wizard"].create(
            {
                "connection_id": self.connection.id,
                "file": base64.b64encode(text.encode()),
            }
        )
        wizard.action_check()
        return wizard

    def test_nothing_is_matched_before_it_is_saved(self):
        external = self.env["ir.model.data"].create(
            {
                "module": "old_connector",
                "name": "rata",
                "model": "res.partner",
                "res_id": self.rata.id,
            }
        )
        wizard = self.load(
            ("Odoo ID", "ContactID"),
            (self.kauri.id, self.one.xero_id.upper()),
            (external.complete_name, self.two.xero_id),
        )
        self.assertEqual((wizard.good_count, wizard.bad_count), (2, 0))
        wizard.action_load()
        self.assertFalse(self.one.partner_id)
        self.save()
        self.assertEqual(self.one.partner_id, self.kauri)
        self.assertEqual(self.two.partner_id, self.rata)

    def test_each_line_that_cannot_be_matched_says_why(self):
        self.one._link(self.partner("Somebody Else"), "person")
        person = self.partner("Hana", parent_id=self.rata.id)
        nobody = "5040915e-8ce7-4177-8d08-fde416232f18"
        wizard = self.load(
            (self.kauri.id, self.one.xero_id),
            (person.id, self.two.xero_id),
            (self.rata.id, nobody),
            (999999999999, self.two.xero_id),
            ("nonsense", "nonsense"),
        )
        self.assertEqual((wizard.good_count, wizard.bad_count), (0, 5))
        problems = wizard.line_ids.mapped("problem")
        self.assertIn("already matched to Somebody Else", problems[0])
        self.assertIn("part of Rata Joinery", problems[1])
        self.assertIn("no contact with this ID", problems[2])
        self.assertIn("no contact with the ID 999999999999 in Odoo", problems[3])
        self.assertIn("No ContactID", problems[4])
        with self.assertRaises(UserError):
            wizard.action_load()

    def test_two_lines_of_one_contact_are_not_guessed_between(self):
        wizard = self.load(
            (self.kauri.id, self.one.xero_id), (self.rata.id, self.one.xero_id)
        )
        self.assertEqual((wizard.good_count, wizard.bad_count), (0, 2))
        self.assertIn("ContactID is in the file", wizard.line_ids[0].problem)
        wizard = self.load(
            (self.kauri.id, self.one.xero_id), (self.kauri.id, self.two.xero_id)
        )
        self.assertIn(f"contact {self.kauri.id} in Odoo", wizard.line_ids[0].problem)

    def test_what_is_matched_already_is_counted_apart(self):
        self.one._link(self.kauri, "person")
        wizard = self.load((self.kauri.id, self.one.xero_id))
        self.assertEqual((wizard.good_count, wizard.known_count), (0, 1))

    def test_a_file_that_is_no_list_is_refused(self):
        with self.assertRaisesRegex(UserError, "No ContactID of Xero was found"):
            self.load(("a", "b"))
        with self.assertRaisesRegex(UserError, "only one column"):
            self.load((self.one.xero_id,))
