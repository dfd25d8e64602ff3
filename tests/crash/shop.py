"""A company with many customers who each buy something: what there is to push."""

from collections.abc import Iterator
from datetime import date

from dev.demo.odoo_user import OdooUser, Values
from dev.demo.story import Story
from tests.system.odoo_process import Odoo
from tests.system.xero import Xero

# Nobody else in Xero is called so.
CUSTOMER = "Kererū Lane"

# What a firewall before Xero does not let pass: what has one of these in it stays out,
# whatever is done. One is sold, the other is a customer.
POISON = ("Arsenic", "Cyanide")

# Where all of them move to.
STREET = "12 Kōtuku Terrace"

# The least that the first thing on an invoice costs; the second costs less.
_DEAR = 100

_AT_ONCE = 100


class Shop:
    """A connected company.

    :ivar customers: ids of who bought something
    :ivar moves: ids of the invoices, in the order of their numbers
    :ivar poisoned: ids of those that never can come into Xero
    """

    def __init__(self, odoo: Odoo, xero: Xero) -> None:
        """Connect to Xero as a person does."""
        self._odoo = odoo
        story = Story(odoo.user, xero.url)
        story.connect()
        story.pull()
        story.choose_account()
        wanted = [("type_tax_use", "=", "sale"), ("amount", "=", 15)]
        self._gst = self._user.read("account.tax", wanted, ["id"])[0]["id"]
        self.customers: list[int] = []
        self.moves: list[int] = []
        self.poisoned: list[int] = []

    @property
    def _user(self) -> OdooUser:
        return self._odoo.user

    def sell(self, invoices: int, customers: int) -> None:
        """Confirm so many new invoices of new customers, no two of the same total."""
        first = len(self.moves)
        partners: list[int] = []
        for numbers in _slices(range(first, first + customers)):
            named = [
                {"name": f"{CUSTOMER} {n:03}", "is_company": True} for n in numbers
            ]
            partners += self._user.create("res.partner", *named)
        for numbers in _slices(range(first, first + invoices)):
            sold = [self._invoice(partners[n % customers], n) for n in numbers]
            moves = self._user.create("account.move", *sold)
            self._user.call("account.move", "action_post", moves)
            self.moves += moves
        self.customers += partners

    def sell_poison(self) -> None:
        """One invoice of an ordinary customer, and one of a customer, that Xero never
        gets."""
        sold, name = POISON
        [buyer, poison] = self._user.create(
            "res.partner",
            *({"name": f"{CUSTOMER} {who}", "is_company": True} for who in ("X", name)),
        )
        invoices = [self._invoice(partner, 0) for partner in (buyer, poison)]
        invoices[0]["invoice_line_ids"][0][2]["name"] = sold
        self.poisoned = self._user.create("account.move", *invoices)
        self._user.call("account.move", "action_post", self.poisoned)

    def poison_names(self) -> list[str]:
        """By what a person finds them: the invoice's number, the customer's name."""
        rows = self._user.read(
            "account.move", [("id", "in", self.poisoned)], ["name"], order="id"
        )
        return [rows[0]["name"], f"{CUSTOMER} {POISON[1]}"]

    def issues(self) -> list[str]:
        """What a person reads of all that waits for one."""
        rows = self._user.read("xero.issue", [("state", "=", "open")], ["title"])
        return [row["title"] for row in rows]

    def sync(self) -> None:
        """Press *Sync Now*, and now rather than tonight."""
        connections = self._user.read("xero.connection", [], [])
        wizard = self._user.press(
            "xero.connection", connections[0]["id"], "action_sync_now"
        )
        self._user.press(wizard["res_model"], wizard["res_id"], "action_start")

    def _invoice(self, customer: int, number: int) -> Values:
        return {
            "move_type": "out_invoice",
            "partner_id": customer,
            "invoice_date": date.today().isoformat(),
            "invoice_line_ids": [
                (0, 0, self._line(1, _DEAR + number)),
                (0, 0, self._line(3, 25.06, discount=12.5)),
            ],
        }

    def _line(self, quantity: float, price: float, discount: float = 0) -> Values:
        return {
            "name": f"{quantity} × {price}",
            "quantity": quantity,
            "price_unit": price,
            "discount": discount,
            "tax_ids": [(6, 0, [self._gst])],
        }

    def push(self) -> None:
        """Press the button once, for all."""
        self._user.call("account.move", "action_xero_push", self.moves + self.poisoned)

    def change(self) -> None:
        """Correct three of four invoices, cancel the others, and send all customers
        to another street. Nothing is pushed yet."""
        self._user.write("res.partner", self.customers, {"street": STREET})
        for moves in _slices(self._corrected()):
            self.correct(moves, quantity=2)
        self._user.call("account.move", "button_cancel", self._cancelled())

    def push_changes(self) -> None:
        """Press the buttons for all that was changed."""
        self._user.call("res.partner", "action_xero_push", self.customers)
        self._user.call("account.move", "action_xero_push", self._corrected())
        self._user.call("account.move", "action_xero_void", self._cancelled())

    def _cancelled(self) -> list[int]:
        return self.moves[::4]

    def _corrected(self) -> list[int]:
        return [move for move in self.moves if move not in self._cancelled()]

    def correct(self, moves: list[int], quantity: int) -> None:
        """Change what was sold, and confirm again."""
        self._user.call("account.move", "button_draft", moves)
        dear = [("move_id", "in", moves), ("price_unit", ">=", _DEAR)]
        lines = [row["id"] for row in self._user.read("account.move.line", dear, [])]
        self._user.write("account.move.line", lines, {"quantity": quantity})
        self._user.call("account.move", "action_post", moves)

    def correct_and_push(self, moves: list[int], quantity: int) -> None:
        self.correct(moves, quantity)
        self._user.call("account.move", "action_xero_push", moves)


def _slices(things: "range | list[int]") -> Iterator["range | list[int]"]:
    for start in range(0, len(things), _AT_ONCE):
        yield things[start : start + _AT_ONCE]
