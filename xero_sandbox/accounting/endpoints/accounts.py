"""The chart of accounts."""

from __future__ import annotations

from dataclasses import replace

from xero_sandbox import wire
from xero_sandbox.accounting import messages
from xero_sandbox.accounting.endpoint import Ask, Endpoint, Route
from xero_sandbox.accounting.errors import Invalid, not_found, refusing
from xero_sandbox.accounting.query.fields import guid, stamp, text, truth
from xero_sandbox.accounting.query.listing import answer_list, modified_since
from xero_sandbox.accounting.render.accounts import account_json
from xero_sandbox.accounting.rules.accounts import draft_account, is_used
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source
from xero_sandbox.store.models import Account

FIELDS = {
    "AccountID": guid(lambda row: row.id),
    "Code": text(lambda row: row.code),
    "Name": text(lambda row: row.name),
    "Type": text(lambda row: row.type),
    "Class": text(lambda row: row.class_),
    "Status": text(lambda row: row.status),
    "TaxType": text(lambda row: row.tax_type),
    "SystemAccount": text(lambda row: row.system),
    "EnablePaymentsToAccount": truth(lambda row: row.enable_payments),
    "UpdatedDateUTC": stamp(lambda row: row.updated),
}


def show(ask: Ask) -> Answer:
    """All accounts, archived ones too; never paged."""
    rows = sorted(ask.organisation.accounts, key=lambda row: row.code)
    return answer_list(
        ask,
        "Accounts",
        modified_since(ask, rows),
        FIELDS,
        lambda row, full: account_json(row),
        pages=False,
    )


def show_one(ask: Ask) -> Answer:
    """One account by id."""
    return ask.answer("Accounts", [account_json(_known(ask))])


def create(ask: Ask) -> Answer:
    """One account per request."""
    return _save(ask, None)


def update(ask: Ask) -> Answer:
    """One account by id; archiving has to be sent alone."""
    return _save(ask, _known(ask))


def delete(ask: Ask) -> Answer:
    """Only an unused account that is not Xero's own goes."""
    account = _known(ask)
    with refusing(account_json(account)):
        if account.system:
            raise Invalid(messages.ACCOUNT_SYSTEM.text)
        if is_used(ask.organisation, account):
            raise Invalid(messages.ACCOUNT_USED.text)
    gone = replace(account, status="DELETED", updated=ask.organisation.clock.stamp())
    return ask.answer("Accounts", [account_json(ask.organisation.accounts.save(gone))])


def _known(ask: Ask) -> Account:
    wanted = ask.path["id"]
    account = (
        ask.organisation.accounts.get(wire.guid(wanted))
        if wire.is_guid(wanted)
        else None
    )
    if account is None:
        raise not_found()
    return account


def _save(ask: Ask, before: Account | None) -> Answer:
    element = ask.only("Accounts")
    with refusing({"AccountID": wire.ZERO_GUID, **element}):
        row = draft_account(ask.organisation, element, before)
    saved = ask.organisation.accounts.save(row)
    return ask.answer("Accounts", [account_json(saved)])


ENDPOINT = Endpoint(
    "Accounts",
    "accounting.settings",
    (
        Route("GET", "", show),
        Route("GET", "{id}", show_one),
        Route("PUT", "", create),
        Route("POST", "{id}", update),
        Route("DELETE", "{id}", delete),
    ),
    (
        Rule("one account per request", Source.DOCS),
        Rule("code at most 10, name at most 150, both unique", Source.SPEC),
        Rule("a bank account needs BankAccountNumber, its code may miss", Source.DOCS),
        Rule("bank accounts show EnablePaymentsToAccount false", Source.RECORDED),
        Rule("archiving is sent alone", Source.DOCS),
        Rule("only unused accounts that are not Xero's own are deleted", Source.DOCS),
    ),
)
