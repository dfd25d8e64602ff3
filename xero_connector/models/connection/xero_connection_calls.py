import hashlib

from odoo import api, fields, models
from odoo.tools import SQL

from ...const import WRITE_DEADLINE
from ...xerolib import errors
from ...xerolib.client import Client
from ...xerolib.halving import is_of_one_call
from ...xerolib.scopes import BASE

# Of an id: more, and it is none of a table of Odoo's.
MOST_DIGITS = 10


class XeroConnection(models.Model):
    """How a connection reaches Xero, and whether it may."""

    _inherit = "xero.connection"

    def _may_call(self):
        """Whether Xero may be asked now: connected, healthy, not paused, no copy."""
        quota = self._quota()
        return bool(
            self.lifecycle == "connected"
            and not self.is_copy
            and not quota.problem
            and not quota._is_paused()
        )

    def _may_call_unattended(self):
        """Whether automatic work may ask Xero now: what is left is not only what is
        kept for people. What a person asked for needs :meth:`_may_call` alone."""
        return self._may_call() and not self._quota()._shared()._kept_until()

    def _call(self, ask):
        """Ask the organisation in Xero.

        :param ask: function of a :class:`~xerolib.client.Client`; what it returns is
            returned
        :raise XeroError: what concerns the whole connection is noted on its health
        """
        return self._with_token(lambda token: self._ask(token, ask))

    def _with_token(self, ask):
        """Ask Xero, with one new token should Xero not take ours.

        :param ask: function of an access token; what it returns is returned
        :raise XeroError: what concerns the whole connection is noted on its health
        """
        self.ensure_one()
        credential, quota = self._credential(), self._quota()
        try:
            token = credential._access_token()
            try:
                found = ask(token)
            except (errors.TokenExpired, errors.TokenInvalid):
                # Whether it is over for good, the renewal tells.
                found = ask(credential._access_token(rejected=token))
        except errors.XeroError as error:
            if not is_of_one_call(error):
                quota._failed(error)
            raise
        quota._succeeded()
        return found

    def _ask(self, token, ask):
        hosts = self.credential_id._hosts()
        with Client(hosts, token, self.tenant_id, deadline=WRITE_DEADLINE) as client:
            try:
                return ask(client)
            finally:
                if client.limits:
                    self._quota()._update_limits(client.limits)

    def _wake(self, at=None):
        """Let the connection's cron run, now or at a moment (UTC)."""
        for connection in self:
            connection._cron()._trigger(at)

    def _wanted_scopes(self):
        """:return: every scope that the settings of this connection need"""
        mirrors = filter(self._is_switched_on, self.env["xero.mirror"]._mirrors())
        return (*BASE, *sorted({mirror._scope(self) for mirror in mirrors}))

    def _asked_scopes(self):
        """What the consent asks for: also what the app's other connections need, for
        the newest token set of a Xero user serves them all.

        :return: tuple of scopes, this connection's first
        """
        app = self._credential().client_id
        # sudo: other companies' that share the app's limits
        others = self.sudo().search(
            [("credential_id.client_id", "=", app), ("lifecycle", "=", "connected")]
        )
        scopes = self._wanted_scopes()
        for connection in others:
            scopes += connection._wanted_scopes()
        return tuple(dict.fromkeys(scopes))

    # === A copy of the database === #
    # A copied database reaches no ledger: it notices that it is a copy, and stops.
    #
    # Odoo's own way to copy a database neutralizes it. A plain copy (createdb -T, a
    # restored dump, a cloned server) does not, and keeps even the database's uuid. Two
    # Odoos that push into one ledger and renew the same tokens would ruin both.

    fingerprint = fields.Char(
        readonly=True, copy=False, help="Fingerprint of the database that connected."
    )
    is_copy = fields.Boolean(compute="_compute_is_copy", compute_sudo=True)

    @api.depends("fingerprint")
    def _compute_is_copy(self):
        here = self._database_fingerprint()
        for connection in self:
            known = connection.fingerprint
            connection.is_copy = bool(known and known != here)

    @api.model
    def _database_fingerprint(self):
        """What tells this database from every copy of it.

        A dump restored elsewhere has another cluster, a copy beside the original
        another name and number, one that Odoo made another uuid.
        """
        uuid = self._parameter("database.uuid")
        [(name, number, cluster)] = self.env.execute_query(
            SQL(
                """
                SELECT datname, oid, (SELECT system_identifier FROM pg_control_system())
                  FROM pg_database WHERE datname = current_database()
                """
            )
        )
        place = f"{uuid}|{name}|{number}|{cluster}"
        return hashlib.sha256(place.encode()).hexdigest()

    def action_take_over(self):
        """This database is the one that Xero's ledger belongs to, from now on."""
        self.check_access("write")
        for connection in self.sudo():  # sudo: checked above
            connection.fingerprint = connection._database_fingerprint()
            if connection.quota_ids.problem == "copied":
                connection.quota_ids._mended()
        self._wake()

    # === What only Xero can tell === #

    def _notice_copy(self, rows):
        """Stop where Xero has an invoice that leads back to this Odoo, which never
        sent it: another one does, that has our address, numbers and tokens.

        The links tell it: one of an invoice made here since this connection was, or
        of one that this database has yet to make. What was pushed by a connection
        that somebody deleted is older, and no sign.

        :param rows: invoices as Xero sent them
        """
        self.ensure_one()
        numbers = self._numbers_by_link(rows)
        if not numbers:
            return
        moves = self.env["account.move"].browse(numbers)
        [(last,)] = self.env.execute_query(
            SQL("SELECT last_value FROM account_move_id_seq")
        )
        ahead = {move.id for move in moves if move.id > last}
        made_since = moves.exists().filtered(
            lambda m: m.create_date >= self.create_date
        )
        unsent = set(made_since.ids) - self._sent(made_since)
        quota = self.quota_ids
        if signs := {sign for sign in ahead | unsent if sign > quota.copy_seen}:
            quota.write(
                {
                    "problem": "copied",
                    "problem_about": numbers[min(signs)],
                    "copy_seen": max(signs),
                }
            )

    def _numbers_by_link(self, rows):
        """:return: dict of an invoice's id in Odoo to its number in Xero, of those
        that have a link to this Odoo"""
        begin = f"{self.get_base_url()}/odoo/account.move/"
        number = self.env["xero.document"]._xero_resource.number_field
        found = {}
        for row in rows:
            link = row.get("Url")
            if not isinstance(link, str) or not link.startswith(begin):
                continue
            tail = link[len(begin) :]
            if tail.isascii() and tail.isdigit() and len(tail) < MOST_DIGITS:
                found[int(tail)] = str(row.get(number) or "")
        return found

    def _sent(self, moves):
        """:return: the ids of those that were ever sent to this organisation"""
        sent = self.env["xero.exchange.element"]._read_group(
            [
                ("exchange_id.connection_id", "=", self.id),
                ("exchange_id.mirror_model", "=", "xero.document"),
                ("exchange_id.purpose", "=", "write"),
                ("res_id", "in", moves.ids),
                # The number was another's already when this one was sent.
                ("outcome", "!=", "taken"),
            ],
            ["res_id"],
        )
        known = self.env["xero.document"].search(
            [("connection_id", "=", self.id), ("move_id", "in", moves.ids)]
        )
        return {res_id for (res_id,) in sent} | set(known.move_id.ids)

    # === Nothing leaves a copy === #
