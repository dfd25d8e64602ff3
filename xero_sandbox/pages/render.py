"""Templates into pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

_TEMPLATES = Path(__file__).parent / "templates"


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _exact(amount: Decimal, places: int = 0) -> str:
    """All the digits that say something, and at least so many decimal places."""
    digits = -int(amount.normalize().as_tuple().exponent)
    return f"{amount:,.{max(places, digits)}f}"


def _moment(stamp: int) -> str:
    moment = datetime.fromtimestamp(stamp / 1000, timezone.utc)
    return f"{moment.day} {moment:%b %Y, %H:%M}"


def _day(day: Any) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


_environment = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {
    "money": _money,
    "moment": _moment,
    "day": _day,
    "exact": _exact,
    "readable": unquote_plus,
}


def page(
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """The template with these values, as an answer."""
    text = _environment.get_template(template).render(values)
    return HTMLResponse(text, status, headers)
