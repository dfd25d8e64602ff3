"""GET /.well-known/openid-configuration and the keys it leads to: where an OpenID
Connect client, such as the official Node SDK, learns everything else from.

The issuer is Xero's, because the tokens say so too; the addresses are this server's.
"""

from __future__ import annotations

from xero_sandbox.http.call import Answer, Call
from xero_sandbox.identity import jwt
from xero_sandbox.identity.scopes import SCOPES


def describe_identity(call: Call) -> Answer:
    """The metadata (OpenID Connect Discovery 1.0)."""
    here = f"http://{call.headers.get('host', 'localhost')}"
    return Answer.json(
        {
            "issuer": jwt.ISSUER,
            "jwks_uri": f"{here}/.well-known/openid-configuration/jwks",
            "authorization_endpoint": f"{here}/identity/connect/authorize",
            "token_endpoint": f"{here}/connect/token",
            "revocation_endpoint": f"{here}/connect/revocation",
            "scopes_supported": list(SCOPES),
            "grant_types_supported": [
                "authorization_code",
                "client_credentials",
                "refresh_token",
            ],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic",
                "client_secret_post",
            ],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [jwt.ALGORITHM],
            "code_challenge_methods_supported": ["S256"],
        }
    )


def list_keys(call: Call) -> Answer:
    """The keys that tokens are signed with, as a JSON Web Key Set."""
    return Answer.json({"keys": [jwt.public_key()]})
