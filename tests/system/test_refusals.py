"""A consent that fails, as the person at the browser sees it. Nothing is connected."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Response, expect

from tests.system.browser import Person
from tests.system.odoo_process import Odoo
from tests.system.xero import Xero

UNUSABLE = "This answer from Xero cannot be used"
COLLEAGUE = "colleague"


@pytest.fixture
def connection(odoo_process: Odoo) -> int:
    """A connection whose app is known, before anybody gave consent."""
    return _new_connection(odoo_process, "demo-secret")


def _new_connection(odoo: Odoo, secret: str) -> int:
    user = odoo.user
    (connection,) = user.create("xero.connection", {})
    wizard = user.press("xero.connection", connection, "action_connect")
    app = {"client_id": "demo-client", "client_secret": secret}
    user.press(*user.fill_in(wizard, app), "action_continue")
    return connection


def _set_out(person: Person, connection: int) -> str:
    """Go to Xero's consent page; the state that travels along."""
    person.open(f"xero-connections/{connection}")
    person.press("action_connect")
    person.press("action_continue")
    person.page.wait_for_selector("#allow")
    return parse_qs(urlsplit(person.page.url).query)["state"][0]


def _assert_nothing_connected(odoo: Odoo, connection: int) -> None:
    domain = [("id", "=", connection)]
    fields = ["lifecycle", "organisation_name"]
    assert odoo.user.read("xero.connection", domain, fields) == [
        {"id": connection, "lifecycle": "draft", "organisation_name": False}
    ]


def test_who_refuses_is_back_on_the_connection(
    person: Person, odoo_process: Odoo, connection: int
) -> None:
    """Breaks when a refusal is taken for an error, or leads anywhere else."""
    person.log_in()
    _set_out(person, connection)
    person.page.click("#deny")
    expect(person.alert("Access was denied on Xero's page")).to_be_visible()
    expect(person.button("action_connect")).to_be_visible()
    _assert_nothing_connected(odoo_process, connection)


def test_a_wrong_secret_is_said_where_it_can_be_mended(
    person: Person, odoo_process: Odoo
) -> None:
    """Breaks when the reason for which Xero hands out no token is lost."""
    connection = _new_connection(odoo_process, "not-the-secret")
    person.log_in()
    _set_out(person, connection)
    person.page.click("#allow")
    expect(person.alert("does not accept the client ID and secret")).to_be_visible()
    _assert_nothing_connected(odoo_process, connection)


def test_an_answer_is_good_for_one_return(
    person: Person, odoo_process: Odoo, xero: Xero, connection: int
) -> None:
    """Breaks when a state can be used twice."""
    person.log_in()
    state = _set_out(person, connection)
    person.page.click("#deny")
    expect(person.alert("Access was denied")).to_be_visible()
    _assert_unusable(person, odoo_process, xero, state)
    _assert_nothing_connected(odoo_process, connection)


def test_a_forged_answer_is_turned_away(
    person: Person, odoo_process: Odoo, xero: Xero, connection: int
) -> None:
    """Breaks when a state counts whose signature is not ours."""
    person.log_in()
    state = _set_out(person, connection)
    middle = len(state) // 2
    forged = "A" if state[middle] != "A" else "B"
    _assert_unusable(
        person, odoo_process, xero, state[:middle] + forged + state[middle + 1 :]
    )
    _assert_nothing_connected(odoo_process, connection)


def test_an_answer_to_somebody_else_is_turned_away(
    person: Person,
    another_person: Person,
    odoo_process: Odoo,
    xero: Xero,
    connection: int,
) -> None:
    """Breaks when a link with a stolen state connects the one who opens it."""
    person.log_in()
    state = _set_out(person, connection)
    odoo_process.create_manager(COLLEAGUE)
    another_person.log_in(COLLEAGUE, COLLEAGUE)
    _assert_unusable(another_person, odoo_process, xero, state)
    _assert_nothing_connected(odoo_process, connection)


def _assert_unusable(person: Person, odoo: Odoo, xero: Xero, state: str) -> None:
    """Coming back with this state and some code leads to a page that says no."""
    asked = len(xero.token_calls())
    back = f"{odoo.url}/xero/oauth/callback?code=stolen&state={state}"
    answer = person.page.goto(back)
    assert isinstance(answer, Response)
    assert answer.status == 400
    expect(person.page.get_by_text(UNUSABLE)).to_be_visible()
    assert len(xero.token_calls()) == asked, "the code was tried all the same"
    person.forget_complaints_of(back)
