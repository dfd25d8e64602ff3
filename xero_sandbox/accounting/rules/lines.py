"""What Xero accepts as a line of a document."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.rules.reader import Reader
from xero_sandbox.accounting.totals import half_up, line_amount, line_tax
from xero_sandbox.store.models import Account, Line
from xero_sandbox.store.organisation import Organisation

LARGEST = Decimal("9999999999.99")
LONGEST_DESCRIPTION = 4000
SALES_WITH_DISCOUNT = "ACCREC"
# Never on a document's line (docs; INVENTORY through the API: reported).
_SYSTEM_FREE_FOR_LINES = ("", "ROUNDING")


@dataclass
class LineRules:
    """The document that the lines belong to; `problems` and `warnings` gather."""

    organisation: Organisation
    type: str
    amounts: str
    approved: bool
    places: int
    amounts_changed: bool = False
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def draft(self, element: dict[str, Any], before: Line | None) -> Line:
        """The line as it would be saved."""
        reader = Reader(element, self.problems)
        line = before or Line(wire.new_id())
        description = reader.text("Description", line.description, LONGEST_DESCRIPTION)
        account = self._account(reader, line)
        line = replace(
            line,
            description=description,
            item_code=reader.text("ItemCode", line.item_code, 30),
            tracking=_tracking(element, line),
            account_code=account.code if account else "",
            account_id=account.id if account else "",
            **self._price(reader, line),
        )
        if not line.priced:
            if not line.description:
                self.problems.append(messages.DESCRIPTION_MISSING.text)
            return replace(line, account_code="", account_id="")
        if self.approved:
            self._check_approved(line, reader)
        return self._with_tax(line, reader, account, before)

    def _price(self, reader: Reader, line: Line) -> dict[str, Any]:
        """Any two of quantity, unit price and line amount give the third."""
        quantity = reader.amount("Quantity", line.quantity)
        unit = reader.amount("UnitAmount", line.unit_amount)
        rate = reader.amount("DiscountRate", line.discount_rate)
        discount = reader.amount("DiscountAmount", line.discount_amount)
        given = reader.amount("LineAmount", None)
        if (rate or discount) and self.type != SALES_WITH_DISCOUNT:
            self.problems.append(messages.NO_DISCOUNT_HERE.text)
        if unit is None and given is None:
            return {}
        quantity = half_up(quantity, 4) if quantity is not None else Decimal(1)
        if quantity < 0:
            self.problems.append(messages.QUANTITY_NEGATIVE(quantity=quantity))
        elif not quantity and (unit or given):
            self.problems.append(messages.QUANTITY_ZERO.text)
        if unit is None and given is not None:
            unit = given / quantity if quantity else given
        unit = half_up(unit or Decimal(0), self.places)
        rate = half_up(rate) if rate is not None else None
        amount = line_amount(quantity, unit, rate, discount)
        if discount is not None and discount > line_amount(quantity, unit, None, None):
            # Even 0.00 on a line that takes something off.
            words = messages.DISCOUNT_TOO_LARGE(amount=half_up(discount))
            self.problems.append(words)
        elif rate is not None and unit < 0:
            # Even a rate of 0.00.
            self.problems.append(messages.DISCOUNT_TOO_LARGE(amount=rate))
        if given is not None and reader.given("UnitAmount"):
            whole = line_amount(quantity, unit, None, None)
            # 0.00 beside a rate of 100 % counts as missing (reported).
            found = given or (whole if rate else given)
            if found != amount:
                self.problems.append(messages.LINE_TOTAL(given=found, expected=amount))
        elif given is not None:
            amount = half_up(given)
        if abs(amount) > LARGEST:
            self.problems.append(messages.LINE_TOO_LARGE.text)
        return {
            "quantity": quantity,
            "unit_amount": unit,
            "discount_rate": rate,
            "discount_amount": discount,
            "line_amount": amount,
        }

    def _account(self, reader: Reader, line: Line) -> Account | None:
        accounts = self.organisation.accounts
        code = reader.text("AccountCode", "")
        account_id = str(reader.element.get("AccountID") or "")
        if code:
            account = accounts.find("code", code)
        elif account_id:
            known = wire.is_guid(account_id)
            account, code = (
                accounts.get(wire.guid(account_id)) if known else None,
                account_id,
            )
        else:
            return accounts.get(line.account_id)
        if account is None and not self.approved:
            # A draft is saved without it, and says so (description).
            self.warnings.append(messages.ACCOUNT_REMOVED(code=code))
            return None
        if account is None or not _fits_lines(account):
            self.problems.append(messages.ACCOUNT_INVALID(code=code))
            return None
        if account.status != "ACTIVE":
            self.problems.append(messages.ACCOUNT_ARCHIVED(code=code))
        return account

    def _check_approved(self, line: Line, reader: Reader) -> None:
        if not line.description:
            self.problems.append(messages.DESCRIPTION_MISSING.text)
        named = reader.element.get("AccountCode") or reader.element.get("AccountID")
        if not line.account_id and not named:
            self.problems.append(messages.ACCOUNT_MISSING.text)
            if not reader.element.get("TaxType") and self.amounts != "NoTax":
                self.problems.append(messages.TAX_MISSING.text)

    def _with_tax(
        self, line: Line, reader: Reader, account: Account | None, before: Line | None
    ) -> Line:
        if self.amounts == "NoTax":
            return replace(line, tax_type="NONE", tax_amount=Decimal(0))
        # A missing TaxType takes the account's, never the contact's or the item's.
        tax_type = reader.text("TaxType", line.tax_type)
        if not tax_type:
            tax_type = account.tax_type if account else ""
        rate = self.organisation.tax_rates.get(tax_type)
        if tax_type and (rate is None or rate.status != "ACTIVE" or rate.automatic):
            self.problems.append(messages.TAX_UNKNOWN(tax=tax_type))
            return line
        if rate is None:
            return replace(line, tax_amount=Decimal(0))
        if account is not None and account.class_ not in rate.applies_to:
            self.problems.append(
                messages.TAX_NOT_FOR_ACCOUNT(tax=tax_type, code=account.code)
            )
        amount = line.line_amount or Decimal(0)
        tax = line_tax(amount, rate.effective, self.amounts)
        given = reader.amount("TaxAmount", None)
        if given is not None:
            if abs(given) > abs(amount):
                self.problems.append(messages.TAX_TOO_LARGE.text)
            tax = half_up(given)
        elif before and (before.tax_type, before.line_amount) == (tax_type, amount):
            # An amount of tax that was given once stays, unless what it belongs to
            # changes.
            tax = tax if self.amounts_changed else before.tax_amount or tax
        return replace(line, tax_type=tax_type, tax_amount=tax)


def _fits_lines(account: Account) -> bool:
    return account.type not in ("BANK", "INVENTORY") and (
        account.system in _SYSTEM_FREE_FOR_LINES
    )


def _tracking(element: dict[str, Any], line: Line) -> tuple[dict[str, str], ...]:
    sent = element.get("Tracking")
    if not isinstance(sent, list):
        return tuple(dict(row) for row in line.tracking)
    return tuple(
        {k: str(v) for k, v in row.items() if k in ("Name", "Option") and v}
        for row in sent
        if isinstance(row, dict)
    )
