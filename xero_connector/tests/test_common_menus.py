from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .test_connection_access import INVOICING, MANAGER, USER, AccessCase

READONLY = "account.group_account_readonly"
OF_INVOICES = {"account.move", "xero.document", "xero.payment"}


@tagged("post_install", "-at_install")
class TestMenus(AccessCase):
    """Whatever a role is shown opens for it: menus, lists, forms and buttons."""

    def setUp(self):
        super().setUp()
        gone, voided, held = (self.invoice() for _each in range(3))
        self.push(gone, voided)
        document = voided.xero_document_ids
        issues = self.env["xero.issue"]
        issues._raise(self.connection, document._hold("voided_in_xero", voided))
        gone.xero_document_ids.gone_at = "2026-03-03"
        self.env["xero.document"]._tell_unlisted(self.connection)
        self.connection.account_id = False
        self.push(held)
        self.assertEqual(
            {"voided_in_xero", "unlisted", "account_missing"},
            set(self.issues().mapped("cause")),
        )

    # === Looking around === #

    def opened_by(self, *groups):
        """Open every menu of the app as somebody of these groups, with the lists and
        forms behind it, and press each button that opens something.

        :return: set of the names of the models that this led to
        """
        self.opened, self.looked_at = set(), set()
        user = self.user("somebody", *groups)
        menus = self.as_user(self.env["ir.ui.menu"], user)
        visible = menus.browse(menus._visible_menu_ids())
        root = self.env.ref("xero_connector.xero_menu_root").id
        for menu in visible.search([("id", "child_of", root)]) & visible:
            if action := menu.sudo().action:
                model = self.as_user(self.env[action.res_model], user)
                self.look(model.search([]), action.views)
        return self.opened

    def follow(self, action, env):
        """:param action: what a button gave to the browser"""
        if not action or action["type"] != "ir.actions.act_window":
            return
        model = env[action["res_model"]]
        ids = action.get("res_id")
        found = model.browse(ids) if ids else model.search(action.get("domain") or [])
        self.look(found, action["views"])

    def look(self, records, views):
        """What a browser reads of these records, in each of the views."""
        records.check_access("read")
        self.opened.add(records._name)
        if records._name in self.looked_at or not records._name.startswith("xero."):
            return
        self.looked_at.add(records._name)
        for kind, view in records.get_views(views)["views"].items():
            if kind == "form" and not records._transient:
                for record in records:
                    Form(record)
            if kind in ("list", "kanban", "form"):
                self.see(records, etree.fromstring(view["arch"]))

    def see(self, records, arch):
        """Read what a view shows of the records, and press what opens something."""

        def of_this_view(tag):
            inner = set(arch.xpath(".//field//*"))
            return [node for node in arch.iter(tag) if node not in inner]

        names = [node.get("name") for node in of_this_view("field")]
        related = {name for name in names if records._fields[name].comodel_name}
        shown = records.web_read(
            {
                name: {"fields": {"display_name": {}}} if name in related else {}
                for name in names
            }
        )
        for node in of_this_view("field"):
            for inner in node.iterchildren("list", "kanban"):
                self.see(records[node.get("name")], inner)
        for node in of_this_view("button"):
            name = node.get("name") or ""
            if name.startswith("action_open") or name == "action_solve":
                for record, values in zip(records, shown, strict=True):
                    if not safe_eval(node.get("invisible") or "False", values):
                        self.follow(getattr(record, name)(), record.env)

    # === Roles === #

    def test_a_xero_user_who_reads_no_invoices_is_led_to_none(self):
        opened = self.opened_by(USER)
        self.assertIn("xero.contact", opened)
        self.assertFalse(opened & OF_INVOICES)

    def test_a_xero_manager_who_reads_no_invoices_is_led_to_none(self):
        opened = self.opened_by(MANAGER)
        self.assertIn("xero.tax.mapping", opened)
        self.assertFalse(opened & OF_INVOICES)

    def test_who_invoices_as_well_opens_them_all(self):
        self.assertLessEqual(OF_INVOICES, self.opened_by(USER, INVOICING))

    def test_a_manager_who_invoices_as_well_opens_them_all(self):
        self.assertLessEqual(OF_INVOICES, self.opened_by(MANAGER, INVOICING))

    def test_who_only_reads_the_books_opens_them_all(self):
        self.assertLessEqual(OF_INVOICES, self.opened_by(USER, READONLY))
