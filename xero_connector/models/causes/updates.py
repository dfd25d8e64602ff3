"""The words for what stands in Xero and is to be changed: as
:mod:`.words`."""

from ..common.counted_words import names_words


def field_words(env):
    """:return: dict of Xero's name of a field to what people call it"""
    return {
        "InvoiceNumber": env._("Number"),
        "Contact": env._("Customer"),
        "Date": env._("Date"),
        "DueDate": env._("Due date"),
        "CurrencyCode": env._("Currency"),
        "LineAmountTypes": env._("Tax included or not"),
        "Reference": env._("Reference"),
        "Url": env._("Link to Odoo"),
        "Description": env._("Text"),
        "Quantity": env._("Quantity"),
        "UnitAmount": env._("Unit price"),
        "DiscountRate": env._("Discount"),
        "AccountCode": env._("Account"),
        "TaxType": env._("Tax rate"),
        "LineItems": env._("The line itself"),
        "Total": env._("Total"),
    }


def _stands_elsewhere(env, data, connection):
    return (
        env._("%(name)s stands in %(other)s", name=data["name"], other=data["other"]),
        env._(
            "So it was not created in %(ledger)s as well. Push it here too if it "
            "belongs in both, or leave it out.",
            ledger=connection.name,
        ),
        env._("Push it here too"),
    )


def _changed_in_xero(env, data, connection):
    """``in_xero``: nobody changed it here."""
    return (
        env._("%(name)s was changed in Xero", name=data["name"])
        if data.get("in_xero")
        else env._("%(name)s was changed here and in Xero", name=data["name"]),
        env._(
            "Nothing was sent, for it would overwrite what somebody entered in Xero. "
            "Look at both sides and say which one counts."
        ),
        env._("Compare"),
    )


def _paid_in_xero(env, data, connection):
    """``in_xero``: nobody changed it here."""
    fields = ", ".join(field_words(env)[name] for name in data["fields"])
    if data.get("in_xero"):
        return (
            env._("%(name)s is paid in Xero and was changed there", name=data["name"]),
            env._(
                "Something is paid or credited on it in Xero, so its total can no "
                "longer change there; this differs: %(fields)s. Change the invoice "
                "here, or make a credit note for the difference.",
                fields=fields,
            ),
            env._("Open the invoice"),
        )
    return (
        env._("%(name)s is paid in Xero and was changed here", name=data["name"]),
        env._(
            "Something is paid or credited on it in Xero, so only its texts, accounts, "
            "reference, due date and number can still change there; this changed: "
            "%(fields)s. Nothing was sent. Undo the change, or reset it here and make "
            "a credit note for the difference.",
            fields=fields,
        ),
        env._("Open the invoice"),
    )


def _cannot_void(env, data, connection):
    return (
        env._("%(name)s is cancelled here and paid in Xero", name=data["name"]),
        env._(
            "Xero voids nothing that a payment or a credit note is on. Remove those in "
            "Xero, then try again; or confirm the invoice here again."
        ),
        env._("Open in Xero"),
    )


def _voided_in_xero(env, data, connection):
    return (
        env._("%(name)s was deleted in Xero and stands here", name=data["name"])
        if data.get("deleted")
        else env._("%(name)s was voided in Xero and stands here", name=data["name"]),
        env._(
            "It takes no change in Xero any more, and its number is used up. Cancel "
            "the invoice here; to bill it all the same, duplicate it."
        ),
        env._("Open the invoice"),
    )


def _gone_in_xero(env, data, connection):
    return (
        env._("Xero no longer knows %(name)s", name=data["name"]),
        env._(
            "It stood there and was deleted, or the organisation was reset. Nothing "
            "was sent. Try again once it is back; to bill it anew, duplicate it."
        ),
        env._("Try Again"),
    )


def _unlisted(env, data, connection):
    return (
        env._(
            "Xero no longer lists: %(names)s",
            names=names_words(env, data["names"], data["more"]),
        ),
        env._(
            "They stood there; somebody removed them, or the organisation was reset. "
            "“Update in Xero” on an invoice finds out. To bill one anew, duplicate it."
        ),
        env._("Open the invoices"),
    )


def _refused_together(env, data, connection):
    return (
        env._("Xero refuses several records alike: %(words)s", words=data["words"]),
        env._(
            "Both halves of what was sent were refused with the same words, so the "
            "cause is not in one of them. Remove it, then let all of them try again."
        ),
        env._("Try Again"),
    )


WORDS = {
    "stands_elsewhere": _stands_elsewhere,
    "changed_in_xero": _changed_in_xero,
    "paid_in_xero": _paid_in_xero,
    "cannot_void": _cannot_void,
    "voided_in_xero": _voided_in_xero,
    "gone_in_xero": _gone_in_xero,
    "unlisted": _unlisted,
    "refused_together": _refused_together,
}
