from odoo import SUPERUSER_ID, models

from ..xerolib.documents import DEAD

# The code of what Xero says of a wrong client id or secret.
APP_REFUSED = "invalid_client"

# People that a sentence names.
MOST_NAMED = 3

# Who reads invoices in Odoo, and so reads what Xero says of them.
INVOICE_READERS = ("account.group_account_invoice", "account.group_account_readonly")

# What each number of a connection counts, and what pressing it opens: the same. Of what
# is in Xero, what stands there now. A question waits for nobody while its ledger is
# disconnected: the menu hides it too.
ACTIVE = [("status", "=", "ACTIVE"), ("gone_at", "=", False)]
_STANDING = [("status", "not in", DEAD), ("gone_at", "=", False)]
COUNTED = {
    "waiting_count": (
        "xero.job",
        [
            ("state", "in", ("waiting", "sending", "checking")),
            ("superseded", "=", False),
        ],
    ),
    "issue_count": (
        "xero.issue",
        [("state", "=", "open"), ("connection_id.lifecycle", "=", "connected")],
    ),
    "contact_count": ("xero.contact", ACTIVE),
    "unmatched_count": (
        "xero.contact",
        [*ACTIVE, ("partner_id", "=", False), ("left_at", "=", False)],
    ),
    "document_count": ("xero.document", [*_STANDING, ("move_id", "!=", False)]),
}


class XeroConnection(models.Model):
    """What a person does with a connection."""

    _inherit = "xero.connection"

    # === Connecting === #

    def action_connect(self):
        """Ask for the app first, if there is none that Xero takes, then for the
        consent."""
        self.ensure_one()
        ready = self._credential().client_secret and not self._is_app_refused()
        wizard = "xero.connect.wizard" if ready else "xero.app.wizard"
        return self.env[wizard]._action_for(self)

    def _is_app_refused(self):
        """Whether Xero did not take client id and secret when they were used last."""
        return APP_REFUSED in (self.consent_problem, self._quota().problem)

    def action_change_app(self):
        """Type client id and secret anew."""
        self.ensure_one()
        return self.env["xero.app.wizard"]._action_for(self)

    def action_choose_organisation(self):
        self.ensure_one()
        return self.env["xero.organisation.wizard"]._action_for(self)

    # === Working === #

    def action_sync_now(self):
        """Say what comparing every record takes, and offer it now or tonight."""
        return self.env["xero.sync.wizard"]._action_for(self)

    def action_check_again(self):
        """Read accounts, tax rates and currencies anew, after a change in Xero."""
        self.check_access("write")
        self._resources()._request(("accounts", "tax_rates", "currencies"))
        self._wake()

    # === Who can mend it === #

    def _alert_of_standstill(self):
        """:return: why what waits does not move, as an alert with the button that
        helps; None when it does. Who is no manager reads whom to ask"""
        words = self._standstill() or self._why_not("xero.document")
        if not words:
            # A pause ends by itself, and says when.
            return self.health and {"level": "warning", "message": self.health} or None
        if not self._user_is_manager():
            words = f"{words} {self._words_of_managers()}"
            return {"level": "danger", "message": words}
        problem = self.lifecycle == "connected" and self._quota().problem
        remedy = (
            self._remedy(problem)
            if problem
            else {
                "action_text": self.env._("Open the connection"),
                "action": self.action_open(),
            }
        )
        return {"level": "danger", "message": words, **remedy}

    def _standstill(self):
        """:return: why nothing moves until a person does something, in a sentence;
        False when it moves, or will by itself"""
        self.ensure_one()
        quota = self._quota()
        if self.lifecycle != "connected":
            return self.env._("%s is not connected at present.", self.name)
        if quota.problem:
            return quota._words(quota.problem)
        return self.is_copy and self.env._(
            "This database looks like a copy of the one that was connected, so "
            "nothing is pushed."
        )

    def _user_is_manager(self):
        return self.env.user.has_group("xero_connector.group_xero_manager")

    def _words_of_managers(self):
        """:return: whom to ask, in a sentence: the managers on the list, else those of
        the company"""
        # sudo: who may mend it is told to whoever waits for it
        managers = self.sudo().env.ref("xero_connector.group_xero_manager").all_user_ids
        managers = managers.filtered(
            lambda user: (
                user.active
                and not user.share
                and user.id != SUPERUSER_ID
                and self.company_id in user.company_ids
            )
        )
        # sudo: as above
        listed = managers & self.sudo().alert_user_ids
        names = (listed or managers)[:MOST_NAMED].mapped("name")
        if not names:
            return self.env._("Ask your administrator: nobody is a Xero manager.")
        return self.env._("Ask %s.", ", ".join(names))

    def _without_button(self, alert):
        """:return: the alert for who may not press its button"""
        told = {key: alert[key] for key in ("level", "message")}
        if "action_text" in alert:
            told["message"] = f"{alert['message']} {self._words_of_managers()}"
        return told

    # === Opening === #

    def action_open(self):
        return self._open_list(
            "xero.connection", views=[(False, "form")], res_id=self.id
        )

    def action_open_tax_mappings(self):
        return self._open_list("xero.tax.mapping", name=self.env._("Taxes in Xero"))

    def action_open_contacts(self):
        return self._open_counted("contact_count")

    def action_open_unmatched(self):
        return self._open_counted("unmatched_count")

    def action_open_documents(self):
        return self._open_counted("document_count")

    def action_open_jobs(self):
        return self._open_counted("waiting_count")

    def action_open_issues(self):
        return self._open_counted("issue_count")

    def _open_counted(self, field):
        """:return: the action that opens exactly what a number counts"""
        self.ensure_one()
        model, domain = COUNTED[field]
        menu = self.env["ir.actions.act_window"]._for_xml_id(
            f"xero_connector.{model.replace('.', '_')}_action"
        )
        return self._open_list(
            model,
            name=self._fields[field]._description_string(self.env),
            domain=[("connection_id", "=", self.id), *domain],
            help=menu["help"],
        )

    def _open_list(self, model, views=None, **action):
        action.setdefault("domain", [("connection_id", "=", self.id)])
        if "res_id" in action:
            action.pop("domain")
        return {
            "type": "ir.actions.act_window",
            "name": action.pop("name", self.display_name),
            "res_model": model,
            "views": views or [(False, "list"), (False, "form")],
            **action,
        }
