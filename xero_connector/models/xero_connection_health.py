from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlparse

from odoo import fields, models
from odoo.tools import format_date, format_datetime

# Seconds by which the clocks may differ: a token's life and the moments that Xero is
# asked for changes since are reckoned with both.
MOST_SKEW = 60

# A cron that was to run this long ago, and did not.
LATE = timedelta(minutes=10)

# What waits this long, with nothing in its way, waits for nobody.
LONG_WAIT = timedelta(hours=1)

LOCAL = ("localhost",)


@dataclass(frozen=True)
class Line:
    """One thing that was looked at.

    :param state: ``ok``, ``warning`` or ``problem``
    :param title: how it stands
    :param advice: what it means, and what to do
    :param button: what the button says; None where there is nothing to press
    :param action: what the button opens
    """

    state: str
    title: str
    advice: str = ""
    button: str | None = None
    action: dict | None = None


class XeroConnection(models.Model):
    """Everything that a connection rests on, looked at one by one."""

    _inherit = "xero.connection"

    def action_check_health(self):
        self.ensure_one()
        return self.env["xero.health.wizard"]._action_for(self)

    def _look_over(self, seen_at=None):
        """:param seen_at: address under which a browser reaches Odoo, if one does
        :return: list of :class:`Line`; Xero is not asked"""
        self.ensure_one()
        lines = [
            self._line_of_copy(),
            self._line_of_xero(),
            self._line_of_authorisation(),
            self._line_of_scopes(),
            self._line_of_redirect(seen_at),
            self._line_of_freeze(),
            self._line_of_clock(),
            self._line_of_webhooks(),
            *self._lines_of_crons(),
            self._line_of_queue(),
            self._line_of_issues(),
            self._line_of_account(),
            self._line_of_taxes(),
            self._line_of_list(),
        ]
        return [line for line in lines if line]

    # === Xero === #

    def _line_of_copy(self):
        if self.is_copy:
            return Line(
                "problem",
                self.env._("This database is a copy"),
                self.env._(
                    "So nothing is read from Xero or pushed there. If the original is "
                    "no longer used, take the connection over."
                ),
                self.env._("Open the connection"),
                self.action_open(),
            )
        return Line(
            "ok",
            self.env._("This is the database that was connected"),
            self.env._("A copy of it would reach neither Xero nor your customers."),
        )

    def _line_of_xero(self):
        quota = self.sudo().quota_ids
        if quota.problem:
            remedy = self._remedy(quota.problem)
            return Line(
                "problem",
                self.env._("Xero does not let this connection in"),
                self.health,
                remedy["action_text"],
                remedy["action"],
            )
        if quota._is_paused():
            return Line(
                "warning",
                self.env._("Xero is not asked just now"),
                self.health,
            )
        return Line(
            "ok",
            self.env._("Xero lets this connection in"),
            self.env._(
                "Asked on %(moment)s. %(day)s calls are left today.",
                moment=format_datetime(self.env, quota.checked_at),
                day=quota.day_left,
            )
            if quota.heard_at
            else "",
        )

    def _line_of_authorisation(self):
        if not self.authorised_until:
            return None
        if self._warned_days():
            remedy = self._remedy("expiring")
            return Line(
                "problem" if self.days_left <= 2 else "warning",
                self.env._("The authorisation ends in %s days", self.days_left),
                self.env._(
                    "It could not be renewed since %s: another line says why. "
                    "Connecting again starts the 60 days anew.",
                    format_date(self.env, self.credential_id.sudo().refreshed_at),
                ),
                remedy["action_text"],
                remedy["action"],
            )
        return Line(
            "ok",
            self.env._("Authorised for %s more days", self.days_left),
            self.env._(
                "Until %s. It is renewed every day by itself, used or not.",
                format_date(self.env, self.authorised_until),
            ),
        )

    def _line_of_scopes(self):
        missing = self.credential_id._missing_scopes(self._wanted_scopes())
        if missing:
            return Line(
                "problem",
                self.env._("Permissions are missing"),
                self.env._(
                    "Xero did not give: %s. Connect again and allow them.",
                    ", ".join(missing),
                ),
                self.env._("Connect again"),
                self.action_connect(),
            )
        return Line("ok", self.env._("All permissions are granted"))

    def _line_of_clock(self):
        skew = self.sudo().quota_ids.clock_skew
        if abs(skew) > MOST_SKEW:
            return Line(
                "warning",
                self.env._(
                    "This server's clock is %(seconds)s seconds %(side)s",
                    seconds=abs(skew),
                    side=self.env._("ahead") if skew > 0 else self.env._("behind"),
                ),
                self.env._(
                    "Compared with Xero's. Tokens are then renewed at the wrong "
                    "moment. Let the server take its time from the network (NTP)."
                ),
            )
        return Line(
            "ok",
            self.env._("The clock agrees with Xero's"),
            self.env._("Seconds between them: %s.", abs(skew)),
        )

    def _line_of_webhooks(self):
        """:return: None where nobody set them up: reading each hour is enough"""
        if not self.credential_id.sudo().webhook_ids:
            return None
        if self.webhook_heard_at:
            return Line(
                "ok",
                self.env._("Xero tells of changes"),
                self.env._(
                    "Last on %s.", format_datetime(self.env, self.webhook_heard_at)
                ),
            )
        return Line(
            "warning",
            self.env._("Xero was never heard"),
            self.env._(
                "A webhook is set up here, and nothing came yet. Xero is read each "
                "hour meanwhile. Compare address and key with the ones in Xero."
            ),
            self.env._("Webhooks"),
            self.action_set_up_webhook(),
        )

    # === This Odoo === #

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

    def _lines_of_crons(self):
        crons = self.sudo().cron_id
        for xmlid in (
            "xero_connector.ir_cron_due",
            "xero_connector.ir_cron_watch",
            "mail.ir_cron_mail_scheduler_action",
        ):
            crons |= self.env.ref(xmlid, raise_if_not_found=False) or crons.browse()
        lines = [self._line_of_cron(cron.sudo()) for cron in crons]
        cron = self.sudo().cron_id
        return list(filter(None, lines)) or [
            Line(
                "ok",
                self.env._("The scheduled actions run"),
                self.env._(
                    "This connection's last on %(last)s; next, unless something calls "
                    "it sooner, on %(next)s.",
                    last=format_datetime(self.env, cron.lastcall) or "–",
                    next=format_datetime(self.env, cron.nextcall),
                ),
            )
        ]

    def _line_of_cron(self, cron):
        """:return: what is wrong with it, None if nothing is"""
        late = fields.Datetime.now() - LATE
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
                    "%s times in a row. Odoo switches it off when that goes on; the "
                    "server's log has the details.",
                    cron.failure_count,
                ),
                *opener,
            )
        return None

    # === What waits === #

    def _line_of_queue(self):
        oldest = self.env["xero.job"].search(
            [("connection_id", "=", self.id), ("state", "=", "waiting")],
            order="create_date, id",
            limit=1,
        )
        if not oldest:
            return Line("ok", self.env._("Nothing waits to be sent"))
        since = format_datetime(self.env, oldest.create_date)
        if oldest.create_date > fields.Datetime.now() - LONG_WAIT:
            return Line(
                "ok",
                self.env._("The queue moves"),
                self.env._("The oldest that waits was asked for on %s.", since),
            )
        return Line(
            "warning",
            self.env._("%s waits too long", oldest.record_name),
            self.env._(
                "Since %s. What stands in its way is told here by another line; if "
                "none does, look into the server's log.",
                since,
            ),
            self.env._("Open the queue"),
            self.action_open_jobs(),
        )

    def _line_of_issues(self):
        if not self.issue_count:
            return Line("ok", self.env._("Nothing needs a person"))
        return Line(
            "warning",
            self.env._("Questions wait for a person"),
            self.env._(
                "Open: %s. Each answer lets everything go on that waits for it.",
                self.issue_count,
            ),
            self.env._("Answer them"),
            self.action_open_issues(),
        )

    # === Settings that rest on something in Xero === #

    def _as_read(self, name):
        """:return: when a kind of thing was last read, in words"""
        done = self.sudo().resource_ids.filtered(lambda r: r.name == name).done_at
        return self.env._("As read from Xero on %s.", format_datetime(self.env, done))

    def _line_of_account(self):
        account = self.account_id
        if account.usable_for_sales:
            return Line(
                "ok",
                self.env._("Account %s takes sales", account.display_name),
                self._as_read("accounts"),
            )
        if account:
            title = self.env._("Account %s takes no sales", account.display_name)
            advice = self.env._(
                "In Xero it is archived, or of a kind that no sales go to. Restore it "
                "there, or choose another one; invoices wait until then."
            )
        else:
            title = self.env._("No account for sales is chosen")
            advice = self.env._("Invoices wait until then.")
        return Line(
            "problem",
            title,
            advice,
            self.env._("Choose the account"),
            self.action_open(),
        )

    def _line_of_taxes(self):
        mapped = self.tax_mapping_ids.filtered("rate_id")
        dead = mapped.filtered(
            lambda m: m.rate_id.status != "ACTIVE" or not m.rate_id.for_revenue
        )
        if dead:
            return Line(
                "problem",
                self.env._("Tax rates are gone from Xero"),
                self.env._(
                    "Invoices with %s wait until another rate is chosen.",
                    ", ".join(dead.mapped("tax_name")),
                ),
                self.env._("Map taxes"),
                self.action_open_tax_mappings(),
            )
        return Line(
            "ok",
            self.env._("The mapped tax rates are active"),
            self._as_read("tax_rates"),
        )

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
