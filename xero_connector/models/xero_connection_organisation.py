import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..xerolib import errors, resources
from ..xerolib.paging import read_one
from .counted_words import records_words
from .xero_quota import NEEDS_PERSON

_logger = logging.getLogger(__name__)


class XeroConnection(models.Model):
    """Which organisation a connection is to, and what Xero tells of it."""

    _inherit = "xero.connection"

    elsewhere_answered = fields.Boolean(
        readonly=True,
        copy=False,
        help="A person said what becomes of invoices that stand only in the ledger "
        "that was connected before.",
    )

    def _adopt_organisation(self, organisation):
        """Make the chosen organisation this company's, old row or new.

        :param organisation: a ``xero.organisation`` of this connection's credential
        :return: the connection that now stands for it
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: who may change it may connect it; code writes the rest
        self = self.sudo()
        if organisation.credential_id != self.credential_id:
            raise UserError(
                self.env._("Xero did not open that organisation to this connection.")
            )
        connection = self
        if self.tenant_id != organisation.tenant_id:
            connection = self.search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("tenant_id", "=", organisation.tenant_id),
                ]
            )
        lost = self._check_free(organisation, besides=connection)
        if not connection:
            # A row that stands for another organisation keeps standing for it.
            connection = self
            if self.tenant_id:
                connection = self.create(
                    {"company_id": self.company_id.id, "role": self.role}
                )
            same = lost.filtered(lambda c: c.organisation_name == organisation.name)
            if same:
                connection.write(same[:1]._values_for_successor())
        connection.write(
            {
                "credential_id": organisation.credential_id.id,
                "tenant_id": organisation.tenant_id,
                "xero_connection_id": organisation.xero_connection_id,
                "xero_user_id": organisation.credential_id.xero_user_id,
                "organisation_name": organisation.name,
                "push_from": connection.push_from or self.push_from,
            }
        )
        connection.write(
            {
                "lifecycle": "connected",
                "connected_at": fields.Datetime.now(),
                "consent_problem": False,
                "is_unconfirmed": False,
                "fingerprint": self._database_fingerprint(),
                # Asked again where another ledger may have been used meanwhile.
                "elsewhere_answered": (
                    connection.lifecycle == "connected"
                    and connection.elsewhere_answered
                ),
                # Of a secondary organisation nothing is imported: nobody need say how.
                "import_settings_saved": (
                    connection.import_settings_saved or connection.role == "secondary"
                ),
            }
        )
        connection._message_log(
            body=self.env._(
                "Connected to %(organisation)s by %(name)s.",
                organisation=organisation.name,
                name=self.env.user.name,
            )
        )
        connection.quota_ids._mended()
        connection.env["xero.retry"]._hurry_all(connection)
        connection._read_organisation_if_possible()
        if connection != self and not self.tenant_id:
            self.unlink()
        connection.env["xero.batch"]._start(connection, "first")
        return connection

    def _check_free(self, organisation, besides):
        """One organisation of each role for a company, and no organisation that is the
        primary one of two. One that Xero has no more gives way.

        :param besides: the connection that may stand for it already
        :return: the connections that gave way
        :raise UserError: in words, before the unique indexes say it without any
        """
        clashing = Domain("company_id", "=", self.company_id.id)
        if self.role == "primary":
            clashing |= Domain("tenant_id", "=", organisation.tenant_id)
        others = self.search(
            clashing
            & Domain("role", "=", self.role)
            & Domain("lifecycle", "=", "connected")
            & Domain("id", "not in", besides.ids)
        )
        opened = organisation.credential_id.organisation_ids
        lost = others.filtered(
            lambda c: c.company_id == self.company_id and c._is_lost(opened)
        )
        for other in others - lost:
            if other.company_id != self.company_id:
                raise UserError(
                    self.env._(
                        "%(organisation)s is connected to %(company)s already. One "
                        "ledger in Xero takes the invoices of one company; disconnect "
                        "it there first, or choose another organisation.",
                        organisation=other.organisation_name,
                        company=other.company_id.name,
                    )
                )
            raise UserError(
                self.env._(
                    "%(company)s is connected to %(organisation)s already. Disconnect "
                    "it first; its matches are kept.",
                    company=other.company_id.name,
                    organisation=other.organisation_name,
                )
            )
        for other in lost:
            other._end_lost(organisation.name)
        return lost

    def _read_organisation_if_possible(self):
        """A limit or an outage at this very moment does not undo a consent: name and
        tenant are known from it, and the cron reads the rest when Xero answers again.

        :raise XeroError: Xero does not let us in
        """
        try:
            self._read_organisation()
        except (errors.Refused, errors.NotFound, *NEEDS_PERSON):
            raise
        except errors.XeroError as error:
            _logger.info("Connection %s is read later: %s", self.id, error.code)

    def _is_organisation_read(self):
        return bool(self.base_currency_code)

    def _read_organisation(self):
        """Copy name, country, currency, numbers and lock dates from Xero; what is
        equal is not written.

        :return: the answer, whose headers tell Xero's time and limits
        :raise XeroError: as any call
        """
        answer = self._call(lambda client: client.send(resources.ORGANISATION, "GET"))
        said = read_one(answer, resources.ORGANISATION)
        told = {
            "organisation_name": said.name,
            "legal_name": said.legal_name,
            "short_code": said.short_code,
            "country_code": said.country_code,
            "base_currency_code": said.base_currency,
            "tax_number": said.tax_number,
            "is_demo_company": said.is_demo_company,
            "period_lock_date": said.period_lock_date,
            "year_lock_date": said.year_lock_date,
        }
        changed = {
            name: value
            for name, value in told.items()
            if (self[name] or False) != (value or False)
        }
        if changed:
            self.sudo().write(changed)  # sudo: what Xero says is nobody's to choose
        return answer

    # === The ledger before === #

    def _invoices_elsewhere(self):
        """:return: the invoices that this organisation should have, and that stand
        only in another ledger"""
        self.ensure_one()
        # sudo: a Xero manager decides for them, and need not see invoices otherwise
        return (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("company_id", "child_of", self.company_id.id),
                    ("xero_state", "in", ["elsewhere"]),
                    ("xero_missing", "=", True),
                ]
            )
        )

    def _alerts_of_other_ledger(self):
        """Asked once after connecting: what becomes of those invoices."""
        if self.elsewhere_answered or self._why_not("xero.document"):
            return {}
        moves = self._invoices_elsewhere()
        if not moves:
            return {}
        return {
            "elsewhere": {
                "level": "warning",
                "message": self._words_of_other_ledger(moves),
                "action_text": self.env._("Decide"),
                "action": self.env["xero.ledger.wizard"]._action_for(self),
            }
        }

    def _words_of_other_ledger(self, moves):
        words = {
            "invoices": records_words(self.env, moves._name, len(moves)),
            "ledgers": ", ".join(sorted(set(moves.mapped("xero_elsewhere")))),
        }
        if not self.push_from:
            return self.env._(
                "Only in %(ledgers)s: %(invoices)s. Push them here?", **words
            )
        return self.env._(
            "Only in %(ledgers)s: %(invoices)s since %(start)s. Push them here?",
            start=format_date(self.env, self.push_from),
            **words,
        )
