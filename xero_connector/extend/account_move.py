from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..models.xero_document import DEAD
from ..models.xero_job import OPEN, PRIORITY_AUTOMATIC, PRIORITY_PERSON

# What a job says of its invoice; a document in Xero says the rest.
STATE_OF_JOB = {
    "waiting": "waiting",
    "sending": "waiting",
    "checking": "checking",
    "blocked": "blocked",
}


class AccountMove(models.Model):
    _inherit = "account.move"

    xero_document_ids = fields.One2many(
        "xero.document",
        "move_id",
        groups="account.group_account_invoice,xero_connector.group_xero_user",
    )
    xero_state = fields.Selection(
        [
            ("none", "Not in Xero"),
            ("waiting", "On Its Way"),
            ("checking", "Checking"),
            ("blocked", "Needs a Person"),
            ("pushed", "In Xero"),
            ("differs", "Differs in Xero"),
            ("voided", "Voided in Xero"),
        ],
        string="Xero",
        compute="_compute_xero_state",
        search="_search_xero_state",
        compute_sudo=True,
    )
    xero_payment_state = fields.Selection(
        [
            ("not_paid", "Not Paid"),
            ("partial", "Partially Paid"),
            ("paid", "Paid"),
            ("voided", "Voided"),
        ],
        string="Paid in Xero",
        compute="_compute_xero_document",
        search="_search_xero_payment_state",
        compute_sudo=True,
        help="What Xero says; Odoo's own payment status is another matter.",
    )
    xero_amount_due = fields.Monetary(
        "Due in Xero", compute="_compute_xero_document", compute_sudo=True
    )
    xero_url = fields.Char(
        "Link into Xero", compute="_compute_xero_document", compute_sudo=True
    )
    xero_can_push = fields.Boolean(compute="_compute_xero_can_push", compute_sudo=True)
    xero_why_not = fields.Char(
        compute="_compute_xero_can_push",
        compute_sudo=True,
        help="Why a setting keeps it from being pushed; the button says it.",
    )

    # === Computes === #

    def _xero_document(self):
        """:return: the document that counts: of the organisation connected now, else
        of the one before"""
        self.ensure_one()
        return self.xero_document_ids.sorted(
            lambda d: (d.connection_id.lifecycle == "connected", d.id), reverse=True
        )[:1]

    @api.depends("xero_document_ids")
    def _compute_xero_document(self):
        for move in self:
            document = move._xero_document()
            dead = document.status in DEAD
            move.xero_payment_state = document.payment_state
            move.xero_amount_due = 0 if dead else document.amount_due
            move.xero_url = document.xero_url

    @api.depends("xero_document_ids")
    def _compute_xero_state(self):
        jobs = self.env["xero.job"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "in", OPEN),
            ],
            order="id",
        )
        of_job = {job.res_id: STATE_OF_JOB[job.state] for job in jobs}
        for move in self:
            document = move._xero_document()
            if move.id in of_job:
                move.xero_state = of_job[move.id]
            elif not document:
                move.xero_state = "none"
            elif document.status in DEAD:
                move.xero_state = "voided"
            else:
                move.xero_state = "differs" if document.differs else "pushed"

    def _search_xero_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        jobs = self.env["xero.job"].sudo()

        def underway(*states):
            found = jobs._search(
                [("res_model", "=", self._name), ("state", "in", states)]
            )
            return Domain("id", "in", found.subselect("res_id"))

        dead = Domain("xero_document_ids.status", "in", DEAD)
        standing = Domain("xero_document_ids.status", "not in", DEAD) & Domain(
            "xero_document_ids", "!=", False
        )
        differs = standing & Domain("xero_document_ids.differs", "=", True)
        quiet = ~underway(*OPEN)
        domains = {
            "none": Domain("xero_document_ids", "=", False) & quiet,
            "waiting": underway("waiting", "sending"),
            "checking": underway("checking"),
            "blocked": underway("blocked"),
            "pushed": standing & ~differs & quiet,
            "differs": differs & quiet,
            "voided": dead & ~standing & quiet,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    def _search_xero_payment_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("xero_document_ids.payment_state", "in", value)
        if False in value:
            domain |= Domain("xero_document_ids", "=", False)
        return domain

    @api.depends("state", "move_type")
    def _compute_xero_can_push(self):
        for move in self:
            connection = move.company_id._xero_connection()
            move.xero_can_push = (
                move.move_type == "out_invoice"
                and move.state == "posted"
                and bool(connection)
            )
            move.xero_why_not = move.xero_can_push and connection._why_not(
                "xero.document"
            )

    # === Alerts === #

    def _get_alerts(self):
        # EXTENDS 'account': what stands between this invoice and Xero, with its button
        alerts = super()._get_alerts()
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            return alerts
        issues = (
            self.env["xero.job"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("state", "=", "blocked"),
                ]
            )
            .issue_id.sudo(False)
        )
        for issue in issues:
            alerts[f"xero_issue_{issue.id}"] = issue._as_alert(on=self)
        if message := self.sudo()._xero_warning():
            alerts["xero"] = {"level": "warning", "message": message}
        return alerts

    def _xero_warning(self):
        """:return: what a user of this invoice should know of Xero, False if nothing"""
        document = self._xero_document()
        standing = document and document.status not in DEAD
        if standing and self.state != "posted" and self.xero_state == "pushed":
            return self._xero_words_on_standing(document)
        if standing and document.gone_at:
            return self.env._(
                "Xero no longer lists %(number)s, since %(day)s: somebody removed it "
                "there, or the organisation was reset. “Update in Xero” finds out.",
                number=document.name,
                day=format_date(self.env, document.gone_at),
            )
        if document.differs:
            return self.env._(
                "Its total is %(odoo)s here and %(xero)s in Xero.",
                odoo=self.currency_id.format(self.amount_total),
                xero=document.currency_id._xero_format(document.total),
            )
        connection = self.company_id._xero_connection()
        if self.xero_state == "checking":
            return self.env._(
                "It was sent to Xero and no answer came. Xero is asked whether it "
                "stands there before anything is repeated."
            )
        if self.xero_state == "waiting":
            reason = self._xero_waits_because(connection)
            return reason and self.env._("It waits to go to Xero. %s", reason)
        if (
            connection._pushes_by_itself("xero.document")
            and self.is_sale_document()
            and not document
        ):
            refusal = self.state == "posted" and self._xero_refusal(connection)
            return refusal and self.env._("Not pushed to Xero: %s", refusal)
        return False

    def _xero_waits_because(self, connection):
        """:return: why it is still here, in a sentence; False when it is simply next"""
        if not connection:
            return self.env._("%s is not connected at present.", self.company_id.name)
        if reason := connection._why_not("xero.document") or connection.health:
            return reason
        customer = self.commercial_partner_id
        unknown = not customer._xero_contact(connection)
        if unknown and (reason := connection._why_not("xero.contact")):
            return self.env._(
                "%(customer)s is not in Xero yet. %(reason)s",
                customer=customer.display_name,
                reason=reason,
            )
        if connection._push_when() == "next_run":
            return self.env._("It goes with the next scheduled run.")
        return False

    # === CRUD === #

    def unlink(self):
        self.env["xero.job"]._forget(self)
        return super().unlink()

    # === Pushing === #

    def _post(self, soft=True):
        # EXTENDS 'account': "push when posted" notes the intention, with the posting
        posted = super()._post(soft=soft)
        for company, moves in posted.grouped("company_id").items():
            connection = company._xero_connection()
            if connection._pushes_by_itself("xero.document"):
                ready = moves.filtered(lambda m, c=connection: not m._xero_refusal(c))
                ready._xero_intend(connection, PRIORITY_AUTOMATIC)
        return posted

    def _xero_intend(self, connection, priority):
        self.env["xero.job"]._intend(connection, "xero.document", self, priority)

    def action_xero_push(self):
        """Push these invoices to Xero. What can never go is refused at once, by name,
        and nothing of the selection is queued then."""
        self.env["xero.job"].check_access("read")
        refused = []
        for company, moves in self.grouped("company_id").items():
            connection = company._xero_connection()
            if not connection:
                raise self._xero_not_connected(company)
            if reason := connection._why_not("xero.document"):
                raise UserError(reason)
            for move in moves:
                if reason := move._xero_refusal(connection):
                    refused.append((move.display_name, reason))
            moves._xero_intend(connection, PRIORITY_PERSON)
        if refused:
            raise UserError(
                self.env._("Nothing was pushed to Xero:")
                + "".join(f"\n• {name}: {reason}" for name, reason in refused)
            )

    def _xero_not_connected(self, company):
        message = self.env._(
            "%(company)s is not connected to Xero. A Xero manager connects it under "
            "Xero › Connections.",
            company=company.name,
        )
        if not self.env.user.has_group("xero_connector.group_xero_manager"):
            return UserError(message)
        action = self.env.ref("xero_connector.xero_connection_action")
        return RedirectWarning(message, action.id, self.env._("Connect to Xero"))

    def action_xero_preview(self):
        """Show the exact document that Xero would get; nothing is written."""
        self.ensure_one()
        return self.env["xero.preview.wizard"]._action_for(self)

    def action_xero_open(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.xero_url, "target": "new"}
