"""The pretend Xero that the tests speak to, by its control interface.

It runs beside Odoo (`make test` starts it): Odoo's test framework would end a child
process of its own after each class.
"""

import json
import os
import re
from html import unescape

import requests

URL = os.environ.get("XERO_SANDBOX_URL", "http://localhost:5000")
SECONDS = 20


def _control(method, path, body=None, **params):
    answer = requests.request(
        method, f"{URL}/_sandbox/{path}", json=body, params=params, timeout=SECONDS
    )
    answer.raise_for_status()
    return answer.json() if answer.content else None


def reset(seed="demo"):
    _control("POST", "reset", {"seed": seed})


def snapshot():
    """Keep all of Xero as it is now, for :func:`restore`."""
    _control("POST", "snapshot")


def restore():
    """Xero is again as it was when :func:`snapshot` was called."""
    _control("POST", "restore")


def organisation(name=None):
    """:return: the state of an organisation, the first by default"""
    found = _control("GET", "state")["organisations"]
    return next(o for o in found if name in (None, o["name"]))


def things(kind, **values):
    """:return: Xero's objects of a kind (``Invoices``) that have all these values"""
    return [
        row
        for row in organisation()[kind]
        if all(row.get(name) == value for name, value in values.items())
    ]


def calls(method=None, path=None):
    """:return: the calls to Xero's own paths since the last :func:`forget_calls`"""
    return [
        call
        for call in _control("GET", "calls")
        if method in (None, call["method"]) and (path or "") in call["path"]
    ]


def sent(kind, method="PUT"):
    """:return: the elements of every write of a kind (``Invoices``), as they left"""
    return [
        element
        for call in _control("GET", "calls", bodies=1)
        if call["method"] == method and call["path"].endswith(kind)
        for element in json.loads(call["request"])[kind]
    ]


def forget_calls():
    _control("DELETE", "calls")


def fault(do, method=None, path=None, **more):
    """Plant a fault, once by default; ``times=None`` lasts until :func:`no_faults`.

    :param path: ``Invoices``, or a whole path from ``/`` on
    :return: its number
    """
    wanted = {"do": do, **more}
    if method:
        wanted["method"] = method
    if path:
        wanted["path"] = path if path.startswith("/") else f"/api.xro/2.0/{path}"
    return _control("POST", "faults", wanted)["id"]


def planted(fault):
    """:return: how a fault fares: ``hits``, and whether a call is ``held`` by it"""
    return _control("GET", f"faults/{fault}")


def release(fault):
    """Let the call go on that a fault holds."""
    _control("POST", f"faults/{fault}/release")


def no_faults():
    _control("DELETE", "faults")


def limits(**values):
    _control("POST", "limits", values)


def clock(seconds):
    _control("POST", "clock", {"advance": seconds})


def act(action, **values):
    """Do something in Xero, as a person there would."""
    return _control("POST", "act", {"action": action, **values})


def consent(url, allow=True, organisations=("Demo Company (NZ)",)):
    """Go through the consent page as a person does.

    :param url: where Odoo sent the browser
    :param organisations: names of those to tick
    :return: the address that Xero sends the browser back to
    """
    page = requests.get(url, timeout=SECONDS)
    page.raise_for_status()
    fields = {
        name: unescape(value)
        for name, value in re.findall(
            r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"',
            page.text,
        )
    }
    answer = requests.post(
        page.url.split("?")[0],
        data={
            **fields,
            "tenant": [organisation(name)["tenantId"] for name in organisations],
            "decision": "allow" if allow else "deny",
        },
        allow_redirects=False,
        timeout=SECONDS,
    )
    return answer.headers["Location"]


def add_currency(code):
    """Subscribe the first organisation to a currency."""
    _set_up("Currencies", {"Code": code})


def add_tax_rate(name, percent):
    """Give the first organisation a tax rate for sales."""
    component = {"Name": name, "Rate": percent, "IsCompound": False}
    rate = {"Name": name, "ReportTaxType": "OUTPUT", "TaxComponents": [component]}
    _set_up("TaxRates", {"TaxRates": [rate]})


def _set_up(path, body):
    """Change what the first organisation is set up with, through an app of its own."""
    token = requests.post(
        f"{URL}/connect/token",
        data={"grant_type": "client_credentials", "scope": "accounting.settings"},
        auth=("machine-client", "machine-secret"),
        timeout=SECONDS,
    ).json()["access_token"]
    requests.put(
        f"{URL}/api.xro/2.0/{path}",
        json=body,
        headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
        timeout=SECONDS,
    ).raise_for_status()
