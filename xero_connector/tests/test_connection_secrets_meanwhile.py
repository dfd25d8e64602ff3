import threading

from psycopg2.errors import NotNullViolation

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged

from ..xerolib.oauth import TokenSet

OLD = {"client_id": "an-app", "client_secret": "old-secret", "refresh_token": "old-r"}
RENEWED = TokenSet("renewed-access", "renewed-refresh", 1800, ())
CONSENTED = TokenSet("given-access", "given-refresh", 1800, ())


@tagged("post_install", "-at_install")
class TestSecretsMeanwhile(BaseCase):
    """Two transactions that really commit write one app's secrets."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            credential = env["xero.credential"].create(
                {**OLD, "company_id": env.ref("base.main_company").id}
            )
            self.connection = env["xero.connection"].create(
                {"company_id": credential.company_id.id, "credential_id": credential.id}
            )
        self.addCleanup(self.leave_nothing)

    def leave_nothing(self):
        with self.registry.cursor() as cr:
            connection = self.here(cr, self.connection)
            credential = connection.credential_id
            connection.unlink()
            credential.unlink()

    def here(self, cr, record):
        return record.with_env(api.Environment(cr, SUPERUSER_ID, {}))

    def side_by_side(self, write):
        """Let ``write(connection)`` meet a renewal that ends while it waits.

        :return: what the credential holds then, and what was logged
        """
        begun = threading.Event()
        self.tries = 0

        def save():
            with self.registry.cursor() as cr:
                connection = self.here(cr, self.connection)

                def work():
                    self.tries += 1
                    # A snapshot from before the renewal is committed.
                    self.assertTrue(connection.credential_id.client_id)
                    begun.set()
                    write(connection)

                retrying(work, connection.env)

        saving = threading.Thread(target=save)
        with self.assertLogs("odoo", "DEBUG") as logs:
            with self.registry.cursor() as cr:
                credential = self.here(cr, self.connection).credential_id
                credential._lock()
                saving.start()
                begun.wait(20)
                credential._save_tokens(RENEWED)
                credential.flush_recordset()
            saving.join(60)
        with self.registry.cursor() as cr:
            credential = self.here(cr, self.connection).credential_id
            [found] = credential.read(
                ["client_secret", "access_token", "refresh_token"], load=None
            )
        return found, "\n".join(logs.output)

    def assert_untold(self, told):
        self.assertEqual(self.tries, 2, "the two never met")
        for secret in (
            *("old-secret", "new-secret", "old-r"),
            *(RENEWED.access_token, RENEWED.refresh_token),
            *(CONSENTED.access_token, CONSENTED.refresh_token),
        ):
            self.assertNotIn(secret, told)
        self.assertNotIn("bad query", told)

    def test_a_secret_saved_during_a_renewal_is_kept_and_logged_nowhere(self):
        found, told = self.side_by_side(
            lambda connection: connection.env["xero.app.wizard"].create(
                {"connection_id": connection.id, "client_secret": "new-secret"}
            )
        )
        self.assertEqual(found["client_secret"], "new-secret")
        self.assertEqual(found["refresh_token"], "renewed-refresh")
        self.assert_untold(told)

    def test_a_consent_that_returns_during_a_renewal_goes_through(self):
        def land(connection):
            trip = connection.env["xero.connect.wizard"].create(
                {"connection_id": connection.id}
            )
            trip._keep_tokens(CONSENTED)

        found, told = self.side_by_side(land)
        self.assertEqual(found["refresh_token"], "given-refresh")
        self.assert_untold(told)

    def test_a_statement_that_fails_for_any_reason_shows_no_secret(self):
        with self.registry.cursor() as cr, self.assertLogs("odoo.sql_db") as logs:
            with self.assertRaises(NotNullViolation), cr.savepoint():
                cr.execute(
                    "UPDATE xero_credential SET refresh_token = %s, id = NULL",
                    ("told-to-nobody",),
                )
        self.assertNotIn("told-to-nobody", "\n".join(logs.output))
        self.assertIn("withheld", "\n".join(logs.output))
