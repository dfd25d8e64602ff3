from dataclasses import dataclass

from odoo import models
from odoo.tools import format_date, format_datetime

# Seconds by which the clocks may differ: a token's life and the moments that Xero is
# asked for changes since are reckoned with both.
MOST_SKEW = 60


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
    """Everything that a connection rests on, looked at one by one.

    The lines that are about Xero are here; those about this Odoo, and about what
    moves by itself and what waits, beside.
    """

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
            self._line_of_calls(),
            self._line_of_frequency(),
            self._line_of_use(),
            self._line_of_import(),
            self._line_of_queue(),
            self._line_of_doubt(),
            self._line_of_retries(),
            self._line_of_issues(),
            self._line_of_currencies(),
            self._line_of_account(),
            self._line_of_taxes(),
            self._line_of_list(),
            self._line_of_users(),
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
        quota = self._quota()
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
                "problem",
                self.env._("Xero is not asked just now"),
                self.health,
            )
        return Line(
            "ok",
            self.env._("Xero lets this connection in"),
            self.env._(
                "Asked on %(moment)s. Calls left today: %(calls)s.",
                moment=format_datetime(self.env, quota.checked_at),
                calls=self.calls_left or "–",
            )
            if quota.heard_at
            else "",
        )

    def _line_of_authorisation(self):
        """:return: None while Xero does not let the connection in, which another line
        says: days that are left on paper are no comfort then"""
        if not self.authorised_until or self._quota().problem:
            return None
        if self._warned_days():
            remedy = self._remedy("expiring")
            return Line(
                "problem" if self.days_left <= 2 else "warning",
                self.env._("The authorisation ends %s", self.ends_in),
                self.env._(
                    "It could not be renewed since %s: another line says why. "
                    "Connecting again starts the 60 days anew.",
                    format_date(self.env, self._credential().refreshed_at),
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
        # What was granted is worth nothing while Xero does not let the connection in.
        if self._quota().problem:
            return None
        return Line("ok", self.env._("All permissions are granted"))

    def _line_of_clock(self):
        skew = self._quota().clock_skew
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
        """:return: None where nobody set them up: the scheduled runs are enough"""
        if not self._credential().webhook_ids:
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
                "A webhook is set up here, and nothing came yet. Changes come with the "
                "next run meanwhile. Compare address and key with the ones in Xero."
            ),
            self.env._("Webhooks"),
            self.action_set_up_webhook(),
        )

    # === Settings that rest on something in Xero === #

    def _as_read(self, name):
        """:return: when a kind of thing was last read, in words"""
        done = self._resources().filtered(lambda r: r.name == name).done_at
        return self.env._("As read from Xero on %s.", format_datetime(self.env, done))

    def _line_of_currencies(self):
        """:return: None where both keep their books in one currency"""
        alert = self._alerts_of_currencies().get("currency")
        return alert and Line(
            "problem",
            self.env._("No invoice can go to this organisation"),
            alert["message"],
            self.env._("Open the connection"),
            self.action_open(),
        )

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
        dead = mapped.filtered(lambda m: not m.rate_id.usable_for_sales)
        if dead:
            return Line(
                "problem",
                self.env._("Some tax rates that you chose can no longer be used"),
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
