"""What happens in the demo, step by step."""

import time
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx

from dev.demo import consent, result
from dev.demo.bookkeeper import Bookkeeper
from dev.demo.company import GST, GST_INCLUDED, NO_TAX, SALES, ZERO, Company
from dev.demo.odoo_user import OdooUser, Values
from dev.say import Stop, step

# The app that is registered in the pretend Xero.
CLIENT_ID, CLIENT_SECRET = "demo-client", "demo-secret"
_DAY_LIMIT = 5000  # calls that Xero allows an organisation each day

# Which rate in Xero a tax is, where only a person can say.
_RATES = {GST: "OUTPUT2", GST_INCLUDED: "OUTPUT2", ZERO: "ZERORATED", NO_TAX: "NONE"}


class Story:
    """An accountant connects Odoo to Xero, sells, pushes, and sees what is paid."""

    def __init__(self, user: OdooUser, xero: str, first_number: str = "") -> None:
        """
        :param xero: the address of Xero
        :param first_number: of the invoices; by default the one that Odoo proposes
        """
        self.user = user
        self.xero = xero
        self.first_number = first_number
        self.company = Company(user)
        self.connection = 0
        self.contacts = result.Contacts(0, 0, 0)
        self.moves: list[int] = []
        self._started = time.monotonic()
        self._logged_before: int | None = None

    def tell(self) -> result.Result:
        """Do it all.

        :raise Stop: a step failed; the text is its reason
        """
        self._logged_before = self._logged_calls()
        with step("Setting up the company and its customers"):
            self.company.prepare()
        with step("Connecting to Xero, through its consent page"):
            self.connect()
        with step("Pulling contacts, accounts and taxes from Xero"):
            self.pull()
        with step("Choosing the account for sales and the taxes in Xero"):
            self.choose_account()
            self.choose_taxes()
        with step(f"Posting and pushing {len(SALES)} invoices"):
            self.sell()
        numbers = self._numbers()
        with step("Registering a payment in Xero, and bringing it back"):
            bookkeeper = self._bookkeeper()
            paid = bookkeeper.invoices(numbers[:1])[numbers[0]]
            bookkeeper.pay(paid, date.today().isoformat())
            self.bring_back(self.moves[0])
        seconds = time.monotonic() - self._started
        return result.Result(
            contacts=self.contacts,
            invoices=self._invoices(bookkeeper.invoices(numbers)),
            calls=self._calls(bookkeeper.calls),
            seconds=seconds,
        )

    # === Connecting === #

    def connect(self) -> None:
        """Type in the app, go to Xero, allow, come back."""
        user = self.user
        (self.connection,) = user.create("xero.connection", {})
        app = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        wizard = user.fill_in(self._press("action_connect"), app)
        since = (date.today() - timedelta(days=30)).isoformat()
        wizard = user.fill_in(
            user.press(*wizard, "action_continue"), {"push_from": since}
        )
        leave = user.press(*wizard, "action_continue")
        back = user.browser.get(
            consent.allow(user.browser, leave["url"], self._callback)
        )
        if not back.is_redirect:
            raise Stop(f"Odoo did not accept what Xero sent back: {back.text[:300]}")
        if self._read_connection("choice_waits"):
            self._choose_organisation()
        if self._read_connection("lifecycle") != "connected":
            raise Stop(f"Not connected: {self._read_connection('health')}")
        self._choose_imports()

    def _choose_imports(self) -> None:
        """Contacts that Odoo does not know become partners."""
        chosen = {"new_records": "create"}
        wizard = self.user.fill_in(self._press("action_import_settings"), chosen)
        self.user.press(*wizard, "action_save")

    def _choose_organisation(self) -> None:
        action = self._press("action_choose_organisation")
        first = self.user.read("xero.organisation", [], ["name"])[0]["id"]
        wizard = self.user.fill_in(action, {"organisation_id": first})
        self.user.press(*wizard, "action_choose")

    # === Coming in === #

    def pull(self) -> None:
        """Wait until everything is pulled once, and count the contacts."""

        def pulled() -> bool:
            self._stop_if_unwell()
            fields = ["done_at", "requested_at", "started_at"]
            rows = self._read("xero.resource", fields)
            done = all(row["done_at"] for row in rows)
            return done and not any(
                row["requested_at"] or row["started_at"] for row in rows
            )

        self.user.wait_until(pulled, "what Xero has")
        found = [
            row["matched_by"]
            for row in self._read("xero.contact", ["matched_by", "status"])
            if row["status"] == "ACTIVE"
        ]
        created = found.count("created")
        matched = sum(bool(how) for how in found) - created
        self.contacts = result.Contacts(len(found), matched, created)

    def choose_account(self) -> None:
        """One that takes payments, as the connection's form offers them."""
        accounts = self._read(
            "xero.account",
            ["code"],
            ("usable_for_sales", "=", True),
            ("payments_enabled", "=", True),
            ("account_class", "=", "REVENUE"),
        )
        if not accounts:
            raise Stop("Xero has no revenue account that takes payments.")
        self.user.write(
            "xero.connection", [self.connection], {"account_id": accounts[0]["id"]}
        )

    def choose_taxes(self) -> None:
        """Answer for the taxes that could not be matched by themselves."""
        rates = {
            row["tax_type"]: row["id"]
            for row in self._read("xero.tax.rate", ["tax_type"])
        }
        of_tax = {tax: _RATES[name] for name, tax in self.company.taxes.items()}
        for row in self._read("xero.tax.mapping", ["tax_id", "rate_id"]):
            tax = row["tax_id"] and row["tax_id"][0]
            wanted = of_tax.get(tax) if tax else _RATES[NO_TAX]
            if not row["rate_id"] and wanted in rates:
                values = {"rate_id": rates[wanted]}
                self.user.write("xero.tax.mapping", [row["id"]], values)

    # === Going out === #

    def sell(self) -> None:
        """Post the invoices, push them, wait until they stand in Xero."""
        sales = [self.company.invoice(sale) for sale in SALES]
        if self.first_number:
            sales[0]["name"] = self.first_number
        self.moves = self.user.create("account.move", *sales)
        self.user.call("account.move", "action_post", self.moves)
        self.user.call("account.move", "action_xero_push", self.moves)
        self.user.wait_until(self._pushed, "an answer to a push")

    def _pushed(self) -> bool:
        self._stop_if_unwell()
        states = {row["xero_state"] for row in self._moves("xero_state")}
        if "blocked" in states:
            issues = self._read("xero.issue", ["title"], ("state", "=", "open"))
            raise Stop("Needs attention: " + "; ".join(row["title"] for row in issues))
        return states == {"pushed"}

    def bring_back(self, move: int) -> None:
        """Wait until Odoo knows that an invoice is paid in Xero."""
        wizard = self._press("action_sync_now")
        self.user.press(wizard["res_model"], wizard["res_id"], "action_start")

        def known() -> bool:
            self._stop_if_unwell()
            states = {
                r["id"]: r["xero_payment_state"]
                for r in self._moves("xero_payment_state")
            }
            return bool(states[move] == "paid")

        self.user.wait_until(known, "the payment in Odoo")

    # === What became of it === #

    def _invoices(self, in_xero: dict[str, Values]) -> list[result.Invoice]:
        rows = self._moves("name", "amount_total", "currency_id")
        return [
            result.Invoice(
                number=row["name"],
                customer=sale.customer,
                special=sale.special,
                currency=row["currency_id"][1],
                total_odoo=Decimal(str(row["amount_total"])).quantize(Decimal("0.01")),
                total_xero=Decimal(str(in_xero[row["name"]]["Total"])),
                xero_status=in_xero[row["name"]]["Status"],
            )
            for row, sale in zip(rows, SALES, strict=True)
        ]

    def _calls(self, others: int) -> int:
        """How often the connector called Xero's accounting API.

        :param others: calls to leave out
        """
        if (logged := self._logged_calls()) is not None:
            return logged - (self._logged_before or 0) - others
        # Another Xero: what it says is left of the day.
        (quota,) = self._read("xero.quota", ["day_left"])
        return _DAY_LIMIT - int(quota["day_left"])

    def _logged_calls(self) -> int | None:
        """What a sandbox has counted so far; another Xero keeps no log for us."""
        log = httpx.get(f"{self.xero}/_sandbox/calls", trust_env=False)
        if not log.is_success:
            return None
        paths: list[str] = [call["path"].lower() for call in log.json()]
        return sum(path.startswith("/api.xro/") for path in paths)

    def _bookkeeper(self) -> Bookkeeper:
        tenant = self._read_connection("tenant_id")
        return Bookkeeper(self.xero, CLIENT_ID, CLIENT_SECRET, self._callback, tenant)

    # === Looking === #

    @property
    def _callback(self) -> str:
        return f"{self.user.url}/xero/oauth/callback"

    def _press(self, button: str) -> Any:
        return self.user.press("xero.connection", self.connection, button)

    def _read_connection(self, field: str) -> Any:
        domain = [("id", "=", self.connection)]
        return self.user.read("xero.connection", domain, [field])[0][field]

    def _read(self, model: str, fields: list[str], *domain: Any) -> list[Values]:
        of_connection = ("connection_id", "=", self.connection)
        return self.user.read(model, [of_connection, *domain], fields)

    def _moves(self, *fields: str) -> list[Values]:
        return self.user.read("account.move", [("id", "in", self.moves)], [*fields])

    def _numbers(self) -> list[str]:
        return [row["name"] for row in self._moves("name")]

    def _stop_if_unwell(self) -> None:
        """:raise Stop: Odoo says that it cannot talk to Xero at present"""
        if self._read_connection("state") != "connected":
            raise Stop(f"The connection fails: {self._read_connection('health')}")
