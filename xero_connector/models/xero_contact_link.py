import json
from collections import Counter

from odoo import api, models
from odoo.tools import SQL


class XeroContact(models.Model):
    """Which partner a contact is: set by whatever found it, many at a time."""

    _inherit = "xero.contact"

    def _link(self, partner, matched_by):
        """This contact is that partner."""
        self.ensure_one()
        self._link_all({self: partner}, matched_by)

    @api.model
    def _link_all(self, partners, matched_by):
        """Link contacts with partners; what was asked about these is answered.

        :param dict partners: contact to the partner it is
        :param str matched_by: how that was found out
        """
        self._write_links(
            [
                {
                    "id": contact.id,
                    "partner_id": partner.id,
                    "matched_by": matched_by,
                    **contact._agreement(self._values_of(partner._xero_data(None))),
                }
                for contact, partner in partners.items()
            ]
        )
        linked = self.browse().union(*partners)
        for connection, theirs in linked.grouped("connection_id").items():
            self.env["xero.issue"]._solved_about(connection, theirs.partner_id)

    @api.model
    def _write_links(self, rows):
        """Write who the contacts are, and what is agreed with them, in one statement.

        :param rows: list of dicts: ``id``, ``partner_id``, ``matched_by``, ``agreed``
            and ``spelled``; None leaves a link as it is
        """
        if not rows:
            return
        names = ("partner_id", "matched_by", "agreed", "spelled")
        self.flush_model([*names, "write_uid", "write_date"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE xero_contact contact
                   SET partner_id = coalesce(linked.partner_id, contact.partner_id),
                       matched_by = coalesce(linked.matched_by, contact.matched_by),
                       agreed = linked.agreed, spelled = linked.spelled,
                       write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS linked(
                       id integer, partner_id integer, matched_by varchar,
                       agreed jsonb, spelled jsonb)
                 WHERE contact.id = linked.id
                """,
                uid=self.env.uid,
                rows=json.dumps(rows),
            )
        )
        self.browse(row["id"] for row in rows).invalidate_recordset()
        self.env["res.partner"].invalidate_model(["xero_contact_ids"])

    def _write_agreement(self, agreement):
        """:param dict agreement: the values of ``agreed`` and ``spelled``"""
        self.ensure_one()
        link = {"partner_id": None, "matched_by": None}
        self._write_links([{"id": self.id, **link, **agreement}])

    # === By e-mail === #

    def _match_by_email(self, connection):
        """Link where exactly one partner and one active contact carry an e-mail.

        :return: the contacts that were linked
        """
        keys = set(filter(None, self.mapped("email_key")))
        found = self._same_email(connection, keys) if keys else {}
        self._link_all(found, "email")
        return self.browse().union(*found)

    @api.model
    def _match_newer_partners(self, connection):
        """Link contacts that were looked at before a partner had their e-mail.

        :return: how many were linked
        """
        self.flush_model(["partner_id", "matched_by"])
        self.env["res.partner"].flush_model(["email_normalized"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT email_key FROM xero_contact
                 WHERE connection_id = %s AND status = 'ACTIVE'
                   AND partner_id IS NULL AND matched_by IS NULL
                   AND EXISTS (SELECT 1 FROM res_partner
                                WHERE email_normalized = xero_contact.email_key)
                """,
                connection.id,
            )
        )
        keys = {key for (key,) in rows}
        found = self._same_email(connection, keys) if keys else {}
        self._link_all(found, "email")
        return len(found)

    @api.model
    def _same_email(self, connection, keys):
        """Find whom an e-mail identifies, on both sides.

        A partner is one with its company, and is left out when it has a contact, or
        when its people's e-mails name two: a person says which it is.

        :param keys: set of e-mails as :func:`~xerolib.matching.email_key` gives them
        :return: dict of contact to partner
        """
        active = [("connection_id", "=", connection.id), ("status", "=", "ACTIVE")]
        contacts = self.search([*active, ("email_key", "in", list(keys))])
        partners = connection._partners_by_email(keys)
        everybody = self.env["res.partner"].union(*partners.values())
        taken = self.search([*active, ("partner_id", "in", everybody.ids)]).partner_id
        found = {
            contact: partners[key]
            for key, contact in contacts.grouped("email_key").items()
            if len(contact) == 1
            and not contact.partner_id
            and not contact.matched_by
            and len(partners.get(key, ())) == 1
            and partners[key] not in taken
        }
        named = Counter(found.values())
        return {c: partner for c, partner in found.items() if named[partner] == 1}
