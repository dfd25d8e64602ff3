from odoo import models
from odoo.tools import SQL

from ..xerolib import matching


class XeroConnection(models.Model):
    """Which partners of this connection's company carry an e-mail or a name.

    Archived ones count only with ``active_test=False``.
    """

    _inherit = "xero.connection"

    def _partners_by_email(self, keys):
        """:param keys: set of e-mails as :func:`~xerolib.matching.email_key` gives them
        :return: dict of key to the commercial partners that carry it"""
        partners = self._partners_where(
            [("email_normalized", "in", list(keys))] if keys else None
        )
        found = {}
        for partner in partners:
            key = matching.email_key(partner.email or "")
            found.setdefault(key, partners.browse())
            found[key] |= partner.commercial_partner_id
        return {key: found[key] for key in keys if key in found}

    def _partners_by_name(self, keys):
        """:param keys: set of names as :func:`~xerolib.matching.name_key` gives them
        :return: dict of key to the commercial partners of that name"""
        if not keys:
            return {}
        # No index knows our key: names are read once, as bare rows, for a whole batch.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT commercial_partner_id, name FROM res_partner
                 WHERE (active OR %(archived)s) AND name IS NOT NULL
                   AND id = commercial_partner_id
                   AND (company_id IS NULL OR company_id = %(company)s)
                """,
                archived=not self.env.context.get("active_test", True),
                company=self.company_id.id,
                to_flush=self.env["res.partner"]._fields["name"],
            )
        )
        found = {}
        for partner_id, name in rows:
            key = matching.name_key(name)
            if key in keys:
                found.setdefault(key, set()).add(partner_id)
        return {key: self.env["res.partner"].browse(ids) for key, ids in found.items()}

    def _partners_where(self, domain):
        partners = self.env["res.partner"]
        if domain is None:
            return partners
        return partners.search(
            [*domain, ("company_id", "in", (False, self.company_id.id))]
        )
