from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...const import JOB_WAITING, PRIORITY_AUTOMATIC
from ...xerolib import documents, payloads, values
from ...xerolib.documents import DEAD, UNAPPROVED
from ...xerolib.invoice_given import said_of
from ...xerolib.invoice_sides import arrived, holds, said
from ..issues.xero_issue import Hold
from ..mirror.xero_push_mirror import Push

# How many invoices an issue about several names.
MOST_NAMES = 5


class XeroDocument(models.Model):
    """The way of an invoice to Xero."""

    _inherit = "xero.document"

    # === What is sent === #

    @api.model
    def _make_ready(self, connection, records):
        self.env["xero.tax.mapping"]._ensure_for(connection, records)

    @api.model
    def _prepare(self, connection, records):
        recoded = self.env["xero.job"]._recoded(connection, records)
        compared = self.env["xero.job"]._compared(connection, records)
        records = records.with_context(xero_recoded=recoded, xero_compared=compared)
        return super()._prepare(connection, records)

    @api.model
    def _prepare_one(self, connection, record):
        """An invoice's body, or what changed of one that stands in Xero."""
        document = record.xero_document_ids.filtered(
            lambda document: document.connection_id == connection
        )[:1]
        if record.state == "cancel":
            return document._prepare_void(record) if document else None
        if document.gone_at and document._is_compared():
            # Whether it is there at all is read before anything is made of it.
            return Push(record.name, {}, document.xero_id, document.agreed)
        # Whose it is in Xero is no question while it stands there for that customer,
        # be the contact archived since.
        # sudo: asked for whoever pushes
        customer = record.commercial_partner_id.sudo()
        asked = document.contact_xero_id not in customer.xero_contact_ids.mapped(
            "xero_id"
        )
        if hold := record._xero_hold_of_refusal(connection):
            return hold
        invoice = record._xero_data(connection)
        asked = asked and not invoice.contact_id
        if hold := record._xero_hold_of_document(connection, invoice, asked):
            return hold
        if document:
            return document._prepare_update(record, said_of(invoice))
        return Push(record.name, payloads.invoice_body(invoice), base=said_of(invoice))

    @api.model
    def _keep_read(self, connection, jobs, rows, failed):
        # EXTENDS 'xero_connector': what is back is listed as missing no more
        known = self._find_known(connection, jobs._records())
        unlisted = self.browse().union(*known.values()).filtered("gone_at")
        result = super()._keep_read(connection, jobs, rows, failed)
        if unlisted:
            self._tell_unlisted(connection)
        return result

    @api.model
    def _hold_of_gone(self, record, mirror):
        return mirror._hold("gone_in_xero", record)

    # === What it needs === #

    @api.model
    def _prerequisites(self, connection):
        """The customer, unless the invoice goes to be voided, stands with a contact of
        that customer already, or is only looked for in Xero: a person asks whether it
        is still there."""
        self.env["account.move"].flush_model(["commercial_partner_id", "state"])
        self.env["xero.contact"].flush_model(["partner_id", "status"])
        self.env["xero.job"].flush_model()
        self.flush_model(["contact_xero_id", "gone_at", "move_id"])
        return {
            "xero.contact": SQL(
                """
                SELECT move.id, move.commercial_partner_id AS needed
                  FROM account_move move
                 WHERE move.state != 'cancel'
                   AND NOT EXISTS (
                       SELECT FROM xero_document document
                        WHERE document.connection_id = %(connection)s
                          AND document.move_id = move.id
                          AND (EXISTS (
                                  SELECT FROM xero_contact contact
                                   WHERE contact.connection_id = %(connection)s
                                     AND contact.xero_id = document.contact_xero_id
                                     AND contact.partner_id
                                         = move.commercial_partner_id
                                     AND contact.status = 'ACTIVE')
                               OR (document.gone_at IS NOT NULL AND EXISTS (
                                  SELECT FROM xero_job job
                                   WHERE job.connection_id = %(connection)s
                                     AND job.mirror_model = 'xero.document'
                                     AND job.res_id = move.id
                                     AND job.compares
                                     AND job.state IN %(waiting)s))))
                """,
                connection=connection.id,
                waiting=JOB_WAITING,
            )
        }

    @api.model
    def _hold_early(self, connection, record):
        return record._xero_hold(connection, check_contact=False)

    # === Looking in Xero === #

    @api.model
    def _look_up(self, client, references):
        rows = super()._look_up(client, references)
        # A bill may carry any number; what was voided yields to what stands.
        return sorted(
            (row for row in rows if row.get("Type") in self._types()),
            key=lambda row: row.get("Status") not in DEAD,
        )

    @api.model
    def _is_ours(self, element, row):
        """Equal in all that names it and in its total: it is this very invoice.

        What left is compared, if something did, for the invoice may have been changed
        or deleted since; its total is then nothing to compare with.
        """
        move = self.env["account.move"].browse(element.res_id).exists()
        sent = element._sent()
        if element.exchange_id.method == "POST":
            return holds(sent, row)
        theirs = documents.read(row)
        if theirs.type not in self._types() or theirs.status in DEAD:
            return False
        if not sent and not move:
            return False
        if not sent and theirs.status in UNAPPROVED:
            return False  # typed by hand, and not booked there
        said = sent or payloads.invoice_body(move._xero_data(element.connection_id))
        return (
            theirs.contact_id == said["Contact"]["ContactID"]
            and theirs.date == values.parse_date(said["Date"])
            # Who types an invoice by hand may have left the reference out.
            and theirs.reference in ("", said.get("Reference", ""))
            and theirs.currency == said["CurrencyCode"]
            and (
                theirs.total == move._xero_odoo_totals()[-1]
                or bool(sent and not self._is_unchanged(element))
            )
        )

    @api.model
    def _types(self):
        return {kind.type for kind in self._kinds().values()}

    # === What became of it === #

    @api.model
    def _partner_of(self, record):
        return record.commercial_partner_id

    @api.model
    def _hold_of_taken(self, element, record, row):
        before = self.env["xero.exchange.element"].search_count(
            [
                ("exchange_id.connection_id", "=", element.connection_id.id),
                ("exchange_id.mirror_model", "=", self._name),
                ("reference", "=", record.name),
                ("res_id", "!=", record.id),
                ("outcome", "in", ("accepted", "adopted")),
            ],
            limit=1,
        )
        data = {
            "name": record.name,
            "was_ours": bool(before),
            "is_draft": row.get("Status") in UNAPPROVED,
        }
        return Hold("number_taken", f"account.move,{record.id}", data, record)

    # === What has arrived === #
    # What left has arrived in Xero: link, agree, note, and what happened meanwhile.

    @api.model
    def _link_arrived(self, connection, elements):
        mirrors = self._of(connection, elements.mapped("xero_id"))
        records = self.env["account.move"].browse(elements.mapped("res_id")).exists()
        moves = {move.id: move for move in records}
        changes = elements.exchange_id._changes()
        bodies, noted = {}, []
        adopted = elements.filtered(lambda element: element.outcome == "adopted")
        for element in elements:
            document = mirrors[element.xero_id]
            move = moves.get(element.res_id, records.browse())
            if document.move_id and not move:
                # Deleted since, and its number used again: it is the newer one's.
                continue
            if document.move_id not in (move, records.browse()):
                raise UserError(
                    self.env._(
                        "Xero answered for %(name)s with the document that belongs to "
                        "%(other)s",
                        name=element.reference,
                        other=document.move_id.display_name,
                    )
                )
            change = changes.get(element)
            if move and (change or not document.move_id):
                bodies[move.id] = document._arrival_words(element, change)
            document.write(
                {
                    "move_id": move.id,
                    "agreed": document._agreed_with(element, change),
                    "noted_payment_state": document.payment_state,
                }
            )
            noted += document._meanwhile(move)
        adopted.job_id._close("adopted")
        (elements - adopted).job_id._close("sent")
        records.browse(bodies)._message_log_batch(bodies=bodies)
        standing = [d.move_id.id for d in mirrors.values() if d.status not in DEAD]
        self.env["xero.job"]._drop_elsewhere(connection, records.browse(standing))
        issues = self.env["xero.issue"]
        issues._solved(
            connection,
            "gone_meanwhile",
            [i for i in mirrors if i not in [hold.key for hold in noted]],
        )
        for hold in noted:
            issues._raise(connection, hold)
        arrived_here = self.browse(document.id for document in mirrors.values())
        for document in arrived_here.filtered("differs"):
            issues._raise(connection, document._hold_of_difference())
        self._settle_differences(connection)

    @api.model
    def _unlisted(self, connection):
        """:return: those of Odoo's invoices that Xero's list does not name any more"""
        return self.search(
            [
                ("connection_id", "=", connection.id),
                ("gone_at", "!=", False),
                ("move_id", "!=", False),
                ("status", "not in", DEAD),
            ],
            order="id",
        )

    @api.model
    def _domain_unlisted(self, connection):
        """:return: domain of the invoices that the issue about them counts, be they
        held back by another issue as well"""
        return [("id", "in", self._unlisted(connection).move_id.ids)]

    @api.model
    def _tell_unlisted(self, connection):
        # EXTENDS xero.mirror: an invoice is somebody's money, and a banner on its form
        # is nobody's notice.
        gone = self._unlisted(connection)
        issues, key = self.env["xero.issue"], str(connection.id)
        if not gone:
            issues._solved(connection, "unlisted", [key])
            return
        names = gone.move_id.mapped("name")
        data = {"names": names[:MOST_NAMES], "more": max(len(names) - MOST_NAMES, 0)}
        issues._raise(connection, Hold("unlisted", key, data))

    def _hold_of_difference(self):
        """Xero took it, and computed another total."""
        move = self.move_id
        data = {
            "name": move.name,
            "odoo": move.currency_id._xero_format(move.amount_total),
            "xero": self.currency_id._xero_format(self.total),
        }
        return Hold("differs_in_xero", self.xero_id, data, move)

    @api.model
    def _settle_differences(self, connection):
        """Close the issues of those that are equal by now, or of no ledger any more."""
        open_issues = self.env["xero.issue"].search(
            [
                ("connection_id", "=", connection.id),
                ("cause", "=", "differs_in_xero"),
                ("state", "=", "open"),
            ]
        )
        known = self._of(connection, open_issues.mapped("key"))
        open_issues.filtered(
            lambda issue: issue.key not in known or not known[issue.key].differs
        )._solve()

    def _agreed_with(self, element, change):
        """What both sides agree on now that the element stands here.

        What was found instead of answered may have been changed since, and what
        differs then is Xero's.

        :param change: the update as it left, None for a new document
        """
        base = element.base  # read once: JSON is copied each time
        if not base or "Status" in (change or {}):
            return self.agreed
        heard = element.outcome == "accepted"
        sent = said(change) if change else base
        return arrived(base, sent if heard else None, self.raw)

    def _arrival_words(self, element, change):
        """The note in the invoice's chatter, with the totals of both ledgers."""
        self.ensure_one()
        words = {
            "number": self.name,
            "total": self.currency_id._xero_format(self.total),
            "link": Markup('<a href="%s" target="_blank">%s</a>')
            % (self.xero_url, self.env._("Open in Xero")),
        }
        if change and "Status" in change:
            return self.env._("Voided in Xero: %(number)s. %(link)s", **words)
        if change:
            told = self.env._(
                "Changed in Xero: %(number)s, %(total)s. %(link)s", **words
            )
            recoded = self._recoded_words(self._agreed(), element.base)
            return Markup("<br/>").join([told, *recoded])
        if element.outcome == "adopted":
            return self.env._(
                "Already in Xero as %(number)s, %(total)s. %(link)s", **words
            )
        return self.env._("In Xero as %(number)s, %(total)s. %(link)s", **words)

    def _meanwhile(self, move):
        """What became of the invoice in Odoo while it was on its way to Xero.

        One that was cancelled is voided next, where pushing is not by hand.

        :return: list of what somebody should know
        """
        self.ensure_one()
        if self.status in DEAD or move.state == "posted":
            return []
        if move.state == "cancel" and self.connection_id._push_when() != "by_hand":
            move._xero_intend(self.connection_id, PRIORITY_AUTOMATIC)
            return []
        return [Hold("gone_meanwhile", self.xero_id, {"name": self.name}, move or None)]
