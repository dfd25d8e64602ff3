"""An OpenID Connect client gets in, and out again, as with Xero's identity server."""

from __future__ import annotations

from peer import run_node
from xero_user import Sandbox


def test_consent_by_the_node_sdk_connects_and_its_revocation_disconnects(xero: Sandbox):
    xero.reset("demo")
    tenant = xero.tenants()["Kauri Café Australia"]
    told = run_node("consent.cjs", xero.url, {"tenant": tenant})
    assert told["page"] == "/identity/connect/authorize"
    assert told["tenants"] == [tenant]
    assert told["claims"]["iss"] == "https://identity.xero.com"
    assert told["claims"]["aud"] == "test-client"
    assert told["claims"]["email"] == "aroha.ngata@example.com"
    headers = {"Authorization": f"Bearer {told['access']}"}
    assert xero.http.get("/connections", headers=headers).status_code == 401
    again = xero.token(grant_type="refresh_token", refresh_token=told["refresh"])
    assert again.json() == {"error": "invalid_grant"}
