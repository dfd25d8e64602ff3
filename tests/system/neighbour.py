"""Another company in the same Odoo, with books of its own in Xero."""

from typing import Any

from dev.demo import consent
from dev.demo.odoo_user import Values
from tests.system.books import Books

ORGANISATION = "Kauri Café Australia"

# One consent of a Xero user makes one set of tokens for an app, so it has its own.
APP = {"client_id": "test-client", "client_secret": "test-secret"}


class Neighbour:
    """It is connected to the other organisation, with tokens of its own."""

    def __init__(self, books: Books) -> None:
        self._odoo, self._user = books.odoo, books.user
        (aud,) = self._user.read(
            "res.currency",
            [("name", "=", "AUD"), ("active", "in", [True, False])],
            ["id"],
        )
        (company,) = self._user.create(
            "res.company", {"name": ORGANISATION, "currency_id": aud["id"]}
        )
        (admin,) = self._user.read("res.users", [("login", "=", "admin")], ["id"])
        self._user.write("res.users", [admin["id"]], {"company_ids": [(4, company)]})
        self._context = {"allowed_company_ids": [company]}
        (self.connection,) = self._call("create", [{"company_id": company}])
        self._connect(books.xero.tenant(ORGANISATION))

    def _connect(self, tenant: str) -> None:
        trip = self._fill_in(self.press("action_connect"), APP, "action_continue")
        leave = self._fill_in(trip, {}, "action_continue")
        browser = self._user.browser
        callback = f"{self._user.url}/xero/oauth/callback"
        back = consent.allow(browser, leave["url"], callback, tenant)
        assert browser.get(back).is_redirect
        assert self.says("lifecycle") == "connected", self.says("consent_problem")

    def _fill_in(self, action: Values, values: Values, button: str) -> Any:
        """Type into the wizard that an action asks for, and press its button."""
        model, context = action["res_model"], {**action["context"], **self._context}
        defaults = {
            name.removeprefix("default_"): value
            for name, value in context.items()
            if name.startswith("default_")
        }
        (wizard,) = self._user.call(
            model, "create", [{**defaults, **values}], context=context
        )
        return self._user.call(model, button, [wizard], context=context)

    def press(self, button: str) -> Any:
        return self._call(button, [self.connection])

    def says(self, field: str) -> Any:
        return self._call("read", [self.connection], [field])[0][field]

    def ask_for_everything(self) -> None:
        """Let it read accounts, tax rates and currencies anew."""
        self.press("action_check_again")

    def lose_its_token(self) -> None:
        """What Xero gave is good for nothing any more."""
        credential = self.says("credential_id")[0]
        self._odoo.sql(
            "UPDATE xero_credential SET refresh_token = 'gone', access_token = 'gone'"
            f" WHERE id = {credential}"
        )

    def _call(self, method: str, *args: Any) -> Any:
        return self._user.call("xero.connection", method, *args, context=self._context)
