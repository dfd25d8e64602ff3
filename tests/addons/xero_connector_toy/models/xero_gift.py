from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.xero_connector.models.mirror.xero_push_mirror import Push
from odoo.addons.xero_connector.xerolib.reading import whole
from odoo.addons.xero_connector.xerolib.resources import Resource


@dataclass(frozen=True)
class Gift:
    """A credit note of Xero's, as far as the mirror keeps it."""

    xero_id: str
    updated_at: datetime | None
    number: str
    status: str
    total: object


def read(value):
    """:return: a row of Xero's CreditNotes as :class:`Gift`. Raises OddValue"""
    row = whole(value)
    return Gift(
        xero_id=row.id("CreditNoteID"),
        updated_at=row.stamp("UpdatedDateUTC"),
        number=row.text("CreditNoteNumber"),
        status=row.word("Status"),
        total=row.amount("Total"),
    )


class XeroGift(models.Model):
    """A gift in Xero: everything that a mirror brings, in one file."""

    _name = "xero.gift"
    _inherit = ["xero.push.mirror"]
    _description = "Gift in Xero"

    _xero_resource = Resource(
        name="gifts",
        path="CreditNotes",
        envelope="CreditNotes",
        id_field="CreditNoteID",
        single="CreditNote",
        scope="accounting.invoices",
        number_field="CreditNoteNumber",
        page_size=100,
        batch_size=50,
        order="UpdatedDateUTC ASC",
        read=read,
    )
    _xero_sequence = 55
    _xero_switch = "sync_gifts"
    _xero_group = "gifts"
    _xero_link = "gift_id"

    gift_id = fields.Many2one("toy.gift", index="btree_not_null", readonly=True)
    total = fields.Float(readonly=True)

    _xero_id_unique = models.Constraint(
        "UNIQUE(connection_id, xero_id)", "This gift already exists."
    )

    @api.model
    def _xero_title(self):
        return self.env._("Gifts")

    @api.model
    def _read_columns(self, connection, said):
        return {"name": said.number, "status": said.status, "total": said.total}

    @api.model
    def _is_ours(self, element, row):
        sent = element._sent()
        return bool(sent) and (
            row["Contact"]["ContactID"] == sent["Contact"]["ContactID"]
            and row["Total"] == Decimal(sent["LineItems"][0]["UnitAmount"])
        )

    @api.model
    def _prerequisites(self, connection):
        gifts = self.env["toy.gift"]
        gifts.flush_model(["partner_id"])
        return {"xero.contact": SQL("SELECT id, partner_id AS needed FROM toy_gift")}

    @api.model
    def _prepare_one(self, connection, record):
        if self._find_known(connection, record):
            return None  # what is given stays as it was given
        return Push(
            record.name,
            {
                "Type": "ACCRECCREDIT",
                "CreditNoteNumber": record.name,
                "Contact": {
                    "ContactID": record.partner_id._xero_contact(connection).xero_id
                },
                "Date": record.date.isoformat(),
                "LineAmountTypes": "NoTax",
                "Status": "AUTHORISED",
                "LineItems": [
                    {
                        "Description": record.name,
                        "Quantity": 1,
                        "UnitAmount": str(record.amount),
                        "AccountCode": connection.account_id.code,
                    }
                ],
            },
        )
