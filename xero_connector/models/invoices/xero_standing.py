from odoo import api, models
from odoo.tools import SQL

from ...const import JOB_OPEN
from .xero_document import DEAD, differ

# What is told of a request before what it is about; one that only waits says nothing
# of an invoice that stands in Xero already.
TOLD_FIRST = ("blocked", "checking")


class XeroStanding(models.AbstractModel):
    """Where invoices stand: one query for any number of them, and what filters ask.

    What counts is the ledger of the invoice's company: the primary organisation that
    is connected now, a branch's own before its parent's; while none is, the one that
    was connected last. What stands in another ledger only is *elsewhere*.
    """

    _name = "xero.standing"
    _description = "Invoice Status in Xero"

    @api.model
    def _of(self, moves):
        """:param moves: invoices, saved or not
        :return: dict of the id of each that is saved to a dict of ``state`` (a key of
            ``account.move.xero_state``), ``payment_state`` and ``amount_due`` in the
            ledger that counts (None of what Xero no longer lists), ``document_id``
            there with its ``xero_id``, whether it is ``live`` (neither voided nor
            deleted) and ``gone`` from Xero's list, whether a request ``waits`` for
            its turn,
            ``away_id`` (a document that stands in another ledger), ``away_name`` (that
            ledger's) and ``ledger_id`` (the connection that counts, None for none)"""
        if not moves.ids:
            return {}
        columns = (
            "state",
            "payment_state",
            "amount_due",
            "document_id",
            "xero_id",
            "live",
            "gone",
            "waits",
            "away_id",
            "away_name",
            "ledger_id",
        )
        rows = self.env.execute_query(self._query(moves))
        return {
            move_id: dict(zip(columns, values, strict=True))
            for move_id, *values in rows
        }

    @api.model
    def _in_states(self, states):
        """:return: SQL of the ids of all entries that are in one of the states"""
        return SQL(
            "(SELECT id FROM (%s) standing WHERE state IN %s)",
            self._query(),
            tuple(states),
        )

    @api.model
    def _in_payment_states(self, states):
        """:return: SQL of the ids of all entries with one of these payment states in
        the ledger that counts; False among them for those that are not there"""
        return SQL(
            """(SELECT id FROM (%s) standing
                 WHERE COALESCE(payment_state, '') IN %s)""",
            self._query(),
            tuple(state or "" for state in states),
        )

    @api.model
    def _missing(self):
        """:return: SQL of the ids of the invoices that Xero should have and has not:
        confirmed, of the day from which invoices are pushed or later"""
        return SQL(
            """(
            SELECT move.id
              FROM (%s) standing
              JOIN account_move move ON move.id = standing.id
              JOIN (%s) ledger ON ledger.company_id = move.company_id
             WHERE (standing.live IS NOT TRUE OR standing.gone)
               AND move.move_type IN %s
               AND move.state = 'posted'
               AND (ledger.push_from IS NULL OR move.invoice_date >= ledger.push_from))
            """,
            self._query(),
            self._ledgers(),
            tuple(self.env["account.move"]._xero_kinds()),
        )

    @api.model
    def _known_ledgers(self, companies):
        """:return: what :meth:`_ledgers` gives of these companies, without asking the
        database; None unless each of them is connected"""
        known = {company.id: company._xero_connection_id() for company in companies}
        if not known or not all(known.values()):
            return None
        rows = SQL(", ").join(SQL("(%s, %s)", *pair) for pair in known.items())
        return SQL("SELECT * FROM (VALUES %s) known (company_id, connection_id)", rows)

    @api.model
    def _ledgers(self):
        """:return: SQL of ``company_id``, ``connection_id`` and ``push_from``: a row
        for each company that has, or had, a ledger"""
        self.env["res.company"].flush_model(["parent_path"])
        self.env["xero.connection"].flush_model()
        return SQL(
            """
            SELECT DISTINCT ON (company.id)
                   company.id AS company_id,
                   connection.id AS connection_id,
                   connection.push_from
              FROM res_company company
              JOIN res_company owner
                ON starts_with(company.parent_path, owner.parent_path)
              JOIN xero_connection connection
                ON connection.company_id = owner.id
               AND connection.role = 'primary'
               AND connection.lifecycle != 'draft'
             ORDER BY company.id,
                   (connection.lifecycle = 'connected') DESC,
                   length(owner.parent_path) DESC,
                   connection.connected_at DESC NULLS LAST,
                   connection.id DESC
            """
        )

    @api.model
    def _query(self, moves=None):
        """:param moves: of whom; of all entries by default
        :return: SQL of a row for each: id, and the columns of :meth:`_of`"""
        self.env["account.move"].flush_model(
            ["company_id", "currency_id", "amount_total"]
        )
        self.env["xero.connection"].flush_model()
        self.env["xero.document"].flush_model()
        self.env["xero.job"].flush_model()

        among, ledgers = SQL("TRUE"), None
        if moves is not None:
            among = SQL("move.id IN %s", tuple(moves.ids))
            ledgers = self._known_ledgers(moves.company_id)
        return SQL(
            """
            WITH ledger AS (%(ledgers)s),
            move AS (
                SELECT move.id, move.currency_id, move.amount_total,
                       ledger.connection_id AS ledger_id
                  FROM account_move move
                  LEFT JOIN ledger ON ledger.company_id = move.company_id
                 WHERE %(among)s
            ),
            job AS (
                SELECT DISTINCT ON (move.id) move.id AS move_id, job.state
                  FROM move
                  JOIN xero_job job
                    ON job.res_id = move.id
                   AND job.res_model = 'account.move'
                   AND job.state IN %(open)s
                   AND job.connection_id = move.ledger_id
                 ORDER BY move.id, job.state IN %(told_first)s DESC, job.id DESC
            ),
            here AS (
                SELECT DISTINCT ON (move.id)
                       move.id AS move_id,
                       document.id,
                       document.xero_id,
                       document.gone_at,
                       document.payment_state,
                       document.amount_due,
                       COALESCE(document.status IN %(dead)s, FALSE) AS dead,
                       COALESCE(%(differ)s, FALSE) AS differs
                  FROM move
                  JOIN xero_document document
                    ON document.move_id = move.id
                   AND document.connection_id = move.ledger_id
                  LEFT JOIN res_currency currency
                         ON currency.id = document.currency_id
                 ORDER BY move.id, dead, document.id DESC
            ),
            away AS (
                SELECT DISTINCT ON (move.id)
                       move.id AS move_id, document.id, connection.name
                  FROM move
                  JOIN xero_document document
                    ON document.move_id = move.id
                   AND document.connection_id IS DISTINCT FROM move.ledger_id
                  JOIN xero_connection connection
                    ON connection.id = document.connection_id
                 WHERE COALESCE(document.status NOT IN %(dead)s, TRUE)
                 ORDER BY move.id, document.id DESC
            )
            SELECT move.id,
                   CASE
                       WHEN job.state IN %(told_first)s THEN job.state
                       WHEN here.dead THEN 'voided'
                       WHEN here.gone_at IS NOT NULL THEN 'gone'
                       WHEN here.differs THEN 'differs'
                       WHEN here.id IS NOT NULL THEN 'pushed'
                       WHEN job.state IS NOT NULL THEN 'waiting'
                       WHEN away.id IS NOT NULL THEN 'elsewhere'
                       ELSE 'none'
                   END AS state,
                   CASE WHEN here.gone_at IS NULL THEN here.payment_state END
                       AS payment_state,
                   (CASE WHEN here.dead THEN 0
                         WHEN here.gone_at IS NULL THEN here.amount_due
                    END)::float AS amount_due,
                   here.id AS document_id,
                   here.xero_id,
                   NOT here.dead AS live,
                   here.gone_at IS NOT NULL AS gone,
                   job.state NOT IN %(told_first)s AS waits,
                   away.id AS away_id,
                   away.name AS away_name,
                   move.ledger_id
              FROM move
              LEFT JOIN job ON job.move_id = move.id
              LEFT JOIN here ON here.move_id = move.id
              LEFT JOIN away ON away.move_id = move.id
            """,
            ledgers=ledgers or self._ledgers(),
            open=JOB_OPEN,
            told_first=TOLD_FIRST,
            dead=DEAD,
            differ=differ(),
            among=among,
        )
