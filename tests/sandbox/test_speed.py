"""The sandbox is never what is measured: what its own log says of each call."""

from xero_user import Sandbox, Xero, line


def best(sandbox: Sandbox, path: str) -> float:
    """Seconds of the quickest call to the path: a busy machine is not the sandbox."""
    return min(call["seconds"] for call in sandbox.calls() if call["path"] == path)


def test_fifty_documents_of_five_lines_take_less_than_100_ms(
    sandbox: Sandbox, xero: Xero
):
    body = xero.invoice(LineItems=[line(UnitAmount=n + 0.1234) for n in range(5)])
    for _ in range(4):
        saved = xero.put("Invoices", *[body] * 50)
        assert {row["StatusAttributeString"] for row in saved} == {"OK"}
    assert best(sandbox, "/api.xro/2.0/Invoices") < 0.1


def test_a_thousand_contacts_take_less_than_150_ms(sandbox: Sandbox):
    sandbox.reset("large:1000")
    xero = sandbox.connect()
    for _ in range(4):
        assert len(xero.get("Contacts", page="1", pageSize="1000")) == 1000
    assert best(sandbox, "/api.xro/2.0/Contacts") < 0.15
