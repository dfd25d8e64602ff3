"""A company in Odoo that keeps its books in Xero, and what both of them say of it."""

import itertools
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from dev.demo import consent
from dev.demo.odoo_user import OdooUser, Values
from dev.demo.story import Story
from tests.system.odoo_process import Odoo
from tests.system.xero import Xero

# Nobody in Xero has these names; a number comes after them with each sale.
CUSTOMERS = ("Ōtākaro Joinery Ltd", "Søren & Daughters", "Zoë's Tōtara Nursery")

# Customer, and lines (quantity, price, discount in %), of each invoice.
SALES = (
    (0, [(1, 100, 0)]),
    (1, [(3, 25.06, 12.5), (1000, 0.333, 0)]),
    (2, [(2.5, 19.99, 0), (1, 0.01, 0)]),
    (0, [(7, 142.857, 0)]),
)

_rounds = itertools.count(1)


class Books:
    """A connected company with several invoices of new customers, to be pushed.

    :ivar names: what the customers are called, in Odoo and then in Xero
    :ivar customers: ids of the partners
    :ivar moves: ids of the invoices
    """

    def __init__(self, odoo: Odoo, xero: Xero) -> None:
        """Connect to Xero as a person does."""
        self.odoo = odoo
        self.xero = xero
        story = Story(odoo.user, xero.url)
        story.connect()
        story.pull()
        story.choose_account()
        self.connection = story.connection
        wanted = [("type_tax_use", "=", "sale"), ("amount", "=", 15)]
        self._gst = self.user.read("account.tax", wanted, ["id"])[0]["id"]

    @property
    def user(self) -> OdooUser:
        return self.odoo.user

    # === What a person does === #

    def sell(self) -> None:
        """Confirm new invoices of new customers; the former ones are forgotten."""
        number = next(_rounds)
        self.names = sorted(f"{name} {number}" for name in CUSTOMERS)
        self.customers = self.user.create(
            "res.partner", *({"name": name, "is_company": True} for name in self.names)
        )
        self.moves = self.user.create(
            "account.move", *(self.invoice(*sale) for sale in SALES)
        )
        self.user.call("account.move", "action_post", self.moves)

    def invoice(
        self, customer: int, lines: Iterable[tuple[float, float, float]]
    ) -> Values:
        """:return: values of an invoice: which customer, and its lines"""
        return {
            "move_type": "out_invoice",
            "partner_id": self.customers[customer],
            "invoice_date": date.today().isoformat(),
            "invoice_line_ids": [
                (0, 0, self._line(quantity, price, discount))
                for quantity, price, discount in lines
            ],
        }

    def _line(self, quantity: float, price: float, discount: float) -> Values:
        return {
            "name": f"{quantity} × {price}",
            "quantity": quantity,
            "price_unit": price,
            "discount": discount,
            "tax_ids": [(6, 0, [self._gst])],
        }

    def push(self, moves: list[int] | None = None) -> None:
        """Press the button on invoices, all by default; the cron does the rest."""
        self.user.call("account.move", "action_xero_push", moves or self.moves)

    def push_customers(self) -> None:
        """Bring the customers into Xero, and wait until they are there."""
        self.user.call("res.partner", "action_xero_push", self.customers)
        self.odoo.wait_until(
            lambda: self._linked() == self.names, "the customers in Xero"
        )

    def lead_to(self, url: str) -> None:
        """Let Odoo, whether it runs or not, look for Xero's API somewhere else."""
        self.odoo.set_parameter("xero_connector.api_url", url)

    def connect_again(self) -> None:
        """Give Xero's consent once more."""
        button = ("xero.connection", self.connection, "action_connect")
        wizard = self.user.fill_in(self.user.press(*button))
        leave = self.user.press(*wizard, "action_continue")
        callback = f"{self.odoo.url}/xero/oauth/callback"
        back = consent.allow(self.user.browser, leave["url"], callback)
        assert self.user.browser.get(back).is_redirect

    def restart_in_doubt(self) -> None:
        """Start Odoo after a crash, and see it say that it does not know."""
        self.odoo.start()
        self.odoo.wait_until(lambda: "checking" in self._jobs(), "Odoo in doubt")

    # === What Odoo says === #

    def invoices(self) -> list[tuple[str, Decimal]]:
        """Number and total of each invoice in Odoo."""
        rows = self._moves("name", "amount_total")
        return sorted(
            (row["name"], Decimal(str(row["amount_total"])).quantize(Decimal("0.01")))
            for row in rows
        )

    def states(self) -> set[str]:
        """What the invoices' badges show."""
        return {row["xero_state"] for row in self._moves("xero_state")}

    def connection_says(self, field: str) -> str:
        domain = [("id", "=", self.connection)]
        return str(self.user.read("xero.connection", domain, [field])[0][field])

    def _moves(self, *fields: str) -> list[Values]:
        return self.user.read("account.move", [("id", "in", self.moves)], [*fields])

    def _jobs(self) -> set[str]:
        """States of the jobs of these invoices and customers."""
        domain = [
            *("|", "&", ("res_model", "=", "account.move")),
            *(("res_id", "in", self.moves), "&", ("res_model", "=", "res.partner")),
            ("res_id", "in", self.customers),
        ]
        return {row["state"] for row in self.user.read("xero.job", domain, ["state"])}

    def _linked(self) -> list[str]:
        """Names in Xero of the contacts that the customers are linked to."""
        domain = [("partner_id", "in", self.customers)]
        rows = self.user.read("xero.contact", domain, ["name"])
        return sorted(row["name"] for row in rows)

    # === What must be true in the end === #

    def settle(self, seconds: float = 30) -> None:
        """Wait until nothing is underway, and hold that both ledgers agree."""
        try:
            self.odoo.wait_until(self._settled, "all invoices in Xero", seconds)
        except AssertionError as late:
            raise AssertionError(f"{late}: {self._what_stands_in_the_way()}") from None
        numbers = [number for number, _total in self.invoices()]
        assert self.xero.invoices(numbers) == self.invoices(), "not once, or not equal"
        assert self.xero.contacts(self.names) == self.names, "not each contact once"
        self._assert_odoo_knows()
        assert not (warnings := self.odoo.warnings()), warnings

    def _settled(self) -> bool:
        states = self.states()
        assert "blocked" not in states, "held back"
        return states == {"pushed"}

    def _what_stands_in_the_way(self) -> list[object]:
        unapplied = [("state", "!=", "applied")]
        return [
            self.states(),
            {field: self.connection_says(field) for field in ("state", "health")},
            self.user.read("xero.issue", [("state", "=", "open")], ["title"]),
            self.user.read("xero.exchange", unapplied, ["resource", "state", "error"]),
            self.odoo.warnings(),
        ]

    def _assert_odoo_knows(self) -> None:
        """Odoo's jobs and links say what stands in Xero."""
        assert self._jobs() == {"done"}
        assert self._linked() == self.names
        in_xero = {
            row["InvoiceID"]: Decimal(str(row["Total"]))
            for row in self.xero.rows("Invoices")
        }
        domain = [("move_id", "in", self.moves)]
        documents = self.user.read("xero.document", domain, ["xero_id", "total"])
        assert len(documents) == len(self.moves)
        for document in documents:
            assert in_xero[document["xero_id"]] == Decimal(str(document["total"]))
