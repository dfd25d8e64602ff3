from decimal import Decimal

from . import sandbox
from .common import XeroCase


class TestPush(XeroCase):
    def test_an_invoice_stands_in_xero_once_and_to_the_cent(self):
        connection = self.connect()
        move = self.invoice(
            {"price_unit": 25.06, "quantity": 3, "discount": 12.5},
            {"price_unit": 0.3333, "quantity": 1000},
        )
        self.push(move)
        found = self.in_xero(move)
        self.assertEqual(Decimal(str(found["Total"])), move._xero_odoo_totals()[2])
        self.assertEqual(found["Status"], "AUTHORISED")
        self.assertEqual(move.xero_state, "pushed")
        self.assertEqual(move.xero_document_ids.connection_id, connection)
        self.assertEqual(len(sandbox.calls("PUT", "Invoices")), 1)
