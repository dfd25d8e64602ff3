"""A company in Odoo that keeps its books in the pretend Xero."""

from collections.abc import Callable
from datetime import date
from typing import Any

from benchmarks.invoices import LINES, copy_invoices
from benchmarks.odoo import Odoo
from benchmarks.xero import Xero
from dev.demo.odoo_user import OdooUser, Values
from dev.demo.story import Story
from dev.say import Stop

_ORIGINALS = 20
_AT_MOST = 300.0  # seconds; a run that takes longer has gone wrong
_IN_LETTERS = str.maketrans("0123456789_", "abcdefghijx")


class Company:
    """A company that is connected, with settings that let everything flow.

    :ivar odoo: its Odoo
    :ivar xero: its Xero
    """

    def __init__(self, odoo: Odoo, xero: Xero) -> None:
        """Connect as a person does; accounts and taxes are read, contacts are not."""
        self.odoo, self.xero = odoo, xero
        self._has_sold = False
        # Nothing moves by itself until all settings stand.
        odoo.start(max_cron_threads=0)
        # As Xero rounds: line by line.
        rounding = {"tax_calculation_rounding_method": "round_per_line"}
        self.user.write("res.company", [1], rounding)
        story = Story(self.user, xero.url)
        story.connect()
        self.connection = story.connection
        self.set(new_records="create", frequency="hourly", push_when="by_hand")
        self.set(sync_contacts=False)
        self.restart()
        self.run()
        story.user = self.user
        story.choose_account()

    @property
    def user(self) -> OdooUser:
        return self.odoo.user

    def restart(self) -> None:
        """A fresh server, asleep."""
        self.odoo.stop()
        self.odoo.start()

    def set(self, **settings: object) -> None:
        """Change settings of the connection."""
        self.user.write("xero.connection", [self.connection], settings)

    # === Running === #

    def seconds(self, begin: Callable[[], object]) -> float:
        """How long it takes from the beginning until the connection has no more to do.

        :param begin: what gives it something to do
        :raise Stop: it is paused, or needs a person
        """
        took = self.odoo.seconds(self._cron, begin, _AT_MOST)
        self._stop_if_unwell()
        return took

    def run(self) -> float:
        """Let it do what waits; seconds."""
        return self.seconds(lambda: self.odoo.wake(self._cron))

    def read_contacts(self) -> float:
        """Read all contacts for the first time, a partner for each; seconds."""
        return self.seconds(lambda: self.set(sync_contacts=True))

    def look_for_changes(self) -> None:
        """Let the schedule find that it is time to ask Xero what changed."""
        self.odoo.sql(
            "UPDATE xero_batch SET planned_at = planned_at - interval '1 day'"
            " WHERE kind = 'changes'"
        )
        cron = self.user.call(
            "ir.model.data", "check_object_reference", "xero_connector", "ir_cron_due"
        )
        self.user.call("ir.cron", "method_direct_trigger", [cron[1]])

    @property
    def _cron(self) -> int:
        ((cron,),) = self.odoo.sql(
            "SELECT cron_id FROM xero_connection WHERE id = %(id)s",
            {"id": self.connection},
        )
        return int(cron)

    def _stop_if_unwell(self) -> None:
        domain = [("id", "=", self.connection)]
        (row,) = self.user.read("xero.connection", domain, ["state", "health"])
        if row["state"] != "connected":
            raise Stop(f"The connection fails: {row['health']}")

    # === Selling === #

    def sell(self, count: int, customers: list[int]) -> list[int]:
        """Posted invoices of five lines each, of these customers in turn.

        :return: ids of the invoices
        """
        originals = self._originals(min(count, _ORIGINALS), customers[0])
        if not self._has_sold:
            # Companies may share a Xero: each has numbers of its own. In letters, for
            # Odoo reads two digits in front of a number as a year.
            prefix = self.odoo.database.translate(_IN_LETTERS).upper()
            number = f"{prefix}/00001"
            self.user.write("account.move", originals[:1], {"name": number})
            self._has_sold = True
        self.user.call("account.move", "action_post", originals)
        return copy_invoices(self.odoo, originals, count, customers)

    def draft(self, count: int, customers: list[int]) -> list[int]:
        """The same, not posted yet."""
        originals = self._originals(min(count, _ORIGINALS), customers[0])
        return copy_invoices(self.odoo, originals, count, customers)

    def _originals(self, count: int, customer: int) -> list[int]:
        day = date.today().isoformat()
        return self.user.create(
            "account.move",
            *(
                {
                    "move_type": "out_invoice",
                    "partner_id": customer,
                    "invoice_date": day,
                    "invoice_line_ids": [
                        (0, 0, self._line(number, place)) for place in range(LINES)
                    ],
                }
                for number in range(count)
            ),
        )

    def _line(self, number: int, place: int) -> Values:
        return {
            "name": f"Work as ordered, part {place + 1} of {LINES}",
            "quantity": 1 + (number + place) % 7,
            "price_unit": 19.99 + number * 3 + place,
            "discount": 12.5 if place == 3 else 0,
            "tax_ids": [(6, 0, [self._gst])],
        }

    @property
    def _gst(self) -> int:
        wanted = [("type_tax_use", "=", "sale"), ("amount", "=", 15)]
        return int(self.user.read("account.tax", wanted, ["id"])[0]["id"])

    def customers(self, count: int, called: str) -> list[int]:
        """Partners that nobody in Xero resembles.

        :param called: part of their names, which no others have
        """
        return self.user.create(
            "res.partner",
            *(
                {
                    "name": f"{called} {number} Limited",
                    "is_company": True,
                    "email": f"office@{called.lower()}{number}.example",
                    "phone": f"+64 9 555 {number:04}",
                    "street": f"{number} Queen Street",
                    "city": "Auckland",
                    "zip": "1010",
                }
                for number in range(count)
            ),
        )

    def push(self, moves: list[int]) -> float:
        """Press the button on invoices, and see them arrive; seconds.

        :raise Stop: one of them did not arrive, or differs in Xero
        """
        took = self.seconds(
            lambda: self.user.call("account.move", "action_xero_push", moves)
        )
        self._stop_unless_pushed(moves)
        return took

    def correct(self, moves: list[int]) -> None:
        """Write the first line of each invoice anew; its amounts stay."""
        self.odoo.sql(
            "UPDATE account_move_line line SET name = line.name || ', corrected'"
            "  FROM (SELECT min(id) AS id FROM account_move_line"
            "         WHERE display_type = 'product' AND move_id = ANY(%(moves)s)"
            "         GROUP BY move_id) first"
            " WHERE line.id = first.id",
            {"moves": moves},
        )

    def _stop_unless_pushed(self, moves: list[int]) -> None:
        states = self.user.call("account.move", "read", moves, fields=["xero_state"])
        if rest := [row for row in states if row["xero_state"] != "pushed"]:
            issues = self.user.read("xero.issue", [("state", "=", "open")], ["title"])
            raise Stop(f"{len(rest)} invoices are not in Xero: {rest[:2]} {issues[:3]}")

    # === What it said === #

    def exchanges_after(self, last: int) -> list[tuple[Any, ...]]:
        """Resource, method, body and seconds of each write since then."""
        return self.odoo.sql(
            "SELECT resource, method, body, seconds FROM xero_exchange"
            " WHERE id > %(last)s AND body IS NOT NULL ORDER BY id",
            {"last": last},
        )

    def last_exchange(self) -> int:
        ((last,),) = self.odoo.sql("SELECT coalesce(max(id), 0) FROM xero_exchange")
        return int(last)
