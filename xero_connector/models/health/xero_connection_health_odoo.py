from datetime import timedelta
from urllib.parse import urlparse

from odoo import api, fields, models
from odoo.tools import format_datetime

from ...const import INVOICE_READERS
from ..common.counted_words import names_words
from .xero_connection_health import Line

# A cron that was to run this long ago, and did not.
LATE = timedelta(minutes=10)

# Xero takes http for the redirect there, and nowhere else; 127.0.0.1 is refused.
LOCAL = ("localhost",)

# How many people a line names.
MOST_NAMES = 5


class XeroConnection(models.Model):
    """The lines of a check that are about this Odoo: address, crons, who is told."""

    _inherit = "xero.connection"

    unreached_words = fields.Char(
        compute="_compute_unreached_words", help="Who on the list gets no mail."
    )

    # === Its address === #

    def _line_of_redirect(self, seen_at):
        uri = self.credential_id._redirect_uri()
        address, seen = urlparse(uri), urlparse(seen_at or "")
        if address.scheme != "https" and address.hostname not in LOCAL:
            return Line(
                "problem",
                self.env._("Xero refuses the address of this Odoo"),
                self.env._(
                    "%s: Xero takes only https, or http on localhost. Set the system "
                    "parameter web.base.url to the https address.",
                    uri,
                ),
                *self._parameters(),
            )
        if seen_at and (seen.scheme, seen.netloc) != (address.scheme, address.netloc):
            return Line(
                "warning",
                self.env._("You see this Odoo under another address"),
                self.env._(
                    "Here it is %(seen)s, and Xero sends people back to %(uri)s. If "
                    "that does not lead here, set the system parameter web.base.url.",
                    seen=f"{seen.scheme}://{seen.netloc}",
                    uri=uri,
                ),
                *self._parameters(),
            )
        return Line(
            "ok",
            self.env._("Xero takes the address of this Odoo"),
            self.env._(
                "Your app in Xero must know exactly this redirect address: %s", uri
            ),
        )

    def _line_of_freeze(self):
        # sudo: only the system reads parameters
        get = self.env["ir.config_parameter"].sudo().get_param
        if get("web.base.url.freeze"):
            return Line("ok", self.env._("The address stays as it is"))
        return Line(
            "warning",
            self.env._("The address may change by itself"),
            self.env._(
                "When an administrator logs in under another address, Odoo takes that "
                "one, and the next consent fails. Add the system parameter "
                "web.base.url.freeze with the value True."
            ),
            *self._parameters(),
        )

    def _parameters(self):
        """:return: button and action that lead to the address, for who may change it"""
        if not self.env.user.has_group("base.group_system"):
            return (None, None)
        return (
            self.env._("System parameters"),
            {
                "type": "ir.actions.act_window",
                "name": self.env._("System Parameters"),
                "res_model": "ir.config_parameter",
                "views": [(False, "list"), (False, "form")],
                "domain": [("key", "=like", "web.base.url%")],
                "context": {"default_key": "web.base.url.freeze"},
            },
        )

    # === Its scheduled actions === #

    def _lines_of_crons(self):
        crons = self._cron()
        for xmlid in (
            "xero_connector.ir_cron_due",
            "xero_connector.ir_cron_watch",
            "mail.ir_cron_mail_scheduler_action",
        ):
            crons |= self.env.ref(xmlid, raise_if_not_found=False) or crons.browse()
        # sudo: crons are the system's; whether they run is told
        lines = [self._line_of_cron(cron.sudo()) for cron in crons]
        cron = self._cron()
        return list(filter(None, lines)) or [
            Line(
                "ok",
                self.env._("The scheduled actions run"),
                self.env._(
                    "This connection's last on %s.",
                    format_datetime(self.env, cron.lastcall) or "–",
                ),
            )
        ]

    def _line_of_cron(self, cron):
        """:return: what is wrong with it, None if nothing is"""
        late = fields.Datetime.now() - LATE
        # sudo: crons are the system's; whether they run is told
        waits = self.env["ir.cron.trigger"].sudo()
        waits = waits.search([("cron_id", "=", cron.id), ("call_at", "<", late)])
        opener = (self.env._("Open"), {**cron.get_formview_action(), "target": "self"})
        if not self.env.user.has_group("base.group_system"):
            opener = (None, None)
        if not cron.active:
            return Line(
                "problem",
                self.env._("“%s” is switched off", cron.name),
                self.env._("Switch this scheduled action on; until then, it rests."),
                *opener,
            )
        if waits or cron.nextcall < late:
            return Line(
                "problem",
                self.env._("“%s” was due and did not run", cron.name),
                self.env._(
                    "Since %s. No worker runs scheduled actions, or all are busy: "
                    "start Odoo with max_cron_threads of 1 or more, and look into its "
                    "log.",
                    format_datetime(
                        self.env, min([cron.nextcall, *waits.mapped("call_at")])
                    ),
                ),
                *opener,
            )
        if cron.failure_count:
            return Line(
                "warning",
                self.env._("“%s” ended with an error", cron.name),
                self.env._(
                    "In a row: %s. Odoo switches it off when that goes on; the "
                    "server's log has the details.",
                    cron.failure_count,
                ),
                *opener,
            )
        return None

    # === Who is told === #

    def _unreached(self):
        """:return: those on the list who get no mail"""
        return self.alert_user_ids - self._reachable(self.alert_user_ids)

    @api.depends("alert_user_ids.email", "alert_user_ids.active")
    @api.depends_context("lang")
    def _compute_unreached_words(self):
        for connection in self:
            users = connection._unreached()
            connection.unreached_words = bool(users) and connection.env._(
                "Without an e-mail address, and so without mail: %s. The activity in "
                "Odoo reaches them.",
                ", ".join(users.mapped("name")),
            )

    def _alerts_of_list(self):
        if not self.unreached_words:
            return {}
        partner = self._unreached()[0].partner_id
        return {
            "unreached": {
                "level": "info",
                "message": self.unreached_words,
                "action_text": self.env._("Enter the address"),
                "action": {
                    "type": "ir.actions.act_window",
                    "name": partner.name,
                    "res_model": partner._name,
                    "res_id": partner.id,
                    "views": [(False, "form")],
                },
            }
        }

    def _line_of_list(self):
        told = self._reachable(self.alert_user_ids)
        if told:
            names = ", ".join(told.mapped("name"))
            return Line("ok", self.env._("Somebody is told of trouble"), names)
        return Line(
            "warning",
            self.env._("Nobody is told of trouble"),
            self.env._(
                "Under “Notify”, name people who have an e-mail address. (Who pushes "
                "an invoice is told of that invoice in any case.)"
            ),
            self.env._("Open the connection"),
            self.action_open(),
        )

    # === Who pushes === #

    def _line_of_users(self):
        """Fine either way, for who may push is the company's to say: but it is said."""
        pushing = self.env.ref("xero_connector.group_xero_user")
        reading = self.env["res.groups"].union(*map(self.env.ref, INVOICE_READERS))
        # sudo: whoever checks may know who works for the company
        colleagues = self.env["res.users"].sudo()
        colleagues = colleagues.search(
            [
                ("company_ids", "in", self.company_id.ids),
                ("all_group_ids", "in", (reading | pushing).ids),
            ]
        )
        pushers = colleagues.filtered(lambda user: pushing in user.all_group_ids)
        readers = colleagues.filtered(lambda user: reading & user.all_group_ids)
        able = pushers & readers
        others = colleagues - able
        title = self.env._("May push to Xero: %s", self._some_names(able))
        if not others:
            return Line("ok", title)
        advice = []
        if readers - able:
            advice.append(
                self.env._(
                    "They see how invoices stand in Xero, but cannot push: %s. To let "
                    "somebody push, choose “Xero: User” in that user's access rights.",
                    self._some_names(readers - able),
                )
            )
        if pushers - able:
            advice.append(
                self.env._(
                    "They work in Xero's app here, but see no invoices: %s. To let "
                    "somebody push, give that user the right to Invoicing as well.",
                    self._some_names(pushers - able),
                )
            )
        advice = " ".join(advice)
        if not self.env.user.has_group("base.group_erp_manager"):
            return Line("ok", title, advice)
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Users"),
            "res_model": "res.users",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", others.ids)],
        }
        return Line("ok", title, advice, self.env._("Users"), action)

    def _some_names(self, users):
        names = users.mapped("name")
        words = names_words(self.env, names[:MOST_NAMES], len(names) - MOST_NAMES)
        return words or self.env._("nobody")
