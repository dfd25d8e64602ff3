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
        Odoo alone; None when nothing did; a Hold for what changed on both sides"""
        self.ensure_one()
        contact = partner._xero_data(self.connection_id)
        ours = self._values_of(contact)
        outcomes = self._compared(ours) if self.agreed else {}
        if conflicts := merge.named(outcomes, merge.Outcome.CONFLICT):
            return self._hold_of_conflict(conflicts)
        names = merge.named(outcomes, merge.Outcome.PUSH)
        if not names:
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
        base = {**self.agreed, **{name: ours[name] for name in names}}
        return Push(self.number or self.xero_id, body, self.xero_id, base)

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
        agreed = self.agreed or {}
        return Hold(
            "contact_conflict",
            f"{self._name},{self.id}",
            {
                "name": self.partner_id.display_name,
                "fields": [
                    {
                        "field": name,
                        "agreed": agreed.get(name),
                        "odoo": ours[name],
                        "xero": theirs[name],
                    }
                    for name in names
                ],
            },
            self,
        )

    def _ask_which_side(self, names):
        """A pull met what was changed on both sides; nothing is overwritten."""
        hold = self._hold_of_conflict(names)
        self.env["xero.issue"]._raise(self.connection_id, hold)

    def _settle_conflict(self, side):
        """A person decided.

        :param str side: ``odoo``: its values go to Xero; ``xero``: they come to Odoo;
            ``both``: each keeps its own, until one of them is changed again
        """
        self.ensure_one()
        ours = self._partner_values()
        names = merge.named(self._compared(ours), merge.Outcome.CONFLICT)
        if side == "xero":
            self._write_partners({self: names})
            ours = self._partner_values()
        elif side == "odoo":
            # As if Xero's had been agreed: then Odoo's is the only change.
            ours = self._values()
        if names:
            agreement = self._agreement(ours, names)
            self._write_links(
                [{"id": self.id, "partner_id": None, "matched_by": None, **agreement}]
            )
        self.env["xero.issue"]._solved(
            self.connection_id, "contact_conflict", [f"{self._name},{self.id}"]
        )
        if side == "odoo":
            self.env["xero.job"]._intend(
                self.connection_id,
                self._name,
                self.partner_id,
                PRIORITY_PERSON,
                approved=True,
            )

    # === Everything that differs === #

    @api.model
    def _intend_changed(self, connection):
        """Note the intention to push every linked partner that was edited since it was
        agreed on, for a run that compares everything.

        :return: how many
        """
        linked = self.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "!=", False),
                ("status", "=", "ACTIVE"),
            ]
        )
        changed = linked.filtered(
            lambda contact: (
                merge.Outcome.PUSH
                in contact._compared(contact._partner_values()).values()
            )
        )
        self.env["xero.job"]._intend(
            connection, self._name, changed.partner_id, PRIORITY_PERSON
        )
        return len(changed)
