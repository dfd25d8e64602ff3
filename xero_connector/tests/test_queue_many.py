from odoo.tests import tagged

from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestManyAtOnce(ConnectedCase):
    """Forty invoices cost hardly more queries than five: a batch stays a batch."""

    # Queries that one record more may cost on the average.
    PER_RECORD = 0.5

    def claim(self, count, model="xero.document"):
        """:return: how many queries it takes to write a batch down"""
        moves = self.env["account.move"].union(
            *(
                self.invoice(
                    {"price_unit": 10, "discount": 10},
                    {"price_unit": 5, "tax": self.env["account.tax"]},
                    partner_id=self.partners[n % len(self.partners)].id,
                )
                for n in range(count)
            )
        )
        moves.action_xero_push()
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        mirror = self.env[model]
        exchange = mirror._claim(self.connection, *mirror._next_jobs(self.connection))
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(len(exchange.element_ids), count)
        self.env["xero.job"].search([]).state = "done"
        return queries

    def known_partners(self, count):
        self.partners = self.env["res.partner"].create(
            [{"name": f"Partner {n}", "email": f"{n}@x.example"} for n in range(count)]
        )
        self.partners.action_xero_push()
        self.run_cron(self.connection)
        self.assertEqual(len(self.partners.xero_contact_ids), count)

    def test_writing_invoices_down(self):
        self.known_partners(40)
        few, many = self.claim(5), self.claim(40)
        self.assertLess(many - few, 35 * self.PER_RECORD, f"{few} and {many} queries")

    def test_holding_invoices_back(self):
        self.connection.account_id = False
        self.known_partners(1)
        few, many = self.hold(5), self.hold(40)
        self.assertLess(many - few, 35 * self.PER_RECORD, f"{few} and {many} queries")

    def hold(self, count):
        moves = self.env["account.move"].union(*(self.invoice() for _n in range(count)))
        moves.action_xero_push()
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["xero.contact"]._ask_for_needed(self.connection)
        documents = self.env["xero.document"]
        documents._claim(self.connection, *documents._next_jobs(self.connection))
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(set(moves.mapped("xero_state")), {"blocked"})
        return queries

    def test_applying_an_answer(self):
        self.known_partners(40)
        few, many = self.apply(5), self.apply(40)
        self.assertLess(many - few, 35 * self.PER_RECORD, f"{few} and {many} queries")

    def apply(self, count):
        moves = self.env["account.move"].union(
            *(self.invoice(partner_id=self.partners[n].id) for n in range(count))
        )
        self.push(moves)
        exchange = self.env["xero.exchange"].search(
            [("resource", "=", "invoices")], limit=1
        )
        moves.xero_document_ids.unlink()
        exchange.element_ids.outcome = False
        exchange.element_ids.job_id.write({"state": "sending", "outcome": False})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        exchange._apply_answer()
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertEqual(set(moves.mapped("xero_state")), {"pushed"})
        return queries

    def test_pulling_invoices(self):
        def rows(first, count):
            return [
                {
                    "InvoiceID": f"00000000-0000-0000-0000-{n:012}",
                    "InvoiceNumber": f"X-{n}",
                    "Type": "ACCREC",
                    "Status": "AUTHORISED",
                    "CurrencyCode": "NZD",
                }
                for n in range(first, first + count)
            ]

        def store(first, count):
            before = self.env.cr.sql_log_count
            self.env["xero.document"]._store(self.connection, rows(first, count))
            return self.env.cr.sql_log_count - before

        few, many = store(0, 5), store(5, 500)
        self.assertLess(many - few, 10, f"{few} and {many} queries")

    def test_creating_partners_of_contacts(self):
        contacts = self.env["xero.contact"].search([])
        contacts.partner_id.unlink()
        contacts.write({"partner_id": False, "matched_by": False})

        def create(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._create_partners(self.connection)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = create(contacts[:5]), create(contacts[5:45])
        self.assertLess(many - few, 35 * 2, f"{few} and {many} queries")
