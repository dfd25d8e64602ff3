import logging

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...xerolib import errors, oauth, resources
from ...xerolib.paging import read_one
from ..common.counted_words import records_words

_logger = logging.getLogger(__name__)

# How often Xero is told that a connection is over before it is over without.
MOST_GOODBYES = 5

LANE = "leave"

# What the next organisation of the same name goes on with. What points into Xero's
# ledger (account, tax rates) is found there again by its code.
TAKEN_OVER = (
    "direction",
    "sync_contacts",
    "sync_invoices",
    "frequency",
    "push_when",
    "new_records",
    "new_contacts_for",
    "import_settings_saved",
    "only_payment_accounts",
    "weekly_digest",
    "inactivity_days",
    "log_days",
)

# What tells that Xero no longer has the connection: it is not in its list.
LOST = ("demo_reset", "disconnected")


class XeroConnection(models.Model):
    """Which organisation a connection is to, and what Xero tells of it."""

    _inherit = "xero.connection"

    elsewhere_answered = fields.Boolean(
        readonly=True,
        copy=False,
        help="Set once a user has decided what to do with invoices that exist only in "
        "the organisation connected before.",
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
                self.env._(
                    "Xero did not give this connection access to that organisation."
                )
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
                        "%(organisation)s is already connected to %(company)s. An "
                        "organisation in Xero can receive the invoices of one company "
                        "only: disconnect it there first, or choose another "
                        "organisation.",
                        organisation=other.organisation_name,
                        company=other.company_id.name,
                    )
                )
            raise UserError(
                self.env._(
                    "%(company)s is already connected to %(organisation)s. Disconnect "
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
        except (errors.Refused, errors.NotFound, *errors.NEEDS_PERSON):
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

    def _words_of_other_ledger(self, moves):
        words = {
            "invoices": records_words(self.env, moves._name, len(moves)),
            "ledgers": ", ".join(sorted(set(moves.mapped("xero_elsewhere")))),
        }
        if not self.push_from:
            return self.env._(
                "Only in %(ledgers)s: %(invoices)s. Push them to this organisation?",
                **words,
            )
        return self.env._(
            "Only in %(ledgers)s: %(invoices)s since %(start)s. Push them to this "
            "organisation?",
            start=format_date(self.env, self.push_from),
            **words,
        )

    # === Disconnecting === #
    # Disconnecting: it counts here at once, and Xero is told by the cron.
    #
    #     connected ─▶ leaving ─▶ disconnected
    #
    # Whatever Xero answers, *leaving* ends: after some tries, or by a person's word,
    # the tokens are dropped here and people read that Xero did not confirm it.

    disconnected_at = fields.Datetime(readonly=True, copy=False)
    is_unconfirmed = fields.Boolean(
        "Not Confirmed by Xero",
        readonly=True,
        copy=False,
        help="Disconnected in Odoo, but not confirmed by Xero.",
    )

    @api.depends("name", "lifecycle", "disconnected_at")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for connection in self:
            ended = connection.lifecycle in ("leaving", "disconnected")
            connection.display_name = connection.name
            if ended and connection.disconnected_at:
                connection.display_name = self.env._(
                    "%(name)s (disconnected %(day)s)",
                    name=connection.name,
                    day=format_date(self.env, connection.disconnected_at),
                )

    # === Pressed === #

    def action_disconnect(self):
        """Stop at once; Xero is told by the cron. Nothing is deleted on either side."""
        self.check_access("write")
        for connection in self.filtered(lambda c: c.lifecycle == "connected"):
            connection._disconnect(
                self.env._("Disconnected by %s.", self.env.user.name)
            )

    def action_end_now(self):
        """*Disconnect without Xero*: nobody waits for its answer any longer."""
        self.check_access("write")
        for connection in self.filtered(lambda c: c.lifecycle == "leaving"):
            connection.sudo()._end_unconfirmed()  # sudo: checked above

    def _disconnect(self, note):
        """:param note: who or what ended it, in a sentence"""
        # sudo: who may press the button was checked
        self.sudo().write(
            {
                "lifecycle": "leaving",
                "disconnected_at": fields.Datetime.now(),
                "is_unconfirmed": False,
            }
        )
        # A refusal that named it (“Disconnect it first”) holds no longer.
        # sudo: another company's, perhaps
        refused = self.sudo().search([("consent_problem", "!=", False)])
        name = self.organisation_name or self.name
        refused.filtered(lambda c: name in c.consent_problem).consent_problem = False
        self._message_log(body=note)
        self._wake()

    # === Done by the runner === #

    def _is_goodbye_due(self):
        retries = self.env["xero.retry"]
        return self.lifecycle == "leaving" and not retries._is_resting(self, LANE, self)

    def _say_goodbye(self, commit):
        """Tell Xero that it is over; end it without Xero when that does not help.

        :param commit: the runner's commit, called before what is written rests on
            what another cursor may have renewed
        """
        retries = self.env["xero.retry"].sudo()  # sudo: rows of the runner alone
        if self.is_copy:
            # The original goes on: Xero hears nothing from a copy.
            self._end()
            return
        tries = retries._tries_of(self, LANE, self)
        if tries < MOST_GOODBYES:
            try:
                self._leave_xero(commit)
            except errors.XeroError as error:
                _logger.info("Leaving connection %s: %s", self.id, error.code)
                tries = retries._set_aside(self, LANE, self, error).tries
            else:
                self._end()
                return
        if tries >= MOST_GOODBYES:
            self._end_unconfirmed()

    def _leave_xero(self, commit):
        """:raise XeroError: when Xero could not be told"""
        credential = self._credential()
        hosts = credential._hosts()
        try:
            if credential.refresh_token and self.xero_connection_id:
                self._delete_in_xero(hosts, credential._access_token())
                commit()
            if credential.refresh_token and not self._others_with_its_tokens():
                oauth.revoke(hosts, credential._app(), credential.refresh_token)
        except (
            errors.InvalidGrant,
            errors.InvalidClient,
            errors.TokenInvalid,
        ):
            # Xero let us go before we asked, or will not hear this app any more.
            credential._forget_tokens()

    def _delete_in_xero(self, hosts, token):
        try:
            oauth.delete_connection(hosts, token, self.xero_connection_id)
        except errors.Forbidden as error:
            # Xero let this one go before we asked; the tokens may open others.
            _logger.info("Connection %s was gone from Xero: %s", self.id, error.code)

    def _others_with_its_tokens(self):
        others = self._credential().connection_ids - self
        return others.filtered(lambda c: c.lifecycle == "connected")

    def _end(self):
        """It is over here, and so are its tokens where nothing else uses them."""
        if not self._others_with_its_tokens():
            self.credential_id._forget_tokens()
        self.lifecycle = "disconnected"
        self.quota_ids._mended()
        self.env["xero.retry"]._succeed(self, LANE, self)

    def _end_unconfirmed(self):
        self._end()
        self.is_unconfirmed = True
        self._message_log(body=self._words_of_unconfirmed())

    def _words_of_unconfirmed(self):
        return self.env._(
            "Disconnected in Odoo, and Odoo's access to Xero was deleted. Xero did "
            "not confirm this: remove the app in Xero under Settings › Connected apps."
        )

    # === Another connection takes over === #
    # Going on after an organisation is gone: Xero resets its demo company every 28
    # days, and the next one is another ledger of the same name.
    #
    # The lost one is ended, and its settings go on; its records stay where they are.

    xero_user_id = fields.Char(
        "Connected by Xero User",
        readonly=True,
        copy=False,
        help="The user's ID in Xero.",
    )
    settings_from_id = fields.Many2one("xero.connection", readonly=True, copy=False)

    def _is_lost(self, organisations):
        """Whether Xero has this connection no more.

        :param organisations: ``xero.organisation``, all that a consent of this moment
            opens
        """
        if self._quota().problem in LOST:  # health is read by the runner
            return True
        # What another Xero user does not see is not gone.
        same_user = self.xero_user_id and (
            self.xero_user_id == self._credential().xero_user_id
        )
        return bool(
            same_user
            and organisations.credential_id == self.credential_id
            and self.tenant_id not in organisations.mapped("tenant_id")
        )

    def _end_lost(self, successor):
        """:param successor: name of the organisation that comes in its place"""
        self.write(
            {"lifecycle": "disconnected", "disconnected_at": fields.Datetime.now()}
        )
        self.flush_recordset()  # its place is free before the next one takes it
        self._quota()._mended()  # health is the runner's
        self._message_log(
            body=self.env._(
                "Ended: this connection no longer exists in Xero. %(name)s connected "
                "%(organisation)s in its place.",
                organisation=successor,
                name=self.env.user.name,
            )
        )

    def _values_for_successor(self):
        """:return: what a new connection to the same organisation begins with"""
        values = {name: self[name] for name in TAKEN_OVER}
        return {
            **values,
            "settings_from_id": self.id,
            "alert_user_ids": [Command.set(self.alert_user_ids.ids)],
        }

    def _take_over_account(self):
        """The account for sales that was chosen before, by its code."""
        before = self.settings_from_id.account_id
        if before and not self.account_id:
            self.account_id = self.account_mirror_ids.filtered(
                lambda a: a.code == before.code and a.usable_for_sales
            )[:1]

    def _take_over_taxes(self):
        """The tax rates that were chosen before, where type, name and rate are the
        same."""
        chosen = {
            mapping.tax_id: mapping.rate_id
            for mapping in self.settings_from_id.tax_mapping_ids
            if mapping.rate_id
        }
        rates = self.tax_rate_mirror_ids.filtered("usable_for_sales")
        known = {(r.tax_type, r.name, r.effective_rate): r for r in rates}
        for mapping in self.tax_mapping_ids.filtered(lambda m: not m.rate_id):
            was = chosen.get(mapping.tax_id)
            if was and (
                same := known.get((was.tax_type, was.name, was.effective_rate))
            ):
                mapping.rate_id = same
