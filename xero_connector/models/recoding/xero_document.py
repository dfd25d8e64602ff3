import json

from odoo import api, models
from odoo.tools import SQL

from ...const import JOB_OPEN
from ...xerolib.documents import DEAD
from ...xerolib.invoice_given import given_anew, untouched


class XeroDocument(models.Model):
    """Recoding: today's accounts and tax rates for lines that stand in Xero.

    Never by itself, and never what is paid or credited there, be it in part, nor what
    is dated in a period that either ledger has locked.
    """

    _inherit = "xero.document"

    def _given_anew(self):
        """:return: lines and fields for which today's settings count, as
        :func:`~...xerolib.invoice_given.keep` takes them"""
        self.ensure_one()
        names = (self.env.context.get("xero_recoded") or {}).get(self.move_id.id)
        if not names or not self.agreed or self._is_kept_as_coded():
            return frozenset()
        return {
            (line, name)
            for line, name in untouched(self.agreed, self.raw)
            if name in names
        }

    def _is_kept_as_coded(self):
        """Whether it is paid or credited, be it in part, or in a locked period."""
        locked = self.connection_id._locked_until(self.move_id.company_id)
        return self._has_payments() or self._coded_on() <= locked

    def _coded_on(self):
        return min(filter(None, (self.date, self.move_id.date)))

    @api.model
    def _to_recode(self, connection, names, unpaid=False):
        """Lines in Xero that today's settings would give something else, and that
        nobody changed there since they were given it.

        :param names: Xero's names of what a setting gives: AccountCode, TaxType
        :param bool unpaid: whether those that are paid or credited are left out
        :return: list of tuples of a document, the name, the value in Xero, today's
            value, and the number of its lines
        """
        today = {name: connection._given_today(name) for name in names}
        self.flush_model()
        self.env["account.move"].flush_model(["state"])
        self.env["xero.job"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT document.id, given.key, given.value->>1,
                       %(today)s::jsonb->given.key->>(given.value->>0), count(*)
                  FROM xero_document document
                  JOIN account_move move ON move.id = document.move_id
            CROSS JOIN jsonb_path_query(document.agreed, '$.lines[*]') line
                  JOIN jsonb_path_query(document.raw, '$.LineItems[*]') item
                    ON item->>'LineItemID' = line->>'LineItemID'
            CROSS JOIN jsonb_each(line->'given') given
                 WHERE document.connection_id = %(connection)s
                   AND document.status NOT IN %(dead)s
                   AND document.gone_at IS NULL
                   AND move.state = 'posted'
                   AND %(payment)s
                   AND item->>given.key = given.value->>1
                   AND %(today)s::jsonb->given.key->>(given.value->>0)
                       != given.value->>1
                   AND NOT EXISTS (
                       SELECT FROM xero_job job
                        WHERE job.connection_id = document.connection_id
                          AND job.mirror_model = 'xero.document'
                          AND job.res_id = move.id
                          AND job.state IN %(open)s
                          AND given.key = ANY(string_to_array(job.recode, ',')))
              GROUP BY 1, 2, 3, 4
              ORDER BY 1, 2, 3
                """,
                today=json.dumps(today),
                connection=connection.id,
                dead=DEAD,
                payment=SQL("document.payment_state = 'not_paid'")
                if unpaid
                else SQL("TRUE"),
                open=JOB_OPEN,
            )
        )
        documents = self.browse(row[0] for row in rows)
        return [
            (document, *row[1:]) for document, row in zip(documents, rows, strict=True)
        ]

    def _recoded_words(self, before, after):
        """What an update gave the lines anew, in sentences.

        :param before: what was agreed on until now, None if nothing was
        :param after: what is agreed on from now on
        """
        words = []
        for (name, old, new), count in sorted(given_anew(before, after).items()):
            data = {
                "old": self.connection_id._given_words(name, old),
                "new": self.connection_id._given_words(name, new),
                "count": count,
            }
            words.append(self._recoded_sentence(name, data))
        return words

    def _recoded_sentence(self, name, data):
        one = data["count"] == 1
        if name == "AccountCode" and one:
            return self.env._(
                "Account of 1 line changed in Xero from %(old)s to %(new)s.", **data
            )
        if name == "AccountCode":
            return self.env._(
                "Account of %(count)s lines changed in Xero from %(old)s to %(new)s.",
                **data,
            )
        if one:
            return self.env._(
                "Tax rate of 1 line changed in Xero from %(old)s to %(new)s.", **data
            )
        return self.env._(
            "Tax rate of %(count)s lines changed in Xero from %(old)s to %(new)s.",
            **data,
        )
