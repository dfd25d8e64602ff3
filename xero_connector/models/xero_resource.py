from datetime import timedelta, timezone

from odoo import api, fields, models

# Read again with every pull, for clocks and for answers in flight.
OVERLAP = timedelta(minutes=5)

DAILY = timedelta(hours=23)

SINCE_CONNECTED = ("invoices", "payments")
REFERENCE_DATA = ("accounts", "tax_rates", "currencies")

# Model of the mirror, by resource; in the order that references need.
MIRRORS = {
    "accounts": "xero.account",
    "tax_rates": "xero.tax.rate",
    "currencies": "xero.currency",
    "contacts": "xero.contact",
    "invoices": "xero.document",
    "payments": "xero.payment",
}


class XeroResource(models.Model):
    """Where a connection stands with one kind of thing: what was pulled, until when.

    The cursor is on a row that no form writes.
    """

    _name = "xero.resource"
    _description = "Xero Resource"
    _order = "sequence"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    name = fields.Selection(
        [
            ("accounts", "Accounts"),
            ("tax_rates", "Tax Rates"),
            ("currencies", "Currencies"),
            ("contacts", "Contacts"),
            ("invoices", "Invoices"),
            ("payments", "Payments"),
        ],
        required=True,
        readonly=True,
    )
    sequence = fields.Integer(readonly=True)
    cursor = fields.Datetime(
        readonly=True, help="Xero's newest stamp seen, UTC; empty: pull everything."
    )
    requested_at = fields.Datetime(
        readonly=True,
        help="From when the pull to come is due, UTC; empty once it has begun.",
    )
    started_at = fields.Datetime(
        readonly=True, help="Of the pull that is underway or was cut short, UTC."
    )
    done_at = fields.Datetime("Last Pull", readonly=True)
    pulled = fields.Integer("Records in Last Pull", readonly=True)

    # === Whose pull it is === #
    requested_batch_id = fields.Many2one(
        "xero.batch",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="Run that asked for the pull to come.",
    )
    batch_id = fields.Many2one(
        "xero.batch",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="Run that the pull underway is for.",
    )

    _name_unique = models.Constraint(
        "UNIQUE(connection_id, name)", "This resource stands on the connection already."
    )

    @api.model
    def _create_for(self, connections):
        self.create(
            [
                {"connection_id": connection.id, "name": name, "sequence": place}
                for connection in connections
                for place, name in enumerate(MIRRORS)
            ]
        )

    def _request(self, names=None, at=None):
        """Ask for a pull; the connection's cron does it.

        What is asked for already, for then or sooner, is not written again. A pull
        that has begun counts as none: it may have read past what the asker knows of,
        so another one follows.

        :param names: which resources, all by default
        :param at: UTC moment from which it is due, now by default
        :return: those that nobody had asked for that soon
        """
        at = at or fields.Datetime.now()
        wanted = self.filtered(
            lambda resource: (
                (names is None or resource.name in names)
                and (not resource.requested_at or resource.requested_at > at)
            )
        )
        wanted.requested_at = at
        return wanted

    def _due_by_schedule(self):
        """What changes by the hour, and once a day what hardly ever changes."""
        yesterday = fields.Datetime.now() - DAILY
        return self.filtered(
            lambda resource: (
                resource.name not in REFERENCE_DATA
                or not resource.done_at
                or resource.done_at < yesterday
            )
        )

    def _due(self):
        now = fields.Datetime.now()
        return self.filtered(
            lambda resource: (
                resource.started_at
                or (resource.requested_at and resource.requested_at <= now)
            )
        )

    def _mirror(self):
        return self.env[MIRRORS[self.name]]

    # === Pulling === #

    def _pull(self, commit):
        """Copy what changed since the last time, page by page, then apply it.

        The cursor moves at the end, to the newest stamp of Xero's that was seen. A
        row that is edited between two pages shifts the rest and lets one slip
        through: when an id came twice or the count changed, the cursor stays and the
        pull repeats.

        :param commit: the runner's commit, called with the rows of each page
        :raise XeroError: the pull stays due and starts over
        """
        self.ensure_one()
        self.write({"requested_at": False, "started_at": fields.Datetime.now()})
        since = self._since()
        mirror, seen, counts, newest = self._mirror(), [], set(), self.cursor
        params = mirror._pull_params(since)
        number, last = 1, 1
        while number <= last:
            commit()
            page = self.connection_id._call(
                lambda client, number=number: client.page(
                    mirror._xero_resource(), number, since=since, params=params
                )
            )
            mirror._store(self.connection_id, page.rows)
            resource = mirror._xero_resource()
            seen += [row[resource.id_field] for row in page.rows]
            counts.add(page.item_count)
            stamps = [mirror._stamp(row.get("UpdatedDateUTC")) for row in page.rows]
            newest = max(filter(None, [newest, *stamps]), default=None)
            number, last = number + 1, page.page_count
            commit(len(page.rows))
        shifted = len(seen) != len(set(seen)) or len(counts) > 1
        mirror._apply(self.connection_id)
        # Who asks again meanwhile writes this row: it is not held while applying.
        commit()
        vals = {"done_at": fields.Datetime.now(), "pulled": len(set(seen))}
        if not shifted:
            vals["cursor"] = newest and newest.replace(microsecond=0)
            vals["started_at"] = False
        self.write(vals)
        commit()

    def _since(self):
        """:return: aware UTC moment for If-Modified-Since, None to pull everything

        Invoices and payments begin with the connection: nothing of ours is older.
        """
        start = self.cursor
        if not start and self.name in SINCE_CONNECTED:
            start = self.connection_id.connected_at
        return (start - OVERLAP).replace(tzinfo=timezone.utc) if start else None
