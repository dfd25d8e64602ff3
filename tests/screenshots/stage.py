"""A real Odoo, the pretend Xero, and two screens that look on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, expect

from dev.demo.odoo_user import OdooUser
from dev.odoo import ADMIN
from tests.system.books import SALES, Books
from tests.system.browser import LOOKS, Person
from tests.system.odoo_process import Odoo
from tests.system.xero import Fault, Xero

# The invoices that are posted for a run that is seen moving: three calls of fifty.
MANY = 120

Prepare = Callable[[Person], None]


class Stage:
    """A connected company, and someone at a desk and at a telephone.

    :ivar odoo: the running Odoo
    :ivar xero: the pretend Xero
    :ivar books: the company
    """

    def __init__(self, odoo: Odoo, xero: Xero, browser: Browser) -> None:
        self.odoo = odoo
        self.xero = xero
        self.books = Books(odoo, xero)
        self._set_the_scene()
        self.viewers = [Person(browser, odoo.url, look) for look in LOOKS]
        for viewer in self.viewers:
            viewer.log_in()
            viewer.open(self.form)  # from here on the menu is Xero's

    def _set_the_scene(self) -> None:
        """The administrator has a name, and an address that mails go to; the company
        rounds as Xero does."""
        (admin,) = self.user.read("res.users", [("login", "=", ADMIN)], ["company_id"])
        address = {"name": "Moana Tamati", "email": "moana@kowhai.example"}
        self.user.write("res.users", [admin["id"]], address)
        company = {
            "email": "office@kowhai.example",
            "tax_calculation_rounding_method": "round_per_line",
        }
        self.user.write("res.company", [admin["company_id"][0]], company)
        self.set(alert_user_ids=[(6, 0, [admin["id"]])])

    @property
    def user(self) -> OdooUser:
        return self.odoo.user

    @property
    def form(self) -> str:
        """The address of the connection's form."""
        return f"xero-connections/{self.books.connection}"

    # === Looking === #

    def shoot(self, name: str, path: str, prepare: Prepare | None = None) -> None:
        """Keep a page as ``build/screenshots/<name>.png``, and ``<name>-narrow.png``.

        :param path: what follows ``/odoo/``; ``xero.job/7`` opens a form by its model
        :param prepare: what is pressed first
        """
        for viewer in self.viewers:
            viewer.open(path)
            if prepare:
                prepare(viewer)
            viewer.assert_fits()
            viewer.shoot(name)

    def shoot_dialog(self, name: str, path: str, button: str, page: str = "") -> None:
        """Keep the dialog that a button opens.

        :param page: of its notebook
        """

        def press(viewer: Person) -> None:
            viewer.press(button)
            expect(_dialog(viewer)).to_be_visible()
            if page:
                tab = _dialog(viewer).locator(f".nav-link[name={page}]")
                tab.click()
                tab.scroll_into_view_if_needed()

        self.shoot(name, path, press)

    def show(self, name: str, html: str) -> None:
        """Keep a page that is none of Odoo's."""
        for viewer in self.viewers:
            page = viewer.page.context.new_page()
            page.set_content(html)
            page.screenshot(path=viewer.place(name), full_page=True)
            page.close()

    # === What happens === #

    def sell(self, count: int = len(SALES)) -> list[int]:
        """Confirm invoices of new customers; :return: their ids"""
        self.books.sell()
        more = (SALES[number % len(SALES)] for number in range(count - len(SALES)))
        moves = [self.books.invoice(*sale) for sale in more]
        if moves:
            ids = self.user.create("account.move", *moves)
            self.user.call("account.move", "action_post", ids)
            self.books.moves += ids
        return self.books.moves

    def push(self, moves: list[int], until: str) -> None:
        """Press the button on invoices, and wait until all their badges say so.

        :param until: a value of ``xero_state``
        """
        self.books.push(moves)
        self.wait_for(moves, until)

    def wait_for(self, moves: list[int], until: str) -> None:
        self.odoo.wait_until(
            lambda: self._states(moves) == {until}, f"{len(moves)} invoices {until}", 90
        )

    def _states(self, moves: list[int]) -> set[str]:
        domain = [("id", "in", moves)]
        rows = self.user.read("account.move", domain, ["xero_state"])
        return {row["xero_state"] for row in rows}

    def run(self) -> None:
        """Let the connection's cron run until it has nothing more to do."""
        self.user.call("xero.connection", "action_check_health", [self.connection])
        self.odoo.wait_until(self.is_idle, "the cron idle")

    def sync(self) -> None:
        """Press *Sync Now*, and now rather than tonight; let it end."""
        wizard = self.user.press("xero.connection", self.connection, "action_sync_now")
        self.user.press(wizard["res_model"], wizard["res_id"], "action_start")
        self.odoo.wait_until(
            lambda: not self.newest("xero.batch", ("ended_at", "=", False)), "the sync"
        )

    def is_idle(self) -> bool:
        return self.odoo.is_idle()

    @property
    def connection(self) -> int:
        return self.books.connection

    def set(self, **values: object) -> None:
        """Change settings of the connection."""
        self.user.write("xero.connection", [self.connection], values)

    def newest(self, model: str, *domain: object) -> int:
        """:return: id of the newest record; 0 if there is none"""
        rows = self.user.call(
            model, "search_read", list(domain), fields=["id"], order="id desc", limit=1
        )
        return int(rows[0]["id"]) if rows else 0

    @contextmanager
    def held(self, method: str, path: str, **more: object) -> Iterator[Fault]:
        """Let a call of Odoo's stand still in Xero meanwhile."""
        fault = self.xero.fault("hold_before", method, path, **more)
        try:
            yield fault
        finally:
            fault.release()

    def calm(self) -> None:
        """Get over what a scene has left."""
        self.xero.forget()
        self.odoo.let_time_pass()


def _dialog(viewer: Person) -> Locator:
    return viewer.page.locator(".modal-dialog").last
