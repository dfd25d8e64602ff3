"""Signed tokens in the form that Xero's have: RS256, by a key that is published.

The sandbox itself looks access tokens up in its vault; the signature is for clients
that check the id_token before they believe it, as OpenID Connect tells them to.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256

from xero_sandbox import wire

ISSUER = "https://identity.xero.com"
ALGORITHM = "RS256"


def sign(claims: dict[str, Any]) -> str:
    """The claims as a JSON Web Token."""
    header = {"alg": ALGORITHM, "kid": public_key()["kid"], "typ": "JWT"}
    body = f"{_part(wire.dumps(header))}.{_part(wire.dumps(claims))}"
    signature = _key().sign(body.encode(), PKCS1v15(), SHA256())
    return f"{body}.{_part(signature)}"


def left_half(token: str) -> str:
    """The claim `at_hash` for an access token (OpenID Connect Core, 3.1.3.6)."""
    return _part(hashlib.sha256(token.encode()).digest()[:16])


@cache
def public_key() -> dict[str, str]:
    """What checks the signatures, as a JSON Web Key."""
    numbers = _key().public_key().public_numbers()
    modulus = _number(numbers.n)
    kid = hashlib.sha256(modulus.encode()).hexdigest()[:40].upper()
    return {
        "kty": "RSA",
        "use": "sig",
        "alg": ALGORITHM,
        "kid": kid,
        "n": modulus,
        "e": _number(numbers.e),
    }


@cache
def _key() -> RSAPrivateKey:
    # New in each process: nothing that this key signed is worth anything elsewhere.
    return generate_private_key(public_exponent=65537, key_size=2048)


def _number(value: int) -> str:
    return _part(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
