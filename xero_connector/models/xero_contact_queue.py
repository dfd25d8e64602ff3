from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..xerolib import matching
from .counted_words import names_words
from .xero_issue_words_contacts import contact_words

# More partners than these are created by the runner, a slice at a time.
AT_ONCE = 200

# Contacts that a reason names before it says how many more there are.
MOST_NAMED = 3


class XeroContact(models.Model):
    """What a person does with contacts that nobody was found for, one or many."""

    _inherit = "xero.contact"

    left_at = fields.Datetime(
        "Left in Xero Alone",
        readonly=True,
        copy=False,
        help="A person said that it is to have no contact in Odoo, UTC.",
    )
    create_asked = fields.Boolean(
        readonly=True,
        copy=False,
        help="A person asked for a contact in Odoo; the next run makes it.",
    )
    suggested_partner_id = fields.Many2one(
        "res.partner", "Looks Like", compute="_compute_suggestion"
    )
    suggestion_alike = fields.Char("The Same", compute="_compute_suggestion")
    suggestion_against = fields.Char("Differs", compute="_compute_suggestion")
    waiting_words = fields.Char("Why It Waits", compute="_compute_suggestion")

    @api.depends("partner_id", "email_key", "name_key")
    @api.depends_context("lang", "uid")
    def _compute_suggestion(self):
        """The one partner with the e-mail, else with the name; read for all at once."""
        words = contact_words(self.env)
        self.suggested_partner_id = False
        self.suggestion_alike = self.suggestion_against = False
        self.waiting_words = False
        for connection, theirs in self.grouped("connection_id").items():
            waiting = theirs.filtered(lambda contact: not contact.partner_id)
            by_email = connection._partners_by_email(
                set(filter(None, waiting.mapped("email_key")))
            )
            by_name = connection._partners_by_name(
                set(filter(None, waiting.mapped("name_key")))
            )
            everybody = self.env["res.partner"].union(
                *by_email.values(), *by_name.values()
            )
            sharing = waiting._by_shared_email(connection)
            for contact in waiting:
                found = by_email.get(contact.email_key) or by_name.get(contact.name_key)
                contact.waiting_words = contact._why_it_waits(
                    found, sharing.get(contact.email_key, waiting.browse()) - contact
                )
                if not found or len(found) > 1 or found in contact.refused_partner_ids:
                    continue
                # Read with all the others.
                found = found.with_prefetch(everybody._ids)
                ours, xeros = found._xero_party(), contact._party()
                alike = list(matching.agreements(ours, xeros))
                names = [words[field] for field in alike]
                if ours.name == xeros.name:
                    names.insert(0, words["name"])
                against = matching.contradictions(ours, xeros)
                contact.suggested_partner_id = found
                contact.suggestion_alike = ", ".join(names)
                contact.suggestion_against = ", ".join(words[f] for f in against)

    def _why_it_waits(self, found, sharing):
        """
        :param found: partners that have its e-mail or name, None for none
        :param sharing: contacts in Xero that have its e-mail too
        :return: in words what keeps a rule from answering, False for nothing
        """
        if found and len(found) > 1:
            return self.env._("%s in Odoo have this e-mail or name.", len(found))
        if sharing:
            names = sharing[:MOST_NAMED].mapped("name")
            return self.env._(
                "Same e-mail in Xero: %s.",
                names_words(self.env, names, len(sharing) - len(names)),
            )
        return False

    def _to_match(self):
        """:return: those that wait for a person, as root: who answers need not be able
        to write the copies of Xero. Raises for who may not answer."""
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            raise AccessError(self.env._("Ask for the right “Xero / User”."))
        self.check_access("read")
        # sudo: contacts are written by code; whoever sees them answers
        waiting = self.sudo().filtered(
            lambda c: not c.partner_id and c.status == "ACTIVE" and not c.gone_at
        )
        if not waiting:
            raise UserError(self.env._("None of these waits to be matched."))
        return waiting

    def action_match_suggested(self):
        """Link those that look like one partner, with something the same and nothing
        that differs. A user's or a company's own contact is matched one by one."""
        waiting = self._to_match()
        partners = waiting.suggested_partner_id
        owners = partners._xero_owners()
        pairs, seen = {}, waiting.browse().partner_id
        for contact in waiting:
            partner = contact.suggested_partner_id
            if not partner or contact.suggestion_against or partner in seen:
                continue
            if owners[partner].is_kept or partner._xero_contact(contact.connection_id):
                continue
            pairs[contact], seen = partner, seen | partner
        waiting._link_all(pairs, "person")
        return self._answered(
            self.env._("Matched: %s.", len(pairs)), len(waiting) - len(pairs)
        )

    def action_create_partners(self):
        """Make contacts in Odoo of those that resemble none there. Who asks for one
        alone has seen that another in Xero shares its e-mail."""
        waiting = self._to_match()
        self.env["res.partner"].check_access("create")
        for connection in waiting.connection_id:
            if not connection._applies("contacts"):
                raise UserError(
                    self.env._(
                        "Nothing comes from %s into Odoo: its direction, or the switch "
                        "for contacts, says so.",
                        connection.name,
                    )
                )
        waiting.left_at = False
        if len(waiting) > AT_ONCE:
            waiting.write({"create_asked": True, "applied_hash": False})
            for connection in waiting.connection_id:
                connection._apply_contacts_again()
            return self._answered(
                self.env._("Contacts are being created: %s.", len(waiting)), 0
            )
        made = waiting.browse()
        for connection, theirs in waiting.grouped("connection_id").items():
            made |= theirs._create_partners(connection, sharing=len(waiting) == 1)
        return self._answered(
            self.env._("Created: %s.", len(made)), len(waiting) - len(made)
        )

    def action_leave(self):
        """These stay in Xero alone, and wait for nobody."""
        self._to_match().write(
            {"left_at": fields.Datetime.now(), "create_asked": False}
        )

    def action_take_back(self):
        """These wait to be matched again."""
        self._to_match().left_at = False

    def action_match(self):
        """Choose the contact in Odoo."""
        self.ensure_one()
        self._to_match()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who is %s in Odoo?", self.name),
            "res_model": "xero.match.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_contact_id": self.id},
        }

    def _answered(self, words, left):
        if left:
            words += " " + self.env._(
                "Left to match one by one: %s. The list says what each resembles.", left
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
