"""The kinds of documents: which of Odoo's entries is what in Xero.

One row a kind. Another addon brings one by extending ``account.move._xero_kinds``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class DocumentKind:
    """What an entry of Odoo's is in Xero.

    ``move_type`` is Odoo's, ``type`` Xero's. ``mirror`` names the model of its mirror,
    whose resource says the endpoint. ``number_field`` is Xero's name of its number.
    ``use`` says whose taxes its lines take, as Odoo's ``type_tax_use``.
    ``sign`` is what it does to what is owed: 1 raises it, -1 takes off. ``lacks`` are
    Xero's names of what it has no field for, and is not sent.
    """

    move_type: str
    type: str
    mirror: str = "xero.document"
    number_field: str = "InvoiceNumber"
    use: Literal["sale", "purchase"] = "sale"
    sign: Literal[1, -1] = 1
    lacks: frozenset[str] = frozenset()


CUSTOMER_INVOICE = DocumentKind("out_invoice", "ACCREC")
