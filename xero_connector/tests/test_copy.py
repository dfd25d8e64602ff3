from . import sandbox
from .common import XeroCase


class TestCopiedDatabase(XeroCase):
    def test_a_copy_reaches_no_ledger_until_somebody_takes_over(self):
        connection = self.connect()
        connection.fingerprint = "of the database that this one was copied from"
        move = self.invoice()
        self.push(move)
        self.assertEqual(sandbox.calls(), [])
        self.assertEqual(connection.state, "paused")
        self.assertIn("copy", connection.alerts)
        self.assertEqual(move.xero_state, "waiting")

        connection.action_take_over()
        self.run_cron(connection)
        self.assertEqual(connection.state, "connected")
        self.in_xero(move)

    def test_a_copy_does_not_cut_the_original_off_when_it_disconnects(self):
        connection = self.connect()
        connection.fingerprint = "of the database that this one was copied from"
        connection.action_disconnect()
        self.run_cron(connection)
        self.assertEqual(sandbox.calls(), [])
        self.assertEqual(connection.state, "disconnected")
