import hashlib
import json
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..models.causes.contacts import contact_words
from ..models.causes.issue_type import CONFLICT_WIZARD
from ..models.causes.updates import field_words
from ..models.common.change_notes import HIDDEN, note_of_changes
from ..models.common.windows import window

# Fields of an invoice that are days.
DAYS = ("Date", "DueDate")


class XeroConflictWizard(models.TransientModel):
    """Both sides of what was changed here and in Xero, and whose word counts."""

    _name = "xero.conflict.wizard"
    _inherit = ["xero.dialog"]
    _description = "Changed in Odoo and Xero"

    issue_id = fields.Many2one(
        "xero.issue", required=True, readonly=True, ondelete="cascade"
    )
    connection_id = fields.Many2one(
        related="issue_id.connection_id", related_sudo=False
    )
    title = fields.Char(related="issue_id.title", related_sudo=False)
    is_contact = fields.Boolean(
        compute="_compute_is_contact", help="Values are synced both ways."
    )
    line_ids = fields.One2many(
        "xero.conflict.wizard.line", "wizard_id", compute="_compute_line_ids"
    )
    has_lines = fields.Boolean(
        compute="_compute_has_lines", help="An invoice line differs."
    )

    @api.model
    def _action_for(self, issue):
        return window(
            self._name,
            self.env._("Compare Both Sides"),
            dialog=True,
            context={
                "default_issue_id": issue.id,
                "dialog_size": "extra-large",
                "xero_shown": self._fingerprint(issue),
            },
        )

    @api.model
    def _conflicts(self, issue):
        return (issue.data or {}).get("conflicts", [])

    @api.model
    def _fingerprint(self, issue):
        """:return: what is compared, as a short text that changes with it"""
        shown = json.dumps(self._conflicts(issue), sort_keys=True)
        return hashlib.sha256(shown.encode()).hexdigest()

    @api.depends("issue_id")
    def _compute_is_contact(self):
        for wizard in self:
            wizard.is_contact = wizard.issue_id.res_model == "res.partner"

    @api.depends("issue_id")
    @api.depends_context("lang")
    def _compute_line_ids(self):
        for wizard in self:
            words = {
                **field_words(self.env),
                **contact_words(self.env, wizard.connection_id),
            }
            conflicts = self._conflicts(wizard.issue_id)
            hidden = wizard._hidden()
            wizard.line_ids = [
                Command.create(
                    {
                        "what": words.get(conflict["field"], conflict["field"]),
                        "line": conflict["line"],
                        **{
                            side: hidden.get(conflict["field"])
                            or wizard._shown(conflict, side)
                            for side in ("agreed", "odoo", "xero")
                        },
                    }
                )
                for conflict in conflicts
            ]

    @api.depends("issue_id")
    def _compute_has_lines(self):
        for wizard in self:
            conflicts = self._conflicts(wizard.issue_id)
            wizard.has_lines = any(conflict["line"] for conflict in conflicts)

    def _hidden(self):
        """:return: dict of the fields of a contact that the user may not read to the
        words that stand for their values"""
        partner = self.is_contact and self.issue_id._record()
        if not partner:
            return {}
        mappings = self.env["xero.field.mapping"]
        names = mappings._hidden_from_user(self.connection_id, partner)
        return dict.fromkeys(names, mappings._hidden_words())

    def _shown(self, conflict, side):
        value = conflict[side]
        if value in (None, ""):
            return self.env._("(none)")
        if conflict["field"] in DAYS:
            return format_date(self.env, value)
        currency = self._currency(side) if conflict["field"] == "Total" else None
        return currency._xero_format(Decimal(value)) if currency else str(value)

    def _currency(self, side):
        """:return: in which one side's total is"""
        invoice = self.issue_id._record()
        if not invoice or invoice._name != "account.move":
            return None
        # sudo: what Xero says of an invoice that the user may read
        document = invoice.sudo().xero_document_ids.filtered(
            lambda document: document.connection_id == self.issue_id.connection_id
        )[:1]
        is_xero = side == "xero" and document.currency_id
        return document.currency_id if is_xero else invoice.currency_id

    # === The answer === #

    def action_take_odoo(self):
        return self._take("odoo")

    def action_take_xero(self):
        return self._take("xero")

    def action_leave_both(self):
        return self._take("both")

    def _take(self, winner):
        """Remember whose word counts, and let what waited go on."""
        self.ensure_one()
        self._check_subjects()
        # sudo: the answer is kept with more rights than its giver has.
        issue = self.issue_id.sudo()
        is_question = issue._issue_type().opener == CONFLICT_WIZARD
        if not is_question or issue.state != "open":
            raise UserError(
                self.env._(
                    "There is nothing left to decide: “%s” has been resolved or is "
                    "not such a question.",
                    issue.title,
                )
            )
        shown = self.env.context.get("xero_shown")
        if shown and shown != self._fingerprint(issue):
            raise UserError(
                self.env._(
                    "“%s” was changed while you were viewing it. Close this window "
                    "and compare both sides again.",
                    issue.title,
                )
            )
        record = issue._record()
        if record:
            # sudo: as above
            mirror = self.env["xero.mirror"]._of_record(record).sudo()
            asked = {conflict["field"] for conflict in self._conflicts(issue)}
            mirror._settle_conflict(issue.connection_id, record, winner, asked)
            record._message_log(body=self._note(winner))
        issue._solve()
        issue.connection_id._wake()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _note(self, winner):
        """:return: what was decided, from what to what; the message has who and when"""
        title = {
            "odoo": self.env._("Decided: use Odoo's values in Xero too"),
            "xero": self.env._("Decided: use Xero's values in Odoo too")
            if self.is_contact
            else self.env._("Decided: keep Xero's values as they are in Xero"),
            "both": self.env._("Decided: keep both as they are"),
        }[winner]
        sides = ("xero", "odoo") if winner == "odoo" else ("odoo", "xero")
        mappings = self.env["xero.field.mapping"]
        # The note is there for whoever sees the contact.
        hidden = self.is_contact and mappings._hidden_from_some(self.connection_id)
        conflicts = self._conflicts(self.issue_id)
        return note_of_changes(
            title,
            [
                (
                    " ".join(filter(None, (line.what, line.line))),
                    *(
                        HIDDEN if hidden and conflict["field"] in hidden else line[side]
                        for side in sides
                    ),
                )
                for line, conflict in zip(self.line_ids, conflicts, strict=True)
            ],
        )

    def action_open_in_xero(self):
        self.ensure_one()
        return self.issue_id._open_in_xero()


class XeroConflictWizardLine(models.TransientModel):
    _name = "xero.conflict.wizard.line"
    _description = "Value Changed in Odoo and Xero"

    wizard_id = fields.Many2one("xero.conflict.wizard", ondelete="cascade")
    what = fields.Char(readonly=True)
    line = fields.Char(readonly=True)
    agreed = fields.Char("Last Synced", readonly=True)
    odoo = fields.Char("In Odoo", readonly=True)
    xero = fields.Char("In Xero", readonly=True)
