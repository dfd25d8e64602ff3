from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...const import INVOICE_READERS

# A customer reads his invoice by RPC, and nothing of what the ledger does with it.
INTERNAL = "base.group_user"


class AccountMove(models.Model):
    _inherit = "account.move"

    xero_document_ids = fields.One2many(
        "xero.document",
        "move_id",
        groups=",".join(INVOICE_READERS),
    )
    xero_standing = fields.Json(
        compute="_compute_xero_standing",
        compute_sudo=True,
        groups="base.group_system",
        help="Xero data of this invoice, read once for everything shown: see "
        "xero.standing.",
    )
    xero_state = fields.Selection(
        [
            ("none", "Not in Xero"),
            ("waiting", "Queued"),
            ("checking", "Checking"),
            ("blocked", "Needs Attention"),
            ("pushed", "In Xero"),
            ("differs", "Differs in Xero"),
            ("gone", "No Longer in Xero"),
            ("voided", "Voided in Xero"),
            ("elsewhere", "In Another Organisation"),
        ],
        string="Xero",
        compute="_compute_xero_state",
        search="_search_xero_state",
        compute_sudo=True,
        groups=INTERNAL,
        help="In the currently connected organisation.",
    )
    xero_missing = fields.Boolean(
        "Not in Xero",
        compute="_compute_xero_missing",
        search="_search_xero_missing",
        compute_sudo=True,
        groups=INTERNAL,
        help="Should be in Xero but is not: it is confirmed and not dated before the "
        "date from which invoices are pushed.",
    )
    xero_elsewhere = fields.Char(
        "Other Organisation",
        compute="_compute_xero_state",
        compute_sudo=True,
        groups=INTERNAL,
        help="Another organisation that has this invoice as well, or instead.",
    )
    xero_payment_state = fields.Selection(
        [
            ("not_paid", "Not Paid"),
            ("partial", "Partially Paid"),
            ("paid", "Paid"),
            ("credited", "Credited"),
            ("voided", "Voided"),
        ],
        string="Paid in Xero",
        compute="_compute_xero_state",
        search="_search_xero_payment_state",
        compute_sudo=True,
        groups=INTERNAL,
        help="Payment status in Xero; it does not change the payment status in Odoo.",
    )
    xero_amount_due = fields.Monetary(
        "Due in Xero",
        compute="_compute_xero_amount_due",
        compute_sudo=True,
        groups=INTERNAL,
    )
    xero_url = fields.Char(
        "Link to Xero",
        compute="_compute_xero_url",
        compute_sudo=True,
        groups=INTERNAL,
    )
    xero_can_push = fields.Boolean(
        compute="_compute_xero_can_push", compute_sudo=True, groups=INTERNAL
    )
    xero_why_not = fields.Char(
        compute="_compute_xero_can_push",
        compute_sudo=True,
        groups=INTERNAL,
        help="Which setting prevents the push; shown by the button.",
    )

    # === Computes === #

    def _xero_document(self):
        """:return: its document in the ledger that counts, ended or not"""
        self.ensure_one()
        document_id = self._xero_standing_of()["document_id"]
        return self.env["xero.document"].browse(document_id)

    def _xero_standing_of(self):
        # sudo: whoever sees an invoice may know how it stands in Xero
        return defaultdict(lambda: None, self.sudo().xero_standing or {})

    # What the query reads, as far as Odoo can tell of its changes.
    @api.depends(
        "company_id",
        "amount_total",
        "xero_document_ids.status",
        "xero_document_ids.total",
        "xero_document_ids.payment_state",
        "xero_document_ids.gone_at",
    )
    def _compute_xero_standing(self):
        found = self.env["xero.standing"]._of(self._origin)
        for move in self:
            move.xero_standing = found.get(move._origin.id)

    def _xero_standings(self):
        """:return: dict of each to where it stands. Of one it is kept, for its form
        asks for more of it; of many it is asked once"""
        if len(self) == 1:
            return {self: self.xero_standing or {}}
        found = self.env["xero.standing"]._of(self._origin)
        return {move: found.get(move._origin.id, {}) for move in self}

    @api.depends("xero_standing")
    def _compute_xero_state(self):
        # In a list there are many of few values: each is given to all at once.
        shown = {"xero_state": {}, "xero_elsewhere": {}, "xero_payment_state": {}}
        for move, standing in self._xero_standings().items():
            for name, value in (
                ("xero_state", standing.get("state") or "none"),
                ("xero_elsewhere", standing.get("away_name") or False),
                ("xero_payment_state", standing.get("payment_state") or False),
            ):
                shown[name].setdefault(value, []).append(move._ids[0])
        for name, values in shown.items():
            for value, ids in values.items():
                self.browse(ids)[name] = value

    @api.depends("xero_standing")
    def _compute_xero_amount_due(self):
        for move in self:
            move.xero_amount_due = (move.xero_standing or {}).get("amount_due")

    @api.depends("xero_standing")
    def _compute_xero_url(self):
        for move in self:
            standing = move.xero_standing or {}
            documents = self.env["xero.document"]
            if xero_id := standing.get("xero_id"):
                ledger = self.env["xero.connection"].browse(standing["ledger_id"])
                move.xero_url = not standing["gone"] and documents._link(
                    ledger, xero_id
                )
            else:
                move.xero_url = documents.browse(standing.get("away_id")).xero_url

    def _xero_check_search(self, name):
        """Odoo asks for a field's groups where it is read, not where it is searched by
        a method of its own."""
        self._check_field_access(self._fields[name], "read")

    def _search_xero_state(self, operator, value):
        self._xero_check_search("xero_state")
        if operator != "in":
            return NotImplemented
        states = [state for state in value if state]
        # sudo: ids alone; Odoo's rules say which of them are seen
        return (
            Domain("id", "in", self.env["xero.standing"].sudo()._in_states(states))
            if states
            else Domain.FALSE
        )

    def _search_xero_payment_state(self, operator, value):
        self._xero_check_search("xero_payment_state")
        if operator != "in":
            return NotImplemented
        # sudo: as above
        found = self.env["xero.standing"].sudo()._in_payment_states(value)
        return Domain("id", "in", found)

    @api.depends("xero_state", "state", "move_type", "invoice_date")
    def _compute_xero_missing(self):
        missing = self.search(
            [("id", "in", self._origin.ids), ("xero_missing", "=", True)]
        )
        for move in self:
            move.xero_missing = move._origin in missing

    def _search_xero_missing(self, operator, value):
        self._xero_check_search("xero_missing")
        if operator != "in":
            return NotImplemented
        # sudo: as above
        missing = Domain("id", "in", self.env["xero.standing"].sudo()._missing())
        return missing if True in value else ~missing

    @api.depends("state", "move_type", "company_id")
    def _compute_xero_can_push(self):
        for company, moves in self.grouped("company_id").items():
            pushable = moves.filtered(
                lambda move: move._xero_kind() and move.state == "posted"
            )
            connection = pushable and company._xero_connection()
            reason = connection and connection._why_not("xero.document")
            for move in moves:
                move.xero_can_push = bool(connection) and move in pushable
                move.xero_why_not = move.xero_can_push and reason

    # === Alerts === #

    def _get_alerts(self):
        # EXTENDS 'account'
        alerts = super()._get_alerts()
        if not self.env.user._is_internal():
            return alerts
        # While it is edited: what is saved, for that has buttons.
        told = self._origin._xero_alerts() if self._origin else {}
        if "xero" not in told and self.state == "draft" and self.is_invoice():
            customer = self.partner_id.with_company(self.company_id)
            if stop := customer._xero_alert_of_stop():
                told["xero_on_stop"] = stop
        return alerts | told

    def _xero_alerts(self):
        """:return: what stands between this invoice and Xero, as Odoo's banners take
        it, with buttons for those who may press them"""
        alerts = {}
        # sudo: whoever sees the invoice may know how it stands in Xero
        state = self.sudo().xero_state
        # sudo: as above
        ledger = self.env["xero.connection"].sudo()
        ledger = ledger.browse(self._xero_standing_of()["ledger_id"])
        if state == "blocked":
            for issue in self._xero_issues(ledger):
                alerts |= issue._as_alerts(on=self)
        # sudo: as above
        alert = self.sudo()._xero_alert(ledger) if ledger else None
        if alert:
            alerts["xero"] = alert
        # sudo: as above
        waits = self.sudo()._xero_standing_of()["waits"]
        # sudo: as above
        if waits and (waiting := self.sudo()._xero_alert_of_waiting(ledger)):
            alerts["xero_waiting"] = waiting
        # sudo: as above
        if settled := self.sudo()._xero_alert_of_payment():
            alerts["xero_payment"] = settled
        if self.env.user.has_group("xero_connector.group_xero_user"):
            return alerts
        return {name: ledger._without_button(alert) for name, alert in alerts.items()}

    def _xero_issues(self, ledger):
        """:return: what holds it back from the ledger that counts"""
        # sudo: jobs are read by Xero's users alone, what they wait for is told to all
        jobs = self.env["xero.job"].sudo()
        held = [
            ("connection_id", "=", ledger.id),
            ("res_model", "=", self._name),
            ("res_id", "=", self.id),
            ("state", "=", "blocked"),
        ]
        issues = jobs.search(held).issue_id
        may_read = self.env["xero.issue"].has_access("read")
        return issues.sudo(False) if may_read else issues

    def _xero_alert(self, ledger):
        """What a user of this invoice should know of Xero.

        :param ledger: the connection that counts, connected now or last
        :return: an alert as Odoo's banners take it; None when there is nothing
        """
        state = self.xero_state
        message = self._xero_warning(ledger, state)
        if not message:
            return self._xero_alert_of_customer(ledger) if state == "none" else None
        to_know = state == "elsewhere" or not self._xero_kind()
        level = "info" if to_know else "warning"
        return {"level": level, "message": message, **self._xero_way_out(state)}

    def _xero_way_out(self, state):
        """:return: the button of the warning, as Odoo's banners take it; none where
        nothing can be pressed, or the form's own button says all"""
        if state not in ("gone", "differs") or not self._xero_may_press():
            return {}
        return {
            "action_text": self.env._("Update in Xero"),
            "action_call": (self._name, "action_xero_push", self.ids),
        }

    def _xero_has_push_button(self):
        """Whether the form shows Xero's users a button that pushes, to be pressed."""
        return self.xero_can_push and not self.xero_why_not

    def _xero_may_press(self):
        """Whether the user has that button, and nothing waits for its turn."""
        return (
            self._xero_has_push_button()
            and not self._xero_standing_of()["waits"]
            and self.env.user.has_group("xero_connector.group_xero_user")
        )

    def _xero_warning(self, ledger, state):
        if state == "checking":
            return self.env._(
                "This invoice was sent, but Xero did not confirm it. Odoo checks in "
                "Xero before sending anything again."
            )
        if state == "elsewhere":
            return self._xero_words_elsewhere(ledger)
        standing = self._xero_standing_of()
        if standing["live"]:
            return self._xero_words_of_document(state, standing["gone"])
        if state == "voided" and self.state == "posted":
            return self._xero_words_of_end()
        if state != "none" or self.state != "posted":
            return None
        if not self._xero_kind():
            return self._xero_words_on_unsupported(ledger)
        if ledger._pushes_by_itself("xero.document") and (
            refusal := self._xero_not_pushable_reason(ledger)
        ):
            return self.env._("Not pushed to Xero: %s", refusal)
        return None

    def _xero_words_on_unsupported(self, ledger):
        """:return: of what is sold, that nothing of its kind is pushed, where invoices
        of its date are; None of all else"""
        start = ledger.push_from
        if (
            not self.is_sale_document(include_receipts=True)
            or not ledger._pushes("xero.document")
            or (start and self.invoice_date < start)
        ):
            return None
        return self._xero_unsupported_type()

    def _xero_words_of_document(self, state, gone):
        """:return: what is wrong with its document, None if nothing is"""
        document = self._xero_document()
        if self.state != "posted" and state == "pushed":
            return self._xero_words_on_standing(document)
        if gone:
            told = self.env._(
                "%(number)s has been missing from Xero since %(day)s: it was removed "
                "there, or the organisation was reset.",
                number=document.name,
                day=format_date(self.env, document.gone_at),
            )
            return self._xero_with_way_out(
                told,
                self.env._("Press “Update in Xero” to check it."),
                state == "gone" and self._xero_has_push_button(),
            )
        if state != "pushed" and document.differs:
            told = self.env._(
                "The total is %(odoo)s in Odoo but %(xero)s in Xero.",
                odoo=self.currency_id.format(self.amount_total),
                xero=document.currency_id._xero_format(document.total),
            )
            return self._xero_with_way_out(
                told,
                self.env._(
                    "Press “Update in Xero” to compare both sides and choose which "
                    "one to keep."
                ),
                state == "differs" and self._xero_has_push_button(),
            )
        return None

    def _xero_words_of_end(self):
        """:return: that it ended in Xero and stands here, and what to do"""
        document = self._xero_document()
        if document.status == "DELETED":
            return self.env._(
                "%s was deleted in Xero but is still confirmed in Odoo. Cancel it in "
                "Odoo too; if you still need to invoice it, duplicate it.",
                document.name,
            )
        return self.env._(
            "%s was voided in Xero but is still confirmed in Odoo. Cancel it in Odoo "
            "too; if you still need to invoice it, duplicate it.",
            document.name,
        )

    def _xero_alert_of_customer(self, ledger):
        """:return: that it cannot go, for its customer's contact is archived in Xero or
        not there any more, and the place to say who it is; None if not so"""
        customer = self.commercial_partner_id
        contacts = customer.xero_contact_ids.filtered(
            lambda contact: contact.connection_id == ledger
        )
        # Who was merged there is found by itself, or asked about as that.
        settled = contacts.filtered(lambda c: c.status == "ACTIVE" or c.merged_to)
        if not contacts or settled or not self._xero_may_go(ledger):
            return None
        message = (
            self.env._(
                "The contact of %s no longer exists in Xero. Match another contact or "
                "create one, then the invoice can be sent.",
                customer.display_name,
            )
            if contacts.filtered("gone_at")
            else self.env._(
                "%s is archived in Xero, which does not accept invoices for archived "
                "contacts. Restore it in Xero, or match another contact.",
                customer.display_name,
            )
        )
        return {
            "level": "warning",
            "message": message,
            "action_text": self.env._("Match or Create"),
            "action": self.env["xero.contact.wizard"]._action_of_partner(
                ledger, customer
            ),
        }

    def _xero_may_go(self, ledger):
        """Whether it is an invoice that is pushed, now or once it is confirmed."""
        kind = self._xero_kind()
        if not kind or not ledger._pushes(kind.mirror):
            return False
        return self.state == "draft" or not self._xero_not_pushable_reason(ledger)

    def _xero_alert_of_payment(self):
        """:return: that it is settled in Xero and still due here; None if not so"""
        settled = self._xero_standing_of()["payment_state"] in ("paid", "credited")
        if not settled or self.payment_state not in ("not_paid", "partial"):
            return None
        document = self._xero_document()
        day = document.fully_paid_on
        words = {
            "day": format_date(self.env, day) if day else self.env._("an unknown date"),
            "paid": document.currency_id._xero_format(document.amount_paid),
            "credited": document.currency_id._xero_format(document.amount_credited),
        }
        message = (
            self.env._(
                "Paid in Xero on %(day)s: %(paid)s. No payment is recorded in Odoo, "
                "so the invoice is still due here.",
                **words,
            )
            if document.payment_state == "paid"
            else self.env._(
                "Settled in Xero on %(day)s by a credit note: %(credited)s. The "
                "invoice is still due in Odoo.",
                **words,
            )
        )
        return {"level": "info", "message": message}

    def _xero_words_elsewhere(self, ledger):
        words = {"other": self.xero_elsewhere, "ledger": ledger.name}
        if ledger.lifecycle != "connected":
            return self.env._(
                "This invoice is in %(other)s, which is not connected.", **words
            )
        return self._xero_with_way_out(
            self.env._(
                "This invoice is in %(other)s, but not in %(ledger)s, which is "
                "connected now.",
                **words,
            ),
            self.env._("“Push to Xero” also creates it in %(ledger)s.", **words),
            self._xero_has_push_button(),
        )

    def _xero_with_way_out(self, told, way_out, has_button):
        """:param told: what is the matter, in a sentence
        :param way_out: a sentence that names a button of the form
        :param has_button: whether the form shows it to Xero's users
        :return: what to say: no button is named to who does not see it, but whom to
            ask, and none whose request waits
        """
        if not has_button or self._xero_standing_of()["waits"]:
            return told
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            way_out = self.company_id._xero_connection()._words_of_managers()
        return f"{told} {way_out}"

    def _xero_alert_of_waiting(self, ledger):
        """:return: why it is still here, and who can mend it; None when it is simply
        next"""
        told = (
            self.env._("Changes made in Odoo are waiting to be sent to Xero.")
            if self._xero_standing_of()["live"]
            else self.env._("This invoice is waiting to be sent to Xero.")
        )
        if paused := self._xero_paused_run(ledger):
            return {
                "level": "warning",
                "message": f"{told} {paused.status}",
                "action_text": self.env._("Open Batch Job"),
                "action": paused.action_open(),
            }
        if alert := ledger._alert_of_standstill():
            return {**alert, "message": f"{told} {alert['message']}"}
        reason = self._xero_waits_because(ledger)
        return reason and {"level": "info", "message": f"{told} {reason}"}

    def _xero_paused_run(self, ledger):
        """:return: the run of its request, if somebody paused it"""
        job = self.env["xero.job"].search(
            [
                ("connection_id", "=", ledger.id),
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("state", "=", "waiting"),
            ],
            limit=1,
        )
        return job.batch_id.filtered(lambda batch: batch.state == "paused")

    def _xero_waits_because(self, connection):
        customer = self.commercial_partner_id
        unknown = not customer._xero_contact(connection)
        if unknown and (reason := connection._why_not("xero.contact")):
            return self.env._(
                "%(customer)s is not in Xero yet. %(reason)s",
                customer=customer.display_name,
                reason=reason,
            )
        if connection._push_when() == "next_run":
            return self.env._("It is sent with the next scheduled sync.")
        needed = ["xero.document", *(["xero.contact"] if unknown else [])]
        mine = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return self.env["xero.retry"]._why_resting(
            connection, ["push"], needed
        ) or self.env["xero.job"]._why_delayed(connection, mine)

    # === CRUD === #

    # === Actions === #

    def action_xero_preview(self):
        """Show the exact document that Xero would get; nothing is written."""
        self.ensure_one()
        self.check_access("read")
        return self.env["xero.preview.wizard"]._action_for(self)

    def action_xero_open(self):
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.xero_url, "target": "new"}
