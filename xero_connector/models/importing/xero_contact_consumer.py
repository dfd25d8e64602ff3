import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL, mute_logger

from ..issues.xero_issue import Hold

# A pattern may take for ever (nested repetitions with a back reference do): it is given
# so long for all the contacts that are asked about at once.
MILLISECONDS = 2000

# What the database says of a pattern that it cannot read, or does not finish.
REFUSALS = (
    psycopg2.errors.QueryCanceled,
    psycopg2.errors.OutOfMemory,
    psycopg2.DataError,
)


class PatternRefused(Exception):
    """The database does not take a pattern.

    :ivar words: why, in its own words; "" where it simply took too long
    """

    def __init__(self, error):
        is_slow = isinstance(error, psycopg2.errors.QueryCanceled)
        self.words = "" if is_slow else (error.diag.message_primary or "").strip()
        super().__init__(self.words)

    def explain(self, env):
        """:return: why, in a sentence"""
        if not self.words:
            return env._("The pattern takes too long to evaluate. Simplify it.")
        return env._("The pattern cannot be evaluated: %s.", self.words.rstrip("."))


class XeroContact(models.Model):
    """Consumers: told by a pattern in their names, or by a person."""

    _inherit = "xero.contact"

    is_consumer = fields.Boolean(
        "Consumer",
        readonly=True,
        help="A private person: the contact in Odoo is a person, and no company is "
        "created.",
    )
    consumer_by_hand = fields.Boolean(
        readonly=True, help="A user said so; the pattern does not change it."
    )

    @api.model
    def _find_consumers(self, connection, pattern, contacts=None):
        """Ask PostgreSQL which contacts a pattern fits, by name, email or account
        number.

        :param contacts: those asked about, all of the connection by default
        :return: those of them whose name, email or account number it fits
        :raise PatternRefused: PostgreSQL cannot read it, or takes too long
        """
        if not pattern:
            return self.browse()
        self.flush_model(["connection_id", "name", "email", "account_number"])
        fits = SQL(
            "(name ~* %(p)s OR email ~* %(p)s OR account_number ~* %(p)s)", p=pattern
        )
        which = (
            SQL("connection_id = %s", connection.id)
            if contacts is None
            else SQL("id = ANY(%s)", contacts.ids)
        )
        try:
            # What is typed in a dialog is in the cache alone: it is not cleared.
            savepoint = self.env.cr.savepoint(flush=False)
            with mute_logger("odoo.sql_db"), savepoint:
                ask = self.env.execute_query
                [(former,)] = ask(SQL("SELECT current_setting('statement_timeout')"))
                limit = "SELECT set_config('statement_timeout', %s, TRUE)"
                ask(SQL(limit, str(MILLISECONDS)))
                rows = ask(
                    SQL("SELECT id FROM xero_contact WHERE %s AND %s", which, fits)
                )
                ask(SQL(limit, former))
        except REFUSALS as error:
            raise PatternRefused(error) from error
        return self.browse(row[0] for row in rows)

    def _follow_consumer_pattern(self, connection):
        """Note which of these are consumers. A pattern that cannot be asked becomes an
        issue, and changes nothing."""
        issues = self.env["xero.issue"]
        asked = self.filtered(lambda contact: not contact.consumer_by_hand)
        try:
            found = self._find_consumers(connection, connection.consumer_pattern, asked)
        except PatternRefused as refusal:
            data = {
                "pattern": connection.consumer_pattern,
                "words": refusal.words,
            }
            issues._raise(connection, Hold("consumer_pattern", "pattern", data))
            return
        issues._solved(connection, "consumer_pattern")
        for is_consumer, theirs in ((True, found), (False, asked - found)):
            changed = theirs.filtered(lambda c, now=is_consumer: c.is_consumer != now)
            changed.is_consumer = is_consumer

    # === By hand === #

    def action_mark_consumer(self):
        """These are private persons, whatever the pattern says."""
        self._decide_consumer(True)

    def action_mark_no_consumer(self):
        """These are companies, whatever the pattern says."""
        self._decide_consumer(False)

    def _decide_consumer(self, is_consumer):
        self.env["xero.match.change"]._check_may()
        self.check_access("read")
        # sudo: contacts are written by code; whoever sees them answers
        contacts = self.sudo()
        contacts.write(
            {
                "is_consumer": is_consumer,
                "consumer_by_hand": True,
                "applied_hash": False,
            }
        )
        for connection in contacts.connection_id:
            self._apply_again(connection)
