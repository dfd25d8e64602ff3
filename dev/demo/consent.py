"""A person on Xero's consent page, who allows what is asked."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from dev.say import Stop

_HOPS = 10  # login, consent and back, with room for redirects in between


def allow(browser: httpx.Client, url: str, callback: str, tenant: str = "") -> str:
    """Open the consent page and press *Allow*.

    :param callback: where Xero sends the person back to
    :param tenant: id of the one organisation to tick; by default those ticked already
    :return: the whole address that they are sent to, not visited yet
    :raise Stop: the page shows an error, or leads somewhere else
    """
    answer = browser.get(url)
    for _hop in range(_HOPS):
        if answer.is_redirect:
            target = urljoin(str(answer.url), answer.headers["location"])
            if target.startswith(callback):
                return target
            answer = browser.get(target)
            continue
        form = _Form.of(answer.text)
        if answer.is_error or form is None:
            raise Stop(f"Xero's consent page shows no form to allow: {answer.url}")
        target = urljoin(str(answer.url), form.action)
        filled_in = form.filled_in() | ({"tenant": [tenant]} if tenant else {})
        answer = browser.request(form.method, target, data=filled_in)
    raise Stop(f"Xero's consent page never led back to {callback}.")


class _Form(HTMLParser):
    """The first form of a page, filled in as it stands there."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.method = "GET"
        self._seen = False
        self._inside = False
        self._fields: list[tuple[str, str]] = []
        self._buttons: list[dict[str, str]] = []

    @classmethod
    def of(cls, page: str) -> "_Form | None":
        form = cls()
        form.feed(page)
        return form if form._seen else None

    def filled_in(self) -> dict[str, list[str]]:
        """What is sent when *Allow* is pressed; boxes stay as they are ticked."""
        pressed = [
            button
            for button in self._buttons
            if "allow" in (button.get("id"), button.get("value"))
        ]
        sent: dict[str, list[str]] = {}
        for field, value in self._fields:
            sent.setdefault(field, []).append(value)
        for button in (pressed or self._buttons)[:1]:
            if name := button.get("name"):
                sent[name] = [button.get("value", "")]
        return sent

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and not self._seen:
            self._seen = self._inside = True
            self.action = values.get("action", "")
            self.method = values.get("method", "get").upper()
        if not self._inside:
            return
        kind = values.get("type", "submit" if tag == "button" else "text").lower()
        if tag in ("input", "button") and kind == "submit":
            self._buttons.append(values)
        elif tag == "input" and values.get("name"):
            if kind not in ("checkbox", "radio") or "checked" in values:
                self._fields.append((values["name"], values.get("value", "on")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
