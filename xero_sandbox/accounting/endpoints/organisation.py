"""Organisation and what its plan allows."""

from __future__ import annotations

from xero_sandbox import wire
from xero_sandbox.accounting.endpoint import Ask, Endpoint, Route
from xero_sandbox.http.call import Answer
from xero_sandbox.sources import Rule, Source

# Names of Organisation/Actions (description); the plan decides on some of them.
ACTIONS = (
    "AttachFilesIntoInvoice",
    "CreateApprovedBill",
    "CreateApprovedInvoice",
    "CreateDraftBill",
    "CreateDraftInvoice",
    "CreateInvoicePayment",
    "CreateRepeatingInvoice",
    "UseMulticurrency",
)


def show(ask: Ask) -> Answer:
    """The organisation itself."""
    organisation = ask.organisation
    settings = organisation.settings
    thing = dict(organisation.profile) | {
        "Name": organisation.name,
        "OrganisationID": organisation.id,
        "BaseCurrency": organisation.base_currency,
    }
    if settings.period_lock:
        thing["PeriodLockDate"] = wire.ms_date(settings.period_lock)
    if settings.end_of_year_lock:
        thing["EndOfYearLockDate"] = wire.ms_date(settings.end_of_year_lock)
    return ask.answer("Organisations", [thing])


def actions(ask: Ask) -> Answer:
    """What the app may do here."""
    settings = ask.organisation.settings
    refused = set() if settings.multicurrency else {"UseMulticurrency"}
    things = [
        {"Name": name, "Status": "NOT-ALLOWED" if name in refused else "ALLOWED"}
        for name in ACTIONS
    ]
    return ask.answer("Actions", things)


ENDPOINT = Endpoint(
    "Organisation",
    "accounting.settings",
    (Route("GET", "", show), Route("GET", "Actions", actions)),
    (
        Rule("ShortCode starts with !", Source.RECORDED),
        Rule("OrganisationID is not the tenant id", Source.UNKNOWN),
        Rule("Actions: UseMulticurrency follows the plan", Source.SPEC),
    ),
)
