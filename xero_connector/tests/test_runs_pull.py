import json
from dataclasses import replace
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..const import PRIORITY_PERSON
from ..models.runs.xero_connection import NIGHT
from ..xerolib import resources
from . import sandbox
from .common import ConnectedCase

KEPT, LOST = "Rex Media Group", "Kererū Books"


class PullCase(ConnectedCase):
    def contacts(self, **values):
        return self.env["xero.contact"].search(
            [("connection_id", "=", self.connection.id)]
            + [(name, "=", value) for name, value in values.items()]
        )

    def resource(self, name="contacts"):
        return self.connection.resource_ids.filtered(lambda r: r.name == name)

    def compare(self, *names, user=None):
        """Compare every record, as *Sync now* does, or the night without a user."""
        batch = self.env["xero.batch"]._start(
            self.connection, "full", names or ("contacts",), user=user
        )
        self.run_cron(self.connection)
        return batch

    def with_small_pages(self, size=20):
        """Let a page hold few contacts, so that the demo organisation has several."""
        contacts = type(self.env["xero.contact"])
        small = replace(resources.CONTACTS, page_size=size)
        self.patch(contacts, "_xero_resource", small)

    def pages(self):
        """:return: number of each page of contacts that was asked for, in order"""
        return [
            int(part.partition("=")[2])
            for call in sandbox.calls("GET", "Contacts")
            for part in call["query"].split("&")
            if part.startswith("page=")
        ]


@tagged("post_install", "-at_install")
class TestPullSteps(PullCase):
    """A pull goes on where it was, whatever cut it short."""

    def test_pages_that_were_read_are_not_read_again_after_an_interruption(self):
        self.with_small_pages()
        sandbox.fault("drop_after", "GET", "Contacts", after=2)
        batch = self.compare()
        self.assertEqual(batch.state, "running")
        self.assertEqual(self.pages(), [1, 2, 3])
        self.wait(self.connection)
        self.assertEqual(batch.state, "done")
        last = self.pages()[-1]
        self.assertGreater(last, 3)
        self.assertEqual(self.pages(), [1, 2, 3, *range(3, last + 1)])
        self.assertEqual(self.resource().pulled, len(sandbox.things("Contacts")))
        self.assertFalse(self.resource().page_ids, "its notes are thrown away")

    def test_a_persons_push_goes_between_two_pages(self):
        self.push(self.invoice())
        move = self.invoice()
        self.with_small_pages()
        resource, left = type(self.env["xero.resource"]), [move]
        read_page = resource._read_page

        def interrupted(itself, commit):
            read_page(itself, commit)
            while left:
                pressed = left.pop().with_env(itself.env)
                pressed._xero_intend(itself.connection_id, PRIORITY_PERSON)
                itself.env.cr.flush()

        self.patch(resource, "_read_page", interrupted)
        sandbox.forget_calls()
        self.compare()
        order = [(c["method"], c["path"].rpartition("/")[2]) for c in sandbox.calls()]
        self.assertEqual(
            order[:3], [("GET", "Contacts"), ("PUT", "Invoices"), ("GET", "Contacts")]
        )

    def test_references_come_before_what_refers_to_them(self):
        self.connection.sudo().resource_ids._request(["invoices", "accounts"])
        self.run_cron(self.connection)
        paths = [call["path"].rpartition("/")[2] for call in sandbox.calls()]
        self.assertEqual(paths, ["Accounts", "Invoices"])

    def test_a_list_of_fewer_than_it_counts_makes_nothing_gone(self):
        """It is read again: something on the way cut it."""
        self.compare()
        self.pass_time(self.connection, minutes=2)
        contacts = sandbox.things("Contacts")
        self.with_small_pages()
        pages = -(-len(contacts) // 20)
        for rows in ([], contacts[25:26]):
            with self.subTest(rows=len(rows)):
                count = {"page": 2, "pageSize": 20, "pageCount": pages}
                count["itemCount"] = len(contacts)
                page = json.dumps({"Contacts": rows, "pagination": count})
                sandbox.fault(
                    "status", "GET", "Contacts", url="page=2", status=200, body=page
                )
                batch = self.compare()
                self.assertEqual(batch.state, "done")
                self.assertFalse(
                    self.env["xero.contact"].search([]).filtered("gone_at")
                )

    def test_an_organisation_without_any_currency_account_or_rate_is_none(self):
        for path, name in (
            ("Currencies", "currencies"),
            ("Accounts", "accounts"),
            ("TaxRates", "tax_rates"),
        ):
            with self.subTest(path):
                mirror = self.resource(name)._mirror()
                there = [("connection_id", "=", self.connection.id)]
                before = mirror.search(there)
                self.pass_time(self.connection, minutes=2)
                nothing = json.dumps({path: []})
                sandbox.fault("status", "GET", path, status=200, body=nothing)
                self.compare(name)
                self.assertEqual(mirror.search(there), before)
                self.assertFalse(before.filtered("gone_at"))

    def test_a_list_that_never_keeps_still_is_left_to_the_next_run(self):
        self.with_small_pages()
        cursor = self.resource().cursor
        resource = type(self.env["xero.resource"])
        read_page = resource._read_page

        def moving(itself, commit):
            read_page(itself, commit)
            oldest = min(
                sandbox.things("Contacts"), key=lambda row: row["UpdatedDateUTC"]
            )
            sandbox.act(
                "edit_contact",
                contact=oldest["ContactID"],
                values={"FirstName": f"Nr {len(self.pages())}"},
            )

        self.patch(resource, "_read_page", moving)
        batch = self.compare()
        self.assertEqual(batch.state, "done")
        self.assertEqual(self.pages().count(1), 3, "it was begun three times")
        self.assertEqual(batch.skipped_reasons, {"moved": 1})
        self.assertIn("the next sync reads", batch.skipped_words)
        self.assertEqual(self.resource().cursor, cursor)


@tagged("post_install", "-at_install")
class TestImportSettings(PullCase):
    """Before a person said how to import, Xero is only copied."""

    def test_what_was_copied_is_applied_once_the_settings_are_saved(self):
        self.connection.write({"import_settings_saved": False, "frequency": "manual"})
        sandbox.act("create_contact", values={"Name": "Tāwhaki Climbing"})
        self.compare()
        contact = self.contacts(name="Tāwhaki Climbing")
        self.assertTrue(contact)
        self.assertFalse(contact.partner_id)
        sandbox.forget_calls()
        self.connection.import_settings_saved = True
        self.run_cron(self.connection)
        self.assertEqual(contact.partner_id.name, "Tāwhaki Climbing")
        self.assertFalse(sandbox.calls(), "it was copied already")


@tagged("post_install", "-at_install")
class TestFullComparison(PullCase):
    """Once a night, and when a person asks, every record is compared."""

    def test_what_if_modified_since_misses_is_found(self):
        sandbox.act("merge_contact", contact=LOST, into=KEPT)
        self.connection.sudo().resource_ids._request(["contacts"])
        self.run_cron(self.connection)
        self.assertTrue(self.contacts(name=LOST, status="ACTIVE"))
        self.compare()
        self.assertEqual(self.contacts(name=LOST).status, "ARCHIVED")
        self.assertEqual(
            self.contacts(name=LOST).merged_to, self.contacts(name=KEPT).xero_id
        )

    def test_what_xero_no_longer_lists_is_marked_until_it_is_back(self):
        mirror = self.contacts(name=KEPT)
        real = mirror.xero_id
        mirror.xero_id = "00000000-0000-0000-0000-000000000000"
        batch = self.compare()
        self.assertTrue(mirror.gone_at)
        self.assertEqual(mirror.gone_words, "No longer in Xero")
        self.assertEqual(batch.skipped_reasons, {"gone": 1})
        self.contacts(xero_id=real).unlink()
        mirror.xero_id = real
        self.compare()
        self.assertFalse(mirror.gone_at or mirror.gone_words)

    def test_an_invoice_of_before_the_first_day_is_neither_read_nor_marked(self):
        self.push(self.invoice())
        batch = self.compare("invoices")
        self.assertGreater(batch.total, 1)
        self.connection.push_from = "2099-01-01"
        batch = self.compare("invoices")
        self.assertEqual((batch.total, batch.skipped), (0, 0))

    def test_nothing_changed_is_a_call_each_and_writes_nothing(self):
        self.push(self.invoice())
        self.compare("contacts", "invoices", "payments")
        tables = ("xero_contact", "xero_document", "xero_payment")
        tables += ("res_partner", "account_move")
        before = {table: self.versions(table) for table in tables}
        sandbox.forget_calls()
        batch = self.compare("contacts", "invoices", "payments", user=self.env.user)
        self.assertEqual({table: self.versions(table) for table in tables}, before)
        self.assertEqual(len(sandbox.calls()), 3)
        self.assertEqual((batch.calls, batch.changed), (3, 0))
        self.assertEqual(batch.processed, batch.total)

    def versions(self, table):
        self.env.flush_all()
        self.env.cr.execute(f'SELECT id, ctid FROM "{table}" ORDER BY id')
        return self.env.cr.fetchall()

    def test_a_person_who_syncs_pushes_what_differs_and_nothing_else(self):
        same, changed = self.invoice(), self.invoice()
        self.push(same | changed)
        changed.button_draft()
        changed.invoice_line_ids.price_unit = 120
        changed.action_post()
        self.run_cron(self.connection)
        self.env["xero.job"].search([]).unlink()
        self.compare("invoices", user=self.env.user)
        jobs = self.env["xero.job"].search([("res_model", "=", "account.move")])
        self.assertEqual(jobs.mapped("res_id"), changed.ids)
        self.assertEqual(jobs.user_id, self.env.user)

    def test_what_was_confirmed_while_it_went_by_hand_goes_when_all_is_compared(self):
        self.connection.frequency = "manual"
        move = self.invoice()
        self.connection.frequency = "hourly"
        self.run_cron(self.connection)
        self.assertEqual(move.xero_state, "none")
        self.compare("invoices")
        self.assertEqual(move.xero_state, "pushed", self.story())

    def test_what_a_person_does_not_want_sent_is_not_sent_by_the_night(self):
        self.connection.frequency = "hourly"
        move = self.invoice()
        self.env.cr.flush()
        self.env["xero.job"].search([("res_id", "=", move.id)]).action_cancel()
        self.compare("invoices")
        self.assert_nowhere(move)

    def test_by_hand_means_by_hand_at_night_too(self):
        self.connection.frequency = "manual"
        move = self.invoice()
        self.compare("invoices")
        self.assert_nowhere(move)
        self.assertEqual(move.xero_state, "none")


@tagged("post_install", "-at_install")
class TestNight(PullCase):
    """The schedule compares once a night, when nobody else wants Xero's calls."""

    def setUp(self):
        super().setUp()
        self.connection.frequency = "hourly"
        self.company.partner_id.tz = "UTC"
        self.night = fields.Datetime.now().replace(hour=NIGHT[0]) + timedelta(days=1)

    def comparisons(self, now):
        connections = type(self.connection)
        self.patch(
            connections, "_is_night", lambda _connection, _now: now.hour in NIGHT
        )
        last = self.connection.connected_at
        self.connection.connected_at = last - timedelta(hours=25)
        self.env["xero.connection"]._cron_start_due()
        return self.env["xero.batch"].search([("kind", "=", "full")])

    def test_it_is_once_a_night(self):
        found = self.comparisons(self.night)
        self.assertEqual(len(found), 1)
        self.assertFalse(found.user_id)
        self.assertEqual(self.comparisons(self.night), found)

    def test_it_is_once_a_night_whatever_is_switched_off(self):
        self.connection.sync_invoices = False
        found = self.comparisons(self.night)
        self.assertEqual(found.scope, "contacts")
        self.run_cron(self.connection)
        self.assertEqual(found.state, "done")
        self.assertEqual(self.comparisons(self.night), found)

    def test_what_a_person_cancels_is_not_begun_again_in_that_night(self):
        found = self.comparisons(self.night)
        found.action_cancel()
        self.assertEqual(self.comparisons(self.night), found)

    def test_a_persons_cancelled_one_does_not_stand_for_the_nights(self):
        mine = self.env["xero.batch"]._start(
            self.connection, "full", user=self.env.user
        )
        mine.action_cancel()
        self.assertEqual(len(self.comparisons(self.night) - mine), 1)

    def test_it_is_not_by_day(self):
        self.assertFalse(self.comparisons(self.night.replace(hour=12)))

    def test_the_night_is_the_companys(self):
        noon = fields.Datetime.now().replace(hour=12)
        self.assertFalse(self.connection._is_night(noon))
        self.company.partner_id.tz = "Pacific/Auckland"
        self.assertTrue(self.connection._is_night(noon.replace(hour=14, month=6)))

    def test_manual_only_compares_nothing_by_itself(self):
        self.connection.frequency = "manual"
        self.assertFalse(self.comparisons(self.night))

    def test_the_night_comes_after_all_that_waits(self):
        self.comparisons(self.night)
        self.push(self.invoice())
        paths = [call["path"].rpartition("/")[2] for call in sandbox.calls()]
        written = [
            i for i, call in enumerate(sandbox.calls()) if call["method"] == "PUT"
        ]
        self.assertLess(max(written), paths.index("Contacts", max(written)))
