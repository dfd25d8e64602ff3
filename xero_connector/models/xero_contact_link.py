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
        found = self._same_email(connection, SQL("id IN %s", self._ids or (0,)))
        self._link_all(found, "email")
        return self.browse().union(*found)

    @api.model
    def _match_newer_partners(self, connection, limit):
        """Link contacts that were looked at before a partner had their e-mail.

        :return: how many were linked
        """
        found = self._same_email(connection, SQL("partner_id IS NULL"))
        self._link_all(dict(list(found.items())[:limit]), "email")
        return min(len(found), limit)

    @api.model
    def _same_email(self, connection, which):
        """Find whom an e-mail identifies, on both sides.

        A partner is one with its company, and is left out when it has a contact, or
        when its people's e-mails name two: a person says which it is.

        :param SQL which: condition for the contacts in question
        :return: dict of contact to partner
        """
        self.flush_model(["partner_id", "matched_by"])
        self.env["res.partner"].flush_model(
            ["email_normalized", "commercial_partner_id", "active", "company_id"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH alone AS (
                    SELECT email_key, min(id) AS contact_id FROM xero_contact
                     WHERE connection_id = %(connection)s AND status = 'ACTIVE'
                       AND email_key IN (
                           SELECT email_key FROM xero_contact
                            WHERE connection_id = %(connection)s
                              AND status = 'ACTIVE' AND partner_id IS NULL
                              AND matched_by IS NULL AND %(which)s)
                  GROUP BY email_key HAVING count(*) = 1)
                SELECT alone.contact_id, min(partner.commercial_partner_id)
                  FROM alone
                  JOIN res_partner partner ON partner.email_normalized = email_key
                 WHERE partner.active
                   AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
                   AND NOT EXISTS (
                       SELECT 1 FROM xero_contact other
                        WHERE other.connection_id = %(connection)s
                          AND other.partner_id = partner.commercial_partner_id
                          AND other.status = 'ACTIVE')
              GROUP BY alone.contact_id
                HAVING count(DISTINCT partner.commercial_partner_id) = 1
              ORDER BY alone.contact_id
                """,
                connection=connection.id,
                company=connection.company_id.id,
                which=which,
            )
        )
        times = Counter(partner_id for _contact, partner_id in rows)
        rows = [row for row in rows if times[row[1]] == 1]
        contacts = self.browse(row[0] for row in rows)
        partners = self.env["res.partner"].browse(row[1] for row in rows)
        return dict(zip(contacts, partners, strict=True))
