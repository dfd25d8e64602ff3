from odoo import models
from odoo.tools import SQL

from ..xerolib import matching


class XeroConnection(models.Model):
    """Which partners of this connection's company carry an e-mail or a name, and when
    they are to be compared with Xero's contacts anew.

    Archived ones count only with ``active_test=False``.
    """

    _inherit = "xero.connection"

    def write(self, vals):
        before = {c: (c.new_records, c._applies("contacts")) for c in self}
        result = super().write(vals)
        for connection, settings in before.items():
            if settings != (connection.new_records, connection._applies("contacts")):
                # sudo: contacts are written by code alone
                self.env["xero.contact"].sudo()._reconsider(connection)
        return result

    def _apply_contacts_again(self):
        """Copied contacts are to be looked at anew; the runner does it."""
        contacts = self._resources().filtered(lambda r: r.name == "contacts")
        contacts.to_apply = True
        self._wake()

    def _partners_by_email(self, keys):
        """Who signs in with an e-mail carries it too, whatever stands on the partner.

        :param keys: set of e-mails as :func:`~xerolib.matching.email_key` gives them
        :return: dict of key to the commercial partners that carry it"""
        spellings = {text for key in keys for text in matching.email_spellings(key)}
        partners = self._partners_where(
            [("email_normalized", "in", list(spellings))] if keys else None
        )
        found = {}
        for partner in partners:
            key = matching.email_key(partner.email or "")
            found.setdefault(key, partners.browse())
            found[key] |= partner.commercial_partner_id
        # sudo: whether an internal user signs in so is no matter of rights.
        users = self.env["res.users"].sudo().with_context(active_test=False)
        domain = [("login", "in", list(spellings)), ("share", "=", False)]
        for user in users.search(domain) if keys else users:
            partner = user.partner_id.commercial_partner_id.with_env(self.env)
            key = matching.email_key(user.login)
            found[key] = found.get(key, partners.browse()) | partner
        return {key: found[key] for key in keys if key in found}

    def _partners_by_name(self, keys):
        """:param keys: set of names as :func:`~xerolib.matching.name_key` gives them
        :return: dict of key to the commercial partners of that name"""
        if not keys:
            return {}
        partners = self.env["res.partner"]
        partners.flush_model(["active", "commercial_partner_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, xero_name_key FROM res_partner
                 WHERE xero_name_key IN %(keys)s
                   AND (active OR %(archived)s) AND id = commercial_partner_id
                   AND (company_id IS NULL OR company_id = %(company)s)
                """,
                keys=tuple(keys),
                archived=not self.env.context.get("active_test", True),
                company=self.company_id.id,
                to_flush=partners._fields["xero_name_key"],
            )
        )
        found = {}
        for partner_id, key in rows:
            found.setdefault(key, []).append(partner_id)
        return {key: partners.browse(ids) for key, ids in found.items()}

    def _partners_where(self, domain):
        partners = self.env["res.partner"]
        if domain is None:
            return partners
        return partners.search(
            [*domain, ("company_id", "in", (False, self.company_id.id))]
        )
