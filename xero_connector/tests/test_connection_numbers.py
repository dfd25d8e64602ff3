from ast import literal_eval

from lxml import etree

from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestNumbers(ConnectedCase):
    """A number opens exactly what it counts, on every form of the connector."""

    def setUp(self):
        super().setUp()
        # Something of each kind: in Xero, held, on its way, being read.
        self.push(self.invoice())
        self.connection.account_id = False
        self.push(self.invoice() | self.invoice())
        sandbox.fault("status", "GET", "Contacts", status=503)
        self.env["xero.batch"]._start(self.connection, "full", user=self.env.user)
        (self.invoice() | self.invoice()).action_xero_push()
        self.env.cr.flush()
        self.env.invalidate_all()

    def counted(self):
        """:return: (model, method, field) of every button that shows a number"""
        views = self.env["ir.ui.view"].search(
            [
                ("type", "=", "form"),
                ("model", "=like", "xero.%"),
                ("mode", "=", "primary"),
            ]
        )
        for view in views:
            arch = etree.fromstring(self.env[view.model].get_view(view.id)["arch"])
            for button in arch.xpath("//button[.//field]"):
                for field in button.xpath(".//field"):
                    name = field.get("name")
                    known = self.env[view.model]._fields.get(name)
                    if known and known.type in ("integer", "float", "monetary"):
                        yield view.model, button.get("name"), name

    def test_every_number_on_a_button_opens_what_it_counts(self):
        found = set(self.counted())
        self.assertGreaterEqual(len(found), 8, found)
        shown = 0
        for model, method, field in sorted(found):
            for record in self.env[model].search([]):
                count = record[field]
                if not count and field in ("to_solve", "issue_count"):
                    continue  # the button is not there
                action = getattr(record, method)()
                self.assertFalse(
                    [
                        key
                        for key in action.get("context", {})
                        if "search_default" in key
                    ]
                )
                opened = self.env[action["res_model"]].search_count(action["domain"])
                self.assertEqual(opened, count, f"{record} {field}")
                shown += bool(count)
        self.assertGreaterEqual(shown, 8)

    def test_who_is_gone_from_xero_is_in_no_number_of_contacts(self):
        connection, contacts = self.connection, self.env["xero.contact"]
        linked = [("partner_id", "!=", False), ("status", "=", "ACTIVE")]
        gone = contacts.search(linked, limit=1)
        self.assertTrue(gone)

        def counted():
            dialog = self.env["xero.import.wizard"].create(
                {"connection_id": connection.id}
            )
            return dialog.found_count, dialog.matched_count, dialog.new_count

        found, known, new = counted()
        gone.gone_at = "2026-03-03"
        self.env.invalidate_all()
        self.assertEqual(counted(), (found - 1, known - 1, new))
        arch = etree.fromstring(contacts.get_view(view_type="search")["arch"])
        active = literal_eval(arch.find(".//filter[@name='active']").get("domain"))
        shown = contacts.search([("connection_id", "=", connection.id), *active])
        self.assertEqual(len(shown), connection.contact_count)
        self.assertNotIn(gone, shown)

    def test_what_is_disconnected_needs_nobody_on_its_card_as_in_the_menu(self):
        connection = self.connection
        self.assertEqual(connection.issue_count, 1)
        connection.lifecycle = "disconnected"
        self.env.invalidate_all()
        self.assertEqual(connection.issue_count, 0)
        opened = self.env["xero.issue"].search(
            connection.action_open_issues()["domain"]
        )
        self.assertFalse(opened)

    def test_the_numbers_of_the_connections_card_are_those_of_its_form(self):
        connection = self.connection
        self.assertEqual(connection.issue_count, len(self.issues()))
        self.assertEqual(connection.waiting_count, 2, self.story())
        self.assertEqual(connection.run_count, 2)
