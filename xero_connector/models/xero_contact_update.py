from odoo import api, models

from ..xerolib import matching, merge, payloads, problems
from .xero_issue import Hold
from .xero_job import PRIORITY_PERSON
from .xero_push_mirror import Push


class XeroContact(models.Model):
    """A linked partner was edited: what changed, and only that, goes to Xero."""

    _inherit = "xero.contact"

    def _prepare_update(self, partner):
        """:return: a :class:`~.xero_push_mirror.Push` of the fields that changed in
        Odoo alone, None when nothing did; what changed on both sides holds it"""
        self.ensure_one()
        contact = partner._xero_data(self.connection_id)
        ours = self._values_of(contact)
        outcomes = self._compared(ours) if self.agreed else {}
        conflicts = merge.named(outcomes, merge.Outcome.CONFLICT)
        names = merge.named(outcomes, merge.Outcome.PUSH)
        if not names and not conflicts:
            return None
        if found := problems.problems(contact):
            return Hold._not_representable(partner, found)
        body = payloads.contact_changes(
            self.xero_id,
            contact,
            names,
            address_type=self.address_type or "STREET",
            person=self._is_named_as_person(),
        )
        return Push(
            self.number or self.xero_id,
            body,
            self.xero_id,
            base={**self.agreed, **{name: ours[name] for name in names}},
            hold=self._hold_of_conflict(conflicts) if conflicts else None,
        )

    def _is_named_as_person(self):
        """Whether Xero's first and last name say the name, or nothing: of a company
        they name somebody in it."""
        person = " ".join(filter(None, (self.first_name, self.last_name)))
        return not person or matching.name_key(person) == self.name_key

    def _agreed_by(self, base):
        """What was sent has arrived.

        :param dict base: all that is agreed on now, in Odoo's spelling; None for one
            that was found in Xero instead of sent
        :return: dict of the values of ``agreed`` and ``spelled``
        """
        if not base:
            return self._agreement(self._values())
        former = self.agreed or {}
        sent = [name for name in base if base[name] != former.get(name)]
        return self._agreement(base, sent or list(base))

    # === Changed on both sides === #

    def _hold_of_conflict(self, names):
        """:param names: fields that say something else on both sides than agreed"""
        ours, theirs = self._partner_values(), self._values()
        agreed, partner = self.agreed or {}, self.partner_id
        return Hold(
            "contact_conflict",
            str(partner.id),
            {
                "name": partner.display_name,
                "conflicts": [
                    {
                        "field": name,
                        "line": "",
                        "agreed": _line(agreed.get(name)),
                        "odoo": _line(ours[name]),
                        "xero": _line(theirs[name]),
                    }
                    for name in names
                ],
            },
            partner,
        )

    def _ask_which_side(self, names):
        """A pull met what was changed on both sides; nothing is overwritten."""
        hold = self._hold_of_conflict(names)
        self.env["xero.issue"]._raise(self.connection_id, hold)

    def _agree_again(self):
        """Whatever both sides had changed is the same on both now."""
        for connection, theirs in self.grouped("connection_id").items():
            keys = map(str, theirs.partner_id.ids)
            self.env["xero.issue"]._solved(connection, "contact_conflict", keys)

    @api.model
    def _decide(self, connection, record, winner):
        """A person said whose word counts.

        :param record: the partner
        :param str winner: ``odoo``: its values go to Xero; ``xero``: they come to Odoo;
            ``both``: each keeps its own, until one of them is changed again
        """
        contact = self._known(connection, record)[record.id]
        ours = contact._partner_values()
        names = merge.named(contact._compared(ours), merge.Outcome.CONFLICT)
        if not names:
            return
        if winner == "xero":
            if contact._write_partners({contact: names}):
                # Odoo refused it, and an issue says so: nothing is agreed on.
                return
            ours = contact._partner_values()
        elif winner == "odoo":
            # As if Xero's had been agreed: then Odoo's is the only change.
            ours = contact._values()
        contact._write_agreement(contact._agreement(ours, names))
        if winner == "odoo" and not self._open_jobs(connection, record):
            self.env["xero.job"]._intend(
                connection, self._name, record, PRIORITY_PERSON, approved=True
            )


def _line(value):
    """:return: a value as a line; an address part by part"""
    if isinstance(value, dict):
        return ", ".join(filter(None, value.values()))
    return value or ""
