from psycopg2.extensions import TransactionRollbackError

from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase


@tagged("post_install", "-at_install")
class TestRunner(ConnectedCase):
    """Whatever a run meets, it knows afterwards what became of what it sent."""

    def test_an_answer_that_met_a_concurrent_change_is_looked_up_in_the_same_run(self):
        self.push(self.invoice())
        move = self.invoice()
        exchanges, met = type(self.env["xero.exchange"]), []
        heard = exchanges._store_answer

        def conflicting(exchange, answer):
            heard(exchange, answer)
            if not met:
                met.append(exchange.id)
                raise TransactionRollbackError("could not serialize access")

        self.patch(exchanges, "_store_answer", conflicting)
        self.push(move)
        exchange = self.env["xero.exchange"].browse(met)
        self.assertEqual(exchange.state, "checking", "not left open until the next run")
        self.assertEqual(move.xero_state, "checking")
        self.wait(self.connection)
        self.assertEqual(move.xero_state, "pushed")
        self.in_xero(move)

    def test_a_connection_that_ends_leaves_no_run_open(self):
        sandbox.fault("status", "GET", "Contacts", status=503)
        batch = self.env["xero.batch"]._start(self.connection, "full", ("contacts",))
        self.run_cron(self.connection)
        self.assertEqual(batch.state, "running")
        self.connection.action_disconnect()
        self.run_cron(self.connection)
        self.assertEqual(batch.state, "cancelled")
        self.assertFalse(self.connection.resource_ids._due())

    def test_a_persons_comparison_is_not_lost_to_the_schedules(self):
        batches = self.env["xero.batch"]
        mine = batches._start(self.connection, "full", ("contacts",), self.env.user)
        theirs = batches._start(self.connection, "changes", ("contacts",))
        self.assertEqual(theirs.state, "done")
        self.assertIn("left to a batch job", theirs.skipped_words)
        self.run_cron(self.connection)
        self.assertEqual(mine.state, "done")
        self.assertEqual(mine.total, len(sandbox.things("Contacts")))
        self.assertEqual(len(sandbox.calls()), 1)
