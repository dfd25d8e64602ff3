"""The table of what happened, and the same as ``build/demo.json``."""

import json
from dataclasses import asdict, dataclass
from decimal import Decimal

from dev import say
from dev.paths import BUILD

FILE = BUILD / "demo.json"

# As Xero's screens call them.
STATUS_WORDS = {
    "DRAFT": "Draft",
    "SUBMITTED": "Awaiting Approval",
    "AUTHORISED": "Awaiting Payment",
    "PAID": "Paid",
    "VOIDED": "Voided",
    "DELETED": "Deleted",
}


@dataclass(frozen=True)
class Contacts:
    """How many of Xero's contacts were pulled, and what became of them in Odoo."""

    pulled: int
    matched: int
    created: int


@dataclass(frozen=True)
class Invoice:
    """One invoice in both ledgers.

    :ivar special: what is particular about it, for people
    """

    number: str
    customer: str
    special: str
    currency: str
    total_odoo: Decimal
    total_xero: Decimal
    xero_status: str


@dataclass(frozen=True)
class Result:
    """What the demo did.

    :ivar calls: how often the connector called Xero's accounting API
    :ivar seconds: from the first step to the last answer, set-up not included
    """

    contacts: Contacts
    invoices: list[Invoice]
    calls: int
    seconds: float

    def save(self) -> None:
        content = {
            "contacts": asdict(self.contacts),
            "invoices": [
                {
                    "number": invoice.number,
                    "total_odoo": float(invoice.total_odoo),
                    "total_xero": float(invoice.total_xero),
                    "xero_status": invoice.xero_status,
                }
                for invoice in self.invoices
            ],
            "calls": self.calls,
            "seconds": round(self.seconds, 1),
        }
        FILE.write_text(json.dumps(content, indent=2) + "\n")

    def unequal(self) -> list[str]:
        """:return: the numbers of invoices whose totals are not the same"""
        return [i.number for i in self.invoices if i.total_odoo != i.total_xero]

    def show(self) -> None:
        contacts = self.contacts
        left = contacts.pulled - contacts.matched - contacts.created
        say.line()
        say.line(
            f"Contacts  {contacts.pulled} pulled from Xero: {contacts.matched} matched "
            f"with partners, {contacts.created} created in Odoo"
            + (f", {left} left for a person to match" if left else "")
        )
        say.line()
        row = "{:<18} {:<30} {:<22} {:>3} {:>10} {:>10}  {}"
        say.line(
            row.format("Invoice", "Customer", "With", "", "Odoo", "Xero", "In Xero")
        )
        say.line("─" * 110)
        for invoice in self.invoices:
            say.line(
                row.format(
                    invoice.number,
                    _short(invoice.customer, 30),
                    invoice.special,
                    invoice.currency,
                    f"{invoice.total_odoo:,.2f}",
                    f"{invoice.total_xero:,.2f}",
                    STATUS_WORDS.get(invoice.xero_status, invoice.xero_status),
                )
            )
        say.line("─" * 110)
        equal = len(self.invoices) - len(self.unequal())
        say.line(
            f"{equal} of {len(self.invoices)} totals equal to the cent, "
            f"{self.calls} calls to Xero, {self.seconds:.1f} seconds"
        )


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
