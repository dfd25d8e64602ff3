"""Someone at a browser."""

from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Playwright,
    expect,
)

from dev import odoo, system
from dev.paths import BUILD

_SCREENSHOTS = BUILD / "screenshots"
_SECONDS = 30
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Odoo Community has no dark look of its own.
LOOKS = ("wide", "narrow")
_WIDE = {"width": 1280, "height": 900}
_PHONE = {"width": 390, "height": 844}


def launch(playwright: Playwright) -> Browser:
    """Start the browser that the machine has."""
    expect.set_options(timeout=_SECONDS * 1000)
    return playwright.chromium.launch(
        executable_path=system.chromium(), args=_FLAGS, timeout=_SECONDS * 1000
    )


class Person:
    """Someone who uses Odoo in a browser window of their own.

    :ivar page: what they see
    :ivar complaints: errors in the browser's console, of Odoo's pages
    """

    def __init__(self, browser: Browser, odoo_url: str, look: str = "wide") -> None:
        """Open the window, at Odoo's login.

        :param look: one of :data:`LOOKS`
        """
        self.complaints: list[str] = []
        self._odoo = odoo_url
        self._look = look
        size: Any = _PHONE if look == "narrow" else _WIDE
        window = browser.new_context(viewport=size)
        self.page = window.new_page()
        self.page.set_default_timeout(_SECONDS * 1000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._listen)

    def _listen(self, said: ConsoleMessage) -> None:
        place = said.location["url"]
        if said.type == "error" and place.startswith(self._odoo):
            self.complaints.append(f"{said.text} ({place})")

    def log_in(self, login: str = odoo.ADMIN, password: str = odoo.ADMIN) -> None:
        self.page.goto(f"{self._odoo}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]")
        # The first page of a fresh database makes the assets first.
        menu = self.page.locator(".o_main_navbar")
        expect(menu).to_be_visible(timeout=4 * _SECONDS * 1000)

    def leave(self) -> None:
        """Close the window."""
        self.page.context.close()

    # === Moving about === #

    def open(self, path: str) -> None:
        """Open a page of Odoo's by its address."""
        self.page.goto(f"{self._odoo}/odoo/{path}")
        self._wait_for_view()

    def open_app(self, name: str) -> None:
        self.page.click(".o_navbar_apps_menu button")
        self.page.get_by_role("menuitem", name=name, exact=True).click()
        self._wait_for_view()

    def open_menu(self, *path: str) -> None:
        """Go down an app's menu."""
        section, *entry = path
        self.page.locator(".o_menu_sections").get_by_text(section, exact=True).click()
        for name in entry:
            self.page.get_by_role("menuitem", name=name, exact=True).click()
        self._wait_for_view()

    def reload_until(self, locator: Locator) -> None:
        """Reload the page now and then until something shows."""
        for _time in range(_SECONDS):
            if locator.is_visible():
                return
            self.page.wait_for_timeout(1000)
            self.page.reload()
            self._wait_for_view()
        expect(locator).to_be_visible()

    def _wait_for_view(self) -> None:
        expect(
            self.page.locator(".o_action_manager .o_view_controller")
        ).to_be_visible()

    # === Using a form === #

    def button(self, name: str) -> Locator:
        """A button by the name of what it does."""
        return self.page.locator(f"button[name={name}]:visible").first

    def press(self, name: str) -> None:
        """Press a button, on a telephone out of the menu that hides most of them."""
        if self._look == "narrow" and not self.button(name).is_visible():
            self._unfold(name)
        self.button(name).click()

    def _unfold(self, name: str) -> None:
        """Open the menu that holds a button: of what is done, or of what is shown."""
        for menu in (".o_statusbar_buttons button[title=More]", ".o_button_more"):
            if self.page.locator(menu).is_visible():
                self.page.locator(menu).click()
                self.page.wait_for_timeout(400)  # it glides
                if self.button(name).is_visible():
                    return
                self.page.keyboard.press("Escape")

    def field(self, name: str) -> Locator:
        """A field of the form, of the one in a dialog if there is one."""
        return self.page.locator(f".o_field_widget[name={name}]:visible").last

    def choose(self, field: str, text: str) -> None:
        """Type into a field that offers a choice, and take what it offers."""
        self.field(field).locator("input").fill(text)
        self.page.locator(".o-autocomplete--dropdown-item", has_text=text).click()

    def save(self) -> None:
        self.page.click(".o_form_button_save")
        expect(self.page.locator(".o_form_saved")).to_be_visible()

    # === Looking === #

    def alert(self, text: str) -> Locator:
        """A banner that says this."""
        return self.page.locator(".alert", has_text=text)

    def assert_fits(self) -> None:
        """Hold that the page need not be moved sideways to be read."""
        wide, seen = self.page.evaluate(
            "[document.documentElement.scrollWidth, window.innerWidth]"
        )
        assert wide <= seen, f"{wide} pixels on a screen of {seen}: {self.page.url}"

    def forget_complaints_of(self, url: str) -> None:
        """The browser's console repeats every answer that is an error."""
        self.complaints = [said for said in self.complaints if url not in said]

    def shoot(self, name: str) -> None:
        """Keep what they see as ``build/screenshots/<name>.png``."""
        self.page.wait_for_timeout(400)  # dialogs and dropdowns glide
        self.page.screenshot(path=self.place(name))

    def place(self, name: str) -> Path:
        """Where a picture of what they see belongs."""
        _SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        suffix = "" if self._look == "wide" else f"-{self._look}"
        return _SCREENSHOTS / f"{name}{suffix}.png"
