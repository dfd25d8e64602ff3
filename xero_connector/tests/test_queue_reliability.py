"""Every kind of fault at every place, for ever: what waits, what goes on, who is told,
what it costs and what ends it.

A run of the suite tries each place and each kind at least once, for an hour of the
tests' clock. With ``XERO_FAULTS=FILE`` all pairs are tried, each for a day, and what
was seen is written to the file (``make reliability`` prints it).
"""

import json
import os
import re
from dataclasses import dataclass, field
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from . import sandbox
from .test_issues_set_aside import AsideCase

FILE = os.environ.get("XERO_FAULTS", "")
HOURS = 24 if FILE else 1

# More calls than the same time without the fault may cost, of a day.
MOST_CALLS = 100

HTML = "<html>Request blocked</html>"
UNAUTHORISED = '{"Title": "Unauthorized", "Detail": "%s"}'

# What a server, or something before it, may do to a call.
KINDS = {
    "500": {"do": "status", "status": 500},
    "503": {"do": "status", "status": 503},
    "400": {"do": "status", "status": 400},
    "404": {"do": "status", "status": 404},
    "403, a firewall's page": {"do": "status", "status": 403, "body": HTML},
    "401, the token had ended": {
        "do": "status",
        "status": 401,
        "body": UNAUTHORISED % "TokenExpired: token expired at 01/01/2026 00:00:00",
    },
    "401, not permitted": {
        "do": "status",
        "status": 401,
        "body": UNAUTHORISED % "AuthorizationUnsuccessful",
    },
    "200, a proxy's page": {"do": "status", "status": 200, "body": HTML},
    "200, not an object": {"do": "status", "status": 200, "body": "[null]"},
    "cut before Xero hears": {"do": "drop_before"},
    "cut after Xero did it": {"do": "drop_after"},
    "429": {"do": "status", "status": 429, "headers": {"Retry-After": "60"}},
}

RESOURCES = {
    "contacts",
    "invoices",
    "payments",
    "accounts",
    "tax_rates",
    "currencies",
}
PUSHES = {"a new invoice", "a changed invoice", "a new customer's invoice"}
NEW = {"a new invoice", "a new customer's invoice"}


@dataclass(frozen=True)
class Place:
    """Where a fault strikes, and what has to wait for it."""

    calls: dict = field(default_factory=dict)
    breaks: tuple = ()
    waits: frozenset = frozenset()


def _at(method, path, *waits, **more):
    return Place({"method": method, "path": path, **more}, waits=frozenset(waits))


PLACES = {
    "creating invoices": _at("PUT", "Invoices", *NEW),
    "changing invoices": _at("POST", "Invoices", "a changed invoice"),
    "creating contacts": _at("PUT", "Contacts", "a new customer's invoice"),
    "looking up customers": _at(
        "GET", "Contacts", "a new customer's invoice", url="where="
    ),
    "reading before a change": _at("GET", "Invoices", "a changed invoice", url="IDs="),
    "pulling contacts": _at("GET", "Contacts", "contacts", unlike="where=|IDs="),
    "pulling payments": _at("GET", "Payments", "payments"),
    "pulling accounts": _at("GET", "Accounts", "accounts"),
    "pulling tax rates": _at("GET", "TaxRates", "tax_rates"),
    "pulling currencies": _at("GET", "Currencies", "currencies"),
    "invoices, whoever reads": _at("GET", "Invoices", "invoices", "a changed invoice"),
    "the daily check-up": _at("GET", "/connections"),
}
OWN = {
    "applying answers": Place(
        breaks=("xero.document", "_link_arrived"), waits=frozenset(PUSHES)
    ),
    "applying copies": Place(
        breaks=("xero.contact", "_apply_slice"), waits=frozenset({"contacts"})
    ),
    "beginning runs": Place(breaks=("xero.batch", "_begin_planned")),
    "the daily check-up": Place(breaks=("xero.connection", "_check_up")),
}


def _some():
    """Each place and each kind at least once; with a file, every pair."""
    places, kinds = list(PLACES), list(KINDS)
    for row, place in enumerate(places):
        for column, kind in enumerate(kinds):
            if FILE or (column - row) % len(kinds) == 0:
                yield place, kind


class FaultCase(AsideCase):
    """A connection at work: there is something to push and to pull of each kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls("begin").begin()
        sandbox.snapshot()
        usual = cls("spend")
        with cls.env.cr.savepoint() as savepoint:
            cls.usual = usual.spend()
            savepoint.rollback()
        cls.env.invalidate_all()
        sandbox.restore()

    def begin(self):
        """Connected for an hour, with an invoice that stands in Xero."""
        self.connection.write({"frequency": "hourly", "push_when": "posted"})
        type(self).standing = self.invoice()
        self.push(self.standing)
        self.pass_time(self.connection, hours=1)
        self.env["mail.mail"].search([]).unlink()
        sandbox.forget_calls()

    def work(self):
        """Something new on either side."""
        partner = self.env["res.partner"].create({"name": "Weka & Co"})
        self.created = {
            "a new invoice": self.invoice(),
            "a new customer's invoice": self.invoice(partner_id=partner.id),
        }
        self.standing.button_draft()
        self.standing.invoice_line_ids.price_unit = 120
        self.standing.action_post()
        self.connection.resource_ids._request(sorted(RESOURCES))
        self.connection.sudo().quota_ids.check_requested_at = fields.Datetime.now()

    def arrived(self, since):
        """:return: set of what was pushed, and what was read, within a time"""
        begin = fields.Datetime.now() - since - timedelta(minutes=5)
        found = {
            resource.name
            for resource in self.connection.resource_ids
            if resource.done_at and resource.done_at >= begin
        }
        for name, move in self.created.items():
            if sandbox.things("Invoices", InvoiceNumber=move.name):
                self.in_xero(move)
                if move.xero_state == "pushed":
                    found.add(name)
        in_xero = self.in_xero(self.standing)
        if in_xero["SubTotal"] == 120 and self.standing.xero_state == "pushed":
            found.add("a changed invoice")
        return found

    def live(self, hours):
        """Let the time pass in which the fault lasts.

        :return: calls of Xero, and mails after half an hour and at the end
        """
        self.run_cron(self.connection)
        half = timedelta(minutes=30)
        self.pass_time(self.connection, minutes=30)
        early, self.early = len(self.mails()), self.arrived(half)
        self.pass_time(self.connection, seconds=hours * 3600 - half.total_seconds())
        return len(sandbox.calls()), early, len(self.mails())

    def spend(self):
        """:return: calls of the same time without a fault"""
        self.work()
        calls = self.live(HOURS)[0]
        everything = self.arrived(timedelta(hours=HOURS))
        self.assertEqual(everything, RESOURCES | PUSHES, self.story())
        return calls

    def heal(self):
        """The fault is over.

        :return: what it took: nothing, or a person's press
        """
        self.pass_time(self.connection, hours=5)
        by = "by itself"
        if issues := self.issues():
            by = " / ".join(sorted(set(issues.mapped("button"))))
            for issue in issues:
                issue.action_try_again()
            self.pass_time(self.connection, hours=1)
        self.assertFalse(self.issues(), self.story())
        self.assertFalse(self.env["xero.retry"].search([]))
        self.assertLessEqual(PUSHES, self.arrived(timedelta(hours=6)), self.story())
        return by

    def assert_rest_goes(self, place):
        """What has nothing to do with the fault came through as on any day."""
        missing = RESOURCES | PUSHES
        missing -= self.arrived(timedelta(hours=HOURS))
        self.assertLessEqual(missing, place.waits, self.story())
        self.assertEqual(self.connection.state, "connected")
        return missing

    def assert_told(self, missing, early, late):
        """Who has to be told is told once, within half an hour."""
        waiting = missing - self.early
        self.assertLessEqual(late, 1, self.told())
        if waiting:
            self.assertEqual(early, 1, f"nobody was told of {waiting}")
            self.assertTrue(self.issues(), waiting)

    def told(self):
        """:return: what was said to people"""
        return self.mails().mapped("subject")

    def note(self, place, kind, row):
        if FILE:
            with open(FILE, "a") as file:
                file.write(json.dumps({"place": place, "kind": kind, **row}) + "\n")

    def suffer(self, name, kind, place, plant, mend):
        """One fault at one place, from its begin to its end."""
        self.work()
        fault = plant()
        spent, early, late = self.live(HOURS)
        if fault is not None:
            self.assertTrue(sandbox.planted(fault)["hits"], "it struck nothing")
        missing = self.assert_rest_goes(place)
        self.assert_told(missing, early, late)
        issues = self.issues()
        causes = sorted(set(issues.mapped("cause")))
        ways = {issue.button for issue in issues}
        ways |= {"Skip" for issue in issues if issue.can_leave_out}
        self.assertTrue(all(ways), causes)
        self.assertLessEqual(spent - self.usual, MOST_CALLS * HOURS / 24 + 20)
        mend()
        self.note(
            name,
            kind,
            {
                "waits": sorted(missing),
                "told": causes,
                "mails": late,
                "buttons": sorted(ways),
                "calls": spent,
                "more": spent - self.usual,
                "ends": self.heal(),
                "hours": HOURS,
                "most": MOST_CALLS,
            },
        )


@tagged("post_install", "-at_install")
class TestFaultsOfXero(FaultCase):
    """What Xero does to a call, or something on the way there."""


@tagged("post_install", "-at_install")
class TestFaultsOfOurOwn(FaultCase):
    """What breaks in Odoo: in the connector, or in an addon that extends it."""


def _name(place, kind=""):
    return re.sub(r"\W+", "_", f"test_{place}_{kind}".strip("_"))


def _of_xero(name, kind):
    def test(self):
        fault = {**KINDS[kind], **PLACES[name].calls}
        self.suffer(
            name,
            kind,
            PLACES[name],
            lambda: sandbox.fault(times=None, **fault),
            sandbox.no_faults,
        )

    return test


def _of_our_own(name):
    def test(self):
        place = OWN[name]
        model, method = place.breaks
        cls = type(self.env[model])
        original, broken = getattr(cls, method), []

        def breaks(*args, **kwargs):
            if broken:
                raise ValueError("an addon is broken")
            return original(*args, **kwargs)

        self.patch(cls, method, breaks)
        self.suffer(name, "an exception", place, lambda: broken.append(1), broken.clear)

    return test


for _place, _kind in _some():
    setattr(TestFaultsOfXero, _name(_place, _kind), _of_xero(_place, _kind))
for _place in OWN:
    setattr(TestFaultsOfOurOwn, _name(_place), _of_our_own(_place))
