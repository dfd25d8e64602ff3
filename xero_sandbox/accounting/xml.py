"""An answer as XML, for callers that forgot to ask for JSON."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

# Plural to singular where dropping an s is not enough.
_SINGULAR = {"Currencies": "Currency", "Addresses": "Address", "Tracking": "Category"}


def as_xml(body: bytes) -> bytes:
    """A JSON body as the XML that Xero sends by default; the shape is roughly Xero's,
    enough to make a caller that expected JSON notice."""
    return ("<Response>" + _inside(json.loads(body)) + "</Response>").encode()


def _inside(value: Any, name: str = "Item") -> str:
    if isinstance(value, dict):
        return "".join(f"<{k}>{_inside(v, k)}</{k}>" for k, v in value.items())
    if isinstance(value, list):
        one = _SINGULAR.get(name, name[:-1] if name.endswith("s") else name)
        return "".join(f"<{one}>{_inside(v)}</{one}>" for v in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else escape(str(value))
