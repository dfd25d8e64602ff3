"""Who sells what to whom: the company of the demo, before Xero is connected."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from dev import odoo
from dev.demo.odoo_user import OdooUser, Values

COMPANY = "Demo Company (NZ)"
ADDRESS = "admin@demo-company.example"

# Customers that Odoo knows already. All but the last stand in Xero's demo company too,
# with the same e-mail; she is new to Xero.
CUSTOMERS = {
    "Marlborough Cellars": "pip@marlboroughcellars.example",
    "Greenstone Legal": "hemi.walker@greenstonelegal.example",
    "Café Étoile": "elise@cafe-etoile.example",
    "Pacific Rim Imports": "ap@pacificrim.example",
    "Kererū Books": "ana@kererubooks.example",
    "Te Rōpū Whakaari o Te Whanganui-a-Tara — Société Néo-Zélandaise des Arts de la "
    "Scène et de l’Événementiel Incorporated": "tari@whakaari.example",
}
PEOPLE = {"Hoani Rāwiri": "hoani.rawiri@example.org"}
EMPLOYEES = {"Aroha Ngata": "Greenstone Legal"}

GST = "gst"
GST_INCLUDED = "gst_included"
ZERO = "zero"
NO_TAX = ""
USD_RATE = 0.6125  # US dollars for one New Zealand dollar


@dataclass(frozen=True)
class Line:
    """One line of an invoice.

    :ivar tax: GST, GST_INCLUDED, ZERO or NO_TAX
    :ivar kind: ``product``, ``line_section`` or ``line_note``
    """

    text: str
    quantity: float = 1
    price: float = 0
    discount: float = 0
    tax: str = GST
    kind: str = "product"


@dataclass(frozen=True)
class Sale:
    """One invoice to be.

    :ivar special: what is particular about it
    :ivar days_ago: its date
    """

    customer: str
    special: str
    lines: tuple[Line, ...]
    days_ago: int = 0
    currency: str = "NZD"
    reference: str = ""


def _section(text: str) -> Line:
    return Line(text, kind="line_section")


def _note(text: str) -> Line:
    return Line(text, kind="line_note")


_LONG_NAME = next(name for name in CUSTOMERS if len(name) > 100)

SALES = (
    Sale("Marlborough Cellars", "one plain line", (
        Line("Barrel cleaning, per barrel", 24, 38.50),
    ), days_ago=13, reference="PO 40112"),
    Sale("Greenstone Legal", "a rate discount", (
        Line("Document archive, monthly", 3, 189.00, discount=12.5),
        Line("Set-up", 1, 450.00),
    ), days_ago=12),
    Sale("Café Étoile", "tax included", (
        Line("Espresso machine service", 1, 230.00, tax=GST_INCLUDED),
        Line("Gasket set", 2, 17.25, tax=GST_INCLUDED),
    ), days_ago=11),
    Sale("Kererū Books", "an untaxed line", (
        Line("Shelving", 6, 145.00),
        Line("Refundable deposit", 1, 200.00, tax=NO_TAX),
    ), days_ago=10),
    Sale("Young Bros Transport", "a four-decimal price", (
        Line("Diesel additive, per litre", 1250, 0.3275),
        Line("Delivery", 1, 64.90),
    ), days_ago=9),
    Sale("Pacific Rim Imports", "US dollars, zero-rated", (
        Line("Mānuka honey, per jar", 480, 11.40, tax=ZERO),
        Line("Export packing", 1, 175.00, tax=ZERO),
    ), days_ago=8, currency="USD", reference="PR-2291"),
    Sale("Queenstown Alpine Guides", "section and note", (
        _section("Winter season"),
        Line("Radio hire, per week", 18, 27.00),
        Line("Spare batteries", 12, 8.95),
        _note("Radios are returned by 30 September."),
    ), days_ago=7),
    Sale("Aroha Ngata", "a person of a company", (
        Line("Training, half a day", 1, 620.00),
    ), days_ago=6),
    Sale(_LONG_NAME, "long name, new to Xero", (
        Line("Éclairage de scène – location, à la journée", 4, 310.00),
        Line("Technicien·ne", 4, 285.00, discount=5),
    ), days_ago=5),
    Sale("Hoani Rāwiri", "a person, accents", (
        Line("Mahi whakatika – repairs at 6 Kōwhai Street", 2.5, 85.00),
    ), days_ago=4),
    Sale("Tauranga Avocado Packers", "fractions of a unit", (
        Line("Cool store, per pallet and day", 17.375, 4.80),
        Line("Pallet wrap, per metre", 333.333, 0.1299),
    ), days_ago=3),
    Sale("Manawatū Dairy Co-operative", "many small lines", tuple(
        Line(f"Milk test, sample {number}", 1, 3.37 + number / 100)
        for number in range(1, 16)
    ), days_ago=2),
)  # fmt: skip


@dataclass
class Company:
    """The company's records in Odoo, by the names used above."""

    user: OdooUser
    partners: dict[str, int] = field(default_factory=dict)
    taxes: dict[str, int] = field(default_factory=dict)
    currencies: dict[str, int] = field(default_factory=dict)

    def prepare(self) -> None:
        """Set the company up as its accountant would, before Xero comes into play."""
        user = self.user
        (company,) = user.read("res.company", [], ["partner_id"])
        # Xero rounds tax line by line; Odoo does as the company's settings say.
        rounding = {"tax_calculation_rounding_method": "round_per_line"}
        user.write("res.company", [company["id"]], {"name": COMPANY, **rounding})
        precision = user.read(
            "decimal.precision", [("name", "=", "Product Price")], ["digits"]
        )
        user.write("decimal.precision", [precision[0]["id"]], {"digits": 4})
        self._administrator()
        self._currencies()
        self._taxes()
        self._customers()

    def invoice(self, sale: Sale) -> Values:
        """:return: the values of a draft invoice"""
        day = (date.today() - timedelta(days=sale.days_ago)).isoformat()
        return {
            "move_type": "out_invoice",
            "partner_id": self._partner(sale.customer),
            "invoice_date": day,
            "currency_id": self.currencies[sale.currency],
            "ref": sale.reference,
            "invoice_line_ids": [
                (0, 0, self._line(line, place)) for place, line in enumerate(sale.lines)
            ],
        }

    def _line(self, line: Line, place: int) -> Values:
        if line.kind != "product":
            return {"name": line.text, "display_type": line.kind, "sequence": place}
        return {
            "name": line.text,
            "sequence": place,
            "quantity": line.quantity,
            "price_unit": line.price,
            "discount": line.discount,
            "tax_ids": [(6, 0, [self.taxes[line.tax]] if line.tax else [])],
        }

    def _partner(self, name: str) -> int:
        """The partner of that name: known beforehand, or come from Xero since."""
        if name not in self.partners:
            found = self.user.read("res.partner", [("name", "=", name)], ["id"])
            # Another Xero has other contacts: then the customer is new to it.
            self.partners[name] = (
                found[0]["id"]
                if found
                else self.user.create(
                    "res.partner", {"name": name, "is_company": True}
                )[0]
            )
        return self.partners[name]

    def _administrator(self) -> None:
        """Whom the connector writes to; a fresh database has no address of theirs."""
        (partner,) = (
            row["partner_id"][0]
            for row in self.user.read(
                "res.users", [("login", "=", odoo.ADMIN)], ["partner_id"]
            )
        )
        self.user.write("res.partner", [partner], {"email": ADDRESS})

    def _currencies(self) -> None:
        rows = self.user.read(
            "res.currency",
            [("name", "in", ("NZD", "USD")), ("active", "in", (True, False))],
            ["name"],
        )
        self.currencies = {row["name"]: row["id"] for row in rows}
        usd = self.currencies["USD"]
        self.user.write("res.currency", [usd], {"active": True})
        day = (date.today() - timedelta(days=30)).isoformat()
        self.user.create(
            "res.currency.rate",
            {"currency_id": usd, "name": day, "company_rate": USD_RATE},
        )

    def _taxes(self) -> None:
        rows = self.user.read(
            "account.tax", [("type_tax_use", "=", "sale")], ["amount"]
        )
        of_rate = {row["amount"]: row["id"] for row in rows}
        values = {"name": "15% incl.", "price_include_override": "tax_included"}
        (included,) = self.user.call(
            "account.tax", "copy", [of_rate[15.0]], default=values
        )
        self.taxes = {GST: of_rate[15.0], ZERO: of_rate[0.0], GST_INCLUDED: included}

    def _customers(self) -> None:
        known: list[Values] = [
            *(
                {"name": n, "email": e, "is_company": True}
                for n, e in CUSTOMERS.items()
            ),
            *({"name": name, "email": mail} for name, mail in PEOPLE.items()),
        ]
        ids = self.user.create("res.partner", *known)
        self.partners = dict(zip((*CUSTOMERS, *PEOPLE), ids, strict=True))
        for name, employer in EMPLOYEES.items():
            (self.partners[name],) = self.user.create(
                "res.partner", {"name": name, "parent_id": self.partners[employer]}
            )
