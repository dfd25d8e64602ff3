from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import JOB_OPEN, PRIORITY_AUTOMATIC
from ...xerolib import documents, payloads, values, where
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
    def _prepare(self, connection, records):
        taxes = records._xero_priced_lines().tax_ids
        self.env["xero.tax.mapping"]._ensure(connection, [taxes.browse(), *taxes])
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
    def _known(self, connection, records):
        documents = self.search(
            [("connection_id", "=", connection.id), ("move_id", "in", records.ids)]
        )
        return {document.move_id.id: document for document in documents}

    @api.model
    def _names(self, element):
        named = super()._names(element)
        contact = (element._sent() or {}).get("Contact")
        return named | ({"xero.contact": contact["ContactID"]} if contact else {})

    @api.model
    def _names_what_is_gone(self, element, gone):
        """Of a contact that is gone, a person is asked who it is now."""
        contact_id = gone.get("xero.contact")
        if not contact_id:
            return super()._names_what_is_gone(element, gone)
        known = self.env["xero.contact"]._of(element.connection_id, [contact_id])
        known[contact_id]._strike_out()
        return element._return_to_queue()

    @api.model
    def _freshen(self, connection, jobs, rows, failed):
        # EXTENDS 'xero_connector': what is back is listed as missing no more
        known = self._known(connection, jobs._records())
        unlisted = self.browse().union(*known.values()).filtered("gone_at")
        result = super()._freshen(connection, jobs, rows, failed)
        if unlisted:
            self._tell_unlisted(connection)
        return result

    @api.model
    def _gone(self, connection, job, mirror):
        move = self.env["account.move"].browse(job.res_id)
        mirror._hold("gone_in_xero", move)._on(job)

    @api.model
    def _claim_domain(self, connection):
        """With contacts switched off nobody is looked for: who is unknown waits."""
        if connection._pushes("xero.contact"):
            return []
        contact = Domain("connection_id", "=", connection.id) & Domain(
            "status", "=", "ACTIVE"
        )
        goes = Domain("state", "=", "cancel") | Domain(
            "commercial_partner_id.xero_contact_ids", "any", contact
        )
        # sudo: ids alone, of jobs that exist
        return [("res_id", "in", self.env["account.move"].sudo()._search(goes))]

    @api.model
    def _ready(self, connection, jobs):
        """Invoices whose contact stands in Xero; what holds a contact holds them."""
        looked_for = self._looked_for(connection, jobs)
        without = self._customers_without_contact(connection, jobs - looked_for)
        if not without:
            return jobs
        partners = self.env["res.partner"].browse(set(without.values()))
        underway = {
            job.res_id: job
            for job in self.env["xero.contact"]._open_jobs(
                connection, partners, JOB_OPEN
            )
        }
        contacts_go = connection._pushes("xero.contact") and not (
            self.env["xero.retry"]._is_resting(connection, "push", "xero.contact")
        )
        ready = []
        for job in jobs:
            partner = without.get(job.res_id)
            contact_job = underway.get(partner)
            if not contact_job:
                # Nobody is looked for while contacts are switched off, or rest after a
                # failure: it waits.
                if contacts_go or not partner:
                    ready.append(job.id)
            elif contact_job.state == "blocked":
                job._block(contact_job.issue_id)
        return jobs.browse(ready)

    @api.model
    def _looked_for(self, connection, jobs):
        """:return: those that ask whether Xero has what it no longer lists: whose it
        is there is no question before"""
        asking = jobs.filtered("compares")
        known = self._known(connection, asking._records())
        return asking.filtered(
            lambda job: job.res_id in known and known[job.res_id].gone_at
        )

    @api.model
    def _customers_without_contact(self, connection, jobs):
        """Whose customers have not exactly one active contact, and which do not stand
        with one of several already.

        Asked of hundreds of invoices before each batch, so it is one query.

        :return: dict of invoice's id to its customer's
        """
        if not jobs:
            return {}
        self.env["account.move"].flush_model(["commercial_partner_id", "state"])
        self.env["xero.contact"].flush_model(["partner_id", "status"])
        self.env["xero.document"].flush_model(["contact_xero_id", "move_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.id, move.commercial_partner_id
                  FROM account_move move
                 WHERE move.id IN %(moves)s AND move.state != 'cancel'
                   AND 1 != (
                       SELECT count(*) FROM xero_contact contact
                        WHERE contact.connection_id = %(connection)s
                          AND contact.partner_id = move.commercial_partner_id
                          AND contact.status = 'ACTIVE')
                   AND NOT EXISTS (
                       SELECT FROM xero_document document
                         JOIN xero_contact contact
                           ON contact.connection_id = document.connection_id
                          AND contact.xero_id = document.contact_xero_id
                        WHERE document.connection_id = %(connection)s
                          AND document.move_id = move.id
                          AND contact.partner_id = move.commercial_partner_id
                          AND contact.status = 'ACTIVE')
                """,
                moves=tuple(jobs.mapped("res_id")),
                connection=connection.id,
            )
        )
        return dict(rows)

    # === Looking in Xero === #

    @api.model
    def _look_up(self, client, references):
        rows = self._find(client, where.equal("InvoiceNumber", references))
        # A bill may carry any number; what was voided yields to what stands.
        return sorted(
            (row for row in rows if row.get("Type") == "ACCREC"),
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
        if theirs.type != "ACCREC" or theirs.status in DEAD:
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

    # === What became of it === #

    @api.model
    def _refused(self, element, messages_):
        issues = self.env["xero.issue"]
        taken = issues._is_said(messages_, "number_taken")
        if taken and element.exchange_id.method == "PUT":
            element.outcome = "taken"
            return
        self._strike_out_unknown(element, messages_)
        move = self.env["account.move"].browse(element.res_id)
        hold = issues._hold_of_refusal(move, move.commercial_partner_id, messages_)
        hold._on(element.job_id, "\n".join(messages_), element.exchange_id)

    @api.model
    def _taken(self, element, row):
        move = self.env["account.move"].browse(element.res_id)
        before = self.env["xero.exchange.element"].search_count(
            [
                ("exchange_id.connection_id", "=", element.connection_id.id),
                ("exchange_id.mirror_model", "=", self._name),
                ("reference", "=", move.name),
                ("res_id", "!=", move.id),
                ("outcome", "in", ("accepted", "adopted")),
            ],
            limit=1,
        )
        data = {
            "name": move.name,
            "was_ours": bool(before),
            "is_draft": row.get("Status") in UNAPPROVED,
        }
        Hold("number_taken", f"account.move,{move.id}", data, move)._on(element.job_id)

    # === What has arrived === #
    # What left has arrived in Xero: link, agree, note, and what happened meanwhile.

    @api.model
    def _arrived(self, connection, elements):
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
                        "Xero answers that %(name)s is the document that it has of "
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
    def _tell_unlisted(self, connection):
        # EXTENDS xero.mirror: an invoice is somebody's money, and a banner on its form
        # is nobody's notice.
        gone = self.search(
            [
                ("connection_id", "=", connection.id),
                ("gone_at", "!=", False),
                ("move_id", "!=", False),
                ("status", "not in", DEAD),
            ],
            order="id",
        )
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
        if not element.base or "Status" in (change or {}):
            return self.agreed
        heard = element.outcome == "accepted"
        sent = said(change) if change else element.base
        return arrived(element.base, sent if heard else None, self.raw)

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
                "Stood in Xero already as %(number)s, %(total)s. %(link)s", **words
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
