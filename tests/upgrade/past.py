"""A company that has used the connector for a while, and leaves work underway."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dev import processes
from dev.demo import consent
from dev.demo.company import GST
from dev.demo.odoo_user import OdooUser, Values
from dev.demo.story import Story
from tests.system.odoo_process import Odoo
from tests.system.xero import Xero

# The other organisation of the sandbox: it is only read.
SECONDARY = "Kauri Café Australia"

# In Xero's demo company; a row of it that makes no sense is planted.
ODD = "Ridgeway University"

# Somebody in Odoo, and who resembles them in Xero; the last two resemble nobody.
DOUBTFUL = (("Kōwhai Nurseries", "Kowhai Nurseries Ltd"), ("Tide & Co", "Tide and Co"))
STRANGERS = ("Wairau Hoof Care", "Left Alone Ltd")


@dataclass
class Left:
    """What is left to do, by number, as it is kept beside the dump: later versions of
    the test know it without the tables of this one.

    :ivar new: waits to be created in Xero, with its total
    :ivar doubted: was sent, and nobody knows whether it arrived, with its total
    :ivar changed: stands in Xero and waits to be updated, with what its reference will
        be there
    :ivar cancelled: stands in Xero and waits to be voided
    :ivar held: waits for a person's answer
    :ivar paused: waits in a run that a person paused
    :ivar contacts: names in Xero of those that wait to be updated
    """

    new: dict[str, str] = field(default_factory=dict)
    doubted: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    paused: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)


class Past:
    """What people did, in order: :meth:`happen`. Each method leaves one thing that an
    upgrade must not touch.

    :ivar left: what of it is left to do
    """

    def __init__(self, odoo: Odoo, xero: Xero) -> None:
        self._odoo = odoo
        self._xero = xero
        self._story = Story(odoo.user, xero.url)
        self._customer = 0
        self._numbers: dict[int, str] = {}
        self.left = Left()

    @property
    def _user(self) -> OdooUser:
        return self._odoo.user

    @property
    def _connection(self) -> int:
        return self._story.connection

    def happen(self) -> None:
        """All of it; in the end Odoo was killed, and runs again without its crons."""
        self._connect()
        self._settle_some()
        self._connect_a_secondary_one()
        self._choose_settings()
        self._match()
        self._hold()
        self._ask()
        self._set_aside()
        self._leave_in_doubt()
        self._leave_waiting()

    # === What is done and over === #

    def _connect(self) -> None:
        """Contacts are pulled, matched and created; twelve invoices stand in Xero."""
        story = self._story
        story.company.prepare()
        story.connect()
        story.pull()
        story.choose_account()
        story.choose_taxes()
        story.sell()
        self._name(story.moves)
        self._customer = story.company.partners["Kererū Books"]

    def _settle_some(self) -> None:
        """Paid in Xero, paid in part, credited, voided."""
        paid, partly, credited, voided, *_others = self._story.moves
        self._xero.act("pay", invoice=self._numbers[paid])
        self._xero.act("pay", invoice=self._numbers[partly], amount=12.34)
        self._xero.act("credit", invoice=self._numbers[credited])
        self._press_moves("button_draft", voided)
        self._press_moves("button_cancel", voided)
        self._press_moves("action_xero_void", voided)
        self._until(voided, "voided")
        self._sync()

    def _connect_a_secondary_one(self) -> None:
        """The same company reads another organisation beside the first."""
        values = {"role": "secondary", "inactivity_days": 0}
        (connection,) = self._user.create("xero.connection", values)
        app = {"client_id": "demo-client", "client_secret": "demo-secret"}
        wizard = self._user.fill_in(self._press(connection, "action_connect"), app)
        wizard = self._user.fill_in(self._user.press(*wizard, "action_continue"))
        leave = self._user.press(*wizard, "action_continue")
        tenant = self._xero.tenant(SECONDARY)
        callback = f"{self._user.url}/xero/oauth/callback"
        browser = self._user.browser
        back = browser.get(consent.allow(browser, leave["url"], callback, tenant))
        assert back.is_redirect, back.text
        self._wait(lambda: self._is_read(connection), "the secondary organisation")

    def _is_read(self, connection: int) -> bool:
        domain = [("connection_id", "=", connection), ("done_at", "!=", False)]
        return bool(self._user.read("xero.contact", domain[:1], [])) and bool(
            self._user.read("xero.resource", domain, [])
        )

    def _choose_settings(self) -> None:
        """None of these is the default."""
        (admin,) = self._user.read("res.users", [("login", "=", "admin")], [])
        values = {
            "frequency": "hourly",
            "new_records": "review",
            "weekly_digest": False,
            "inactivity_days": 0,
            "log_days": 400,
            "only_payment_accounts": False,
            "alert_user_ids": [(6, 0, [admin["id"]])],
        }
        self._user.write("xero.connection", [self._connection], values)
        self._idle()

    # === What waits for a person === #

    def _match(self) -> None:
        """New contacts in Xero: two look like somebody here, one is nobody, one stays
        there; and one that was linked is not any more."""
        names = [ours for ours, _theirs in DOUBTFUL]
        self._user.create(
            "res.partner", *({"name": name, "is_company": True} for name in names)
        )
        for name in (*(theirs for _ours, theirs in DOUBTFUL), *STRANGERS):
            self._xero.act("create_contact", values={"Name": name})
        self._sync()
        self._press_contact(STRANGERS[1], "action_leave")
        self._press_contact("Rex Media Group", "action_unlink_partner")

    def _hold(self) -> None:
        """Invoices that are held back, each by another cause."""
        self._hold_by_tax()
        self._hold_by_cents()
        self._hold_by_customer()
        self._hold_by_lock()
        self._hold_by_number()

    def _hold_by_tax(self) -> None:
        gst = self._story.company.taxes[GST]
        values = {"name": "7.5%", "amount": 7.5}
        (tax,) = self._user.call("account.tax", "copy", [gst], default=values)
        self._push_until_held(self._sell(tax=tax))

    def _hold_by_cents(self) -> None:
        """Three times less than half a cent of tax is a cent, where it is rounded once
        for all."""
        self._round("round_globally")
        move = self._sell(prices=(0.03, 0.03, 0.03))
        self._round("round_per_line")
        self._push_until_held(move)

    def _round(self, method: str) -> None:
        (company,) = self._user.read("res.company", [], [])[:1]
        values = {"tax_calculation_rounding_method": method}
        self._user.write("res.company", [company["id"]], values)

    def _hold_by_customer(self) -> None:
        """Under *review* nobody is made in Xero unasked. Nobody presses *Push*: who
        does has said that it is to stand there."""
        name = {"name": "Who Is It Ltd", "is_company": True}
        (stranger,) = self._user.create("res.partner", name)
        self._until_held(self._sell(customer=stranger))

    def _hold_by_lock(self) -> None:
        lock = (date.today() - timedelta(days=20)).isoformat()
        self._xero.act("set", values={"period_lock": lock})
        self._push_until_held(self._sell(days_ago=25))

    def _hold_by_number(self) -> None:
        """Somebody typed an invoice with our number in Xero."""
        self._by_hand(True)
        move = self._sell()
        line = {"Description": "Typed", "UnitAmount": 5, "AccountCode": "200"}
        values = {"InvoiceNumber": self._numbers[move], "LineItems": [line]}
        self._xero.act("create_invoice", contact=ODD, values=values)
        self._push_until_held(move)
        self._by_hand(False)

    def _ask(self) -> None:
        """Changed on both sides, changed though paid, gone in Xero; a contact too."""
        paid, _partly, _credited, _voided, changed, gone, *_others = self._story.moves
        self._xero.act(
            "edit_invoice", invoice=self._numbers[changed], values={"Reference": "PO 1"}
        )
        self._edit(changed, ref="PO 2")
        self._until_held(changed)
        (line,) = self._user.read(
            "account.move.line",
            [("move_id", "=", paid), ("display_type", "=", "product")],
            [],
        )
        price = [(1, line["id"], {"price_unit": 90})]
        self._edit(paid, invoice_line_ids=price)
        self._until_held(paid)
        contact, partner = self._linked("Marlborough Cellars")
        mails = ("there@marlborough.example", "here@marlborough.example")
        self._xero.act(
            "edit_contact", contact=contact, values={"EmailAddress": mails[0]}
        )
        self._user.write("res.partner", [partner], {"email": mails[1]})
        self._user.call("res.partner", "action_xero_push", [partner])
        self._idle()
        self._xero.act("forget_invoice", invoice=self._numbers[gone])
        self._sync()

    def _set_aside(self) -> None:
        """A row that makes no sense, and a list that cannot be had for now."""
        seventeen = {"Name": "17"}
        self._xero.fault(
            "alter", "GET", "Contacts", row=ODD, texts=seventeen, times=None
        )
        self._sync()
        self._wait(lambda: self._count("xero.odd.row") > 0, "an odd row")
        self._xero.forget_faults()
        self._xero.fault("status", "GET", "TaxRates", status=500, times=None)
        self._press(self._connection, "action_check_again")
        self._wait(lambda: self._count("xero.retry") > 0, "a list set aside")

    # === What is underway === #

    def _leave_in_doubt(self) -> None:
        """Odoo is killed twice in the middle of a push: one that Xero has and nobody
        heard of, one that never arrived."""
        heard = self._held_push("hold_after")
        self._odoo.start()
        self._wait(lambda: self._state_of(heard) == "checking", "Odoo in doubt")
        lost = self._held_push("hold_drop")
        self._odoo.start(crons=False)
        self.left.doubted = self._totals(heard, lost)

    def _held_push(self, fault: str) -> int:
        """:return: an invoice that was on its way when Odoo was killed"""
        self._by_hand(True)
        move = self._sell()
        held = self._xero.fault(fault, "PUT", "Invoices")
        self._press_moves("action_xero_push", move)
        self._wait(held.is_held, "an invoice on its way")
        self._odoo.kill()
        held.release()
        return move

    def _leave_waiting(self) -> None:
        """The crons stand still, Xero cannot be reached, and people go on: what they
        confirm, change and cancel waits."""
        self._leave_a_run_paused()
        self._by_hand(False)
        *_others, changed, cancelled = self._story.moves
        self._edit(changed, ref="Changed before the upgrade")
        self.left.changed = {self._numbers[changed]: "Changed before the upgrade"}
        self._press_moves("button_draft", cancelled)
        self._press_moves("button_cancel", cancelled)
        self.left.cancelled = [self._numbers[cancelled]]
        moves = [self._sell(), self._sell(prices=(19.99, 0.3333)), self._sell()]
        self._press_moves("action_xero_push", moves[-1])
        self.left.new = self._totals(*moves)
        contact, partner = self._linked("Greenstone Legal")
        self._user.write("res.partner", [partner], {"phone": "+64 3 555 0199"})
        self.left.contacts = [contact]
        self._leave_xero_unreachable()

    def _leave_a_run_paused(self) -> None:
        held = [self._sell(), self._sell()]
        self._press_moves("action_xero_push", *held)
        jobs = self._user.read("xero.job", [("res_id", "in", held)], ["batch_id"])
        (run,) = {row["batch_id"][0] for row in jobs}
        self._user.call("xero.batch", "action_pause", [run])
        self.left.paused = [self._numbers[move] for move in held]

    def _leave_xero_unreachable(self) -> None:
        """A person checks, while nobody answers there: the connection pauses."""
        name = "xero_connector.api_url"
        self._odoo.set_parameter(name, f"http://localhost:{processes.free_port()}")
        self._press(self._connection, "action_check_health")
        self._odoo.set_parameter(name, self._xero.url)
        (quota,) = self._user.read(
            "xero.quota", [("connection_id", "=", self._connection)], ["paused_until"]
        )
        assert quota["paused_until"], "no pause"

    # === How it is done === #

    def _sell(
        self,
        customer: int = 0,
        tax: int = 0,
        prices: tuple[float, ...] = (100.0,),
        days_ago: int = 0,
    ) -> int:
        """:return: a confirmed invoice"""
        taxes = [tax or self._story.company.taxes[GST]]
        lines = [
            {"name": f"At {price}", "price_unit": price, "tax_ids": [(6, 0, taxes)]}
            for price in prices
        ]
        values = {
            "move_type": "out_invoice",
            "partner_id": customer or self._customer,
            "invoice_date": (date.today() - timedelta(days=days_ago)).isoformat(),
            "invoice_line_ids": [(0, 0, line) for line in lines],
        }
        (move,) = self._user.create("account.move", values)
        self._press_moves("action_post", move)
        self._name([move])
        return move

    def _name(self, moves: list[int]) -> None:
        for row in self._user.read("account.move", [("id", "in", moves)], ["name"]):
            self._numbers[row["id"]] = row["name"]

    def _totals(self, *moves: int) -> dict[str, str]:
        """:return: number to total, in all its decimals"""
        domain = [("id", "in", moves)]
        rows = self._user.read("account.move", domain, ["name", "amount_total"])
        return {row["name"]: f"{row['amount_total']:.2f}" for row in rows}

    def _edit(self, move: int, **values: Any) -> None:
        """Correct a confirmed invoice, as its form lets a person do."""
        self._press_moves("button_draft", move)
        self._user.write("account.move", [move], values)
        self._press_moves("action_post", move)

    def _push_until_held(self, move: int) -> None:
        self._press_moves("action_xero_push", move)
        self._until_held(move)

    def _until_held(self, move: int) -> None:
        self._until(move, "blocked")
        self.left.held.append(self._numbers[move])

    def _until(self, move: int, state: str) -> None:
        self._wait(
            lambda: self._state_of(move) == state, f"{self._numbers[move]} {state}"
        )

    def _state_of(self, move: int) -> str:
        domain = [("id", "=", move)]
        return str(
            self._user.read("account.move", domain, ["xero_state"])[0]["xero_state"]
        )

    def _by_hand(self, by_hand: bool) -> None:
        """Whether nothing is pushed but by a press."""
        values = {"push_when": "by_hand" if by_hand else "posted"}
        self._user.write("xero.connection", [self._connection], values)

    def _sync(self) -> None:
        """Compare everything, and wait for the end."""
        model = "xero.sync.wizard"
        wizard = self._press(self._connection, "action_sync_now")
        run = self._user.press(model, wizard["res_id"], "action_start")["res_id"]
        domain = [("id", "=", run), ("ended_at", "!=", False)]
        self._wait(lambda: bool(self._user.read("xero.batch", domain, [])), "the sync")
        self._idle()

    def _idle(self) -> None:
        self._wait(self._odoo.is_idle, "the crons idle")

    def _wait(self, ready: Callable[[], bool], what: str) -> None:
        self._odoo.wait_until(ready, what, 60)

    def _linked(self, partner: str) -> tuple[str, int]:
        """:return: name of the contact in Xero, and id of the partner"""
        domain = [
            ("partner_id.name", "=", partner),
            ("connection_id", "=", self._connection),
        ]
        (row,) = self._user.read("xero.contact", domain, ["name", "partner_id"])
        return str(row["name"]), int(row["partner_id"][0])

    def _press_contact(self, name: str, button: str) -> None:
        domain = [("name", "=", name), ("connection_id", "=", self._connection)]
        (row,) = self._user.read("xero.contact", domain, [])
        self._user.call("xero.contact", button, [row["id"]])

    def _press(self, connection: int, button: str) -> Values:
        action: Values = self._user.press("xero.connection", connection, button)
        return action

    def _press_moves(self, button: str, *moves: int) -> None:
        self._user.call("account.move", button, list(moves))

    def _count(self, model: str) -> int:
        return len(self._user.read(model, [], []))
