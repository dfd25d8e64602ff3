from odoo import api, fields, models
from odoo.exceptions import UserError

from ..common.counted_words import names_words
from ..common.windows import window
from ..matching.match_words import against_words, alike_words

# More partners than these are created by the runner, a slice at a time.
AT_ONCE = 200

# Contacts that a reason names before it says how many more there are.
MOST_NAMED = 3


class XeroContact(models.Model):
    """What a person does with contacts that nobody was found for, one or many."""

    _inherit = "xero.contact"

    left_at = fields.Datetime(
        "Xero Only",
        readonly=True,
        copy=False,
        help="When a user decided to keep this contact in Xero only, UTC.",
    )
    create_asked = fields.Boolean(
        readonly=True,
        copy=False,
        help="A user asked for a contact in Odoo; the next sync creates it.",
    )
    suggested_partner_id = fields.Many2one(
        "res.partner", "Suggestion", compute="_compute_suggestion"
    )
    suggestion_alike = fields.Char("Same", compute="_compute_suggestion")
    suggestion_against = fields.Char("Different", compute="_compute_suggestion")
    waiting_words = fields.Char("Reason", compute="_compute_suggestion")

    proposal_ids = fields.One2many(
        "xero.contact.proposal", "contact_id", "Suggestions", readonly=True
    )

    @api.depends("partner_id", "proposal_ids")
    @api.depends_context("lang", "uid")
    def _compute_suggestion(self):
        """The partner that is most like it; read for all at once."""
        self.suggested_partner_id = False
        self.suggestion_alike = self.suggestion_against = False
        self.waiting_words = False
        for connection, theirs in self.grouped("connection_id").items():
            waiting = theirs.filtered(lambda contact: not contact.partner_id)
            sharing = waiting._by_shared_email(connection)
            for contact in waiting:
                proposals = contact.proposal_ids.filtered(
                    lambda proposal: proposal.partner_id.active
                )
                contact.waiting_words = contact._why_it_waits(
                    proposals,
                    sharing.get(contact.email_key, waiting.browse()) - contact,
                )
                if best := proposals[:1]:
                    contact.suggested_partner_id = best.partner_id
                    contact.suggestion_alike = alike_words(self.env, best.evidence)
                    contact.suggestion_against = against_words(self.env, best.evidence)

    def _why_it_waits(self, proposals, sharing):
        """
        :param proposals: partners that may be it
        :param sharing: contacts in Xero that have its e-mail too
        :return: in words what keeps a rule from answering, False for nothing
        """
        if proposals[1:]:
            return self.env._("%s contacts in Odoo could be this one.", len(proposals))
        if sharing:
            names = sharing[:MOST_NAMED].mapped("name")
            return self.env._(
                "Same email in Xero: %s.",
                names_words(self.env, names, len(sharing) - len(names)),
            )
        return False

    def _to_match(self):
        """:return: those that wait for a person, as root: who answers need not be able
        to write the copies of Xero. Raises for who may not answer."""
        self.env["xero.match.change"]._check_may()
        self.check_access("read")
        # sudo: contacts are written by code; whoever sees them answers
        waiting = self.sudo().filtered(
            lambda c: not c.partner_id and c.status == "ACTIVE" and not c.gone_at
        )
        if not waiting:
            raise UserError(self.env._("None of these contacts needs matching."))
        return waiting

    def _decide(self, answer, partners=None):
        """:param dict partners: contact to the partner that it is about, if it is
        :return: the runs"""
        runs = self.env["xero.match.run"]
        for connection, contacts in self.grouped("connection_id").items():
            nobody = self.env["res.partner"]
            pairs = [(c, (partners or {}).get(c, nobody)) for c in contacts]
            # Who decides is the user, whoever may write.
            changes = self.env["xero.match.change"].sudo(False)
            runs |= changes._decide_now(connection.sudo(False), answer, pairs)
        return runs

    def action_match_suggested(self):
        """Link those whose match is clear. A user's or a company's own contact is
        matched one by one."""
        waiting = self._to_match()
        clear = waiting.proposal_ids.filtered("is_certain")
        owners = clear.partner_id._xero_owners()
        partners = {
            proposal.contact_id: proposal.partner_id
            for proposal in clear
            if not owners[proposal.partner_id].is_kept
        }
        runs = waiting.browse().union(*partners)._decide("match", partners)
        matched = sum(runs.mapped("matched_count"))
        return self._answered(
            self.env._("Matched: %s.", matched), len(waiting) - matched
        )

    def action_create_partners(self):
        """Make contacts in Odoo of those that resemble none there. Who asks for one
        alone has seen that another in Xero shares its e-mail."""
        waiting = self._to_match()
        self.env["res.partner"].check_access("create")
        for connection in waiting.connection_id:
            if not connection._applies("contacts"):
                raise UserError(self._why_none_created(connection))
        runs = waiting._decide("create")
        made = sum(runs.mapped("created_count"))
        if waiting.filtered("create_asked"):
            words = self.env._("Contacts are being created: %s.", made)
        else:
            words = self.env._("Created: %s.", made)
        return self._answered(words, len(waiting) - made)

    @api.model
    def _why_none_created(self, connection):
        return self.env._(
            "Contacts cannot be created from %s: its sync direction does not allow it, "
            "or contacts are turned off.",
            connection.name,
        )

    def _create_asked(self):
        """Make contacts in Odoo, or let the runner make them, of many.

        :return: dict of contact to the partner that was made by now
        """
        if len(self) > AT_ONCE:
            self.write({"create_asked": True, "applied_hash": False})
            for connection in self.connection_id:
                self._apply_again(connection)
            return {}
        made = self.browse()
        for connection, theirs in self.grouped("connection_id").items():
            made |= theirs._create_partners(connection, sharing=len(self) == 1)
        return {contact: contact.partner_id for contact in made}

    def action_leave(self):
        """These stay in Xero alone, and wait for nobody."""
        self._to_match()._decide("leave")

    def action_take_back(self):
        """These wait to be matched again."""
        waiting = self._to_match()
        waiting.write({"left_at": False, "applied_hash": False})
        for connection in waiting.connection_id:
            self._apply_again(connection)

    def action_match(self):
        """Choose the contact in Odoo."""
        self.ensure_one()
        self._to_match()
        return window(
            "xero.match.wizard",
            self.env._("Who is %s in Odoo?", self.name),
            dialog=True,
            context={"default_contact_id": self.id},
        )

    def _answered(self, words, left):
        if left:
            words += " " + self.env._(
                "Still to match one by one: %s. The list shows suggested matches.", left
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": words,
                "type": "warning" if left else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
