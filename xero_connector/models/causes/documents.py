"""The words for a record that Xero refused: as :mod:`.words`.

``data`` holds the record's ``name``, Xero's ``words``, and what these name.
"""


def _name_taken(env, data, connection):
    return (
        env._("Another contact in Xero is called %(name)s", name=data["name"]),
        env._(
            "Names in Xero are unique, whatever their case. Merge the two contacts "
            "there, or give %(name)s another name here; then try again.",
            name=data["name"],
        ),
        env._("Open the customer"),
    )


def _email_invalid(env, data, connection):
    return (
        env._("Xero does not take the e-mail address of %(name)s", name=data["name"]),
        env._(
            "Xero keeps one address, in plain letters without accents. Correct it, and "
            "what waits goes on."
        ),
        env._("Open the customer"),
    )


def _website_invalid(env, data, connection):
    return (
        env._("The website of %(name)s is broken in Xero", name=data["name"]),
        env._(
            "Xero refuses any change to a contact whose website there is no address. "
            "Odoo does not send it: correct it in Xero, then try again."
        ),
        env._("Open in Xero"),
    )


def _order_number_taken(env, data, connection):
    return (
        env._("A purchase order in Xero has the number of %(name)s", name=data["name"]),
        env._(
            "Nothing was written. Renumber the one in Xero, or the one here, then try "
            "again."
        ),
        env._("Try Again"),
    )


def _order_deleted(env, data, connection):
    return (
        env._("%(name)s was deleted in Xero", name=data["name"]),
        env._(
            "A purchase order that was deleted there keeps its number and takes no "
            "change. Give the one in Odoo another number, then try again."
        ),
        env._("Try Again"),
    )


def _item_code_taken(env, data, connection):
    return (
        env._("Another item in Xero has the code %(item)s", item=data.get("item", "–")),
        env._(
            "Codes are unique in Xero. Change the code of the product here, or of the "
            "item there, then try again."
        ),
        env._("Try Again"),
    )


def _setting_name_taken(env, data, connection):
    return (
        env._("The name of %(name)s is taken in Xero", name=data["name"]),
        env._("Rename the one here, or the one in Xero, then try again."),
        env._("Try Again"),
    )


def _bad_status(env, data, connection):
    return (
        env._("Xero does not let %(name)s be changed any more", name=data["name"]),
        env._(
            "It is paid, voided or deleted there, or was changed a moment ago. Look at "
            "it in Xero; credit the invoice here if it has to change."
        ),
        env._("Open in Xero"),
    )


def _bad_status_for_creation(env, data, connection):
    return (
        env._("Xero creates no document in the status of %(name)s", name=data["name"]),
        env._(
            "A new document there is a draft, submitted or approved. An addon that "
            "extends the connector may have set another status: tell your "
            "administrator."
        ),
        env._("Preview"),
    )


def _has_payments(env, data, connection):
    return (
        env._("%(name)s has payments or credits in Xero", name=data["name"]),
        env._(
            "A document with money on it is not voided, and its amounts do not change. "
            "Remove the payment or credit in Xero and try again, or make a credit note."
        ),
        env._("Open in Xero"),
    )


def _reconciled(env, data, connection):
    return (
        env._("%(name)s has a reconciled payment in Xero", name=data["name"]),
        env._(
            "A document whose payment is reconciled with the bank does not change. "
            "Undo that in Xero with “Remove & Redo” on the payment and try again, or "
            "make a credit note."
        ),
        env._("Open in Xero"),
    )


def _overpaid(env, data, connection):
    return (
        env._("%(name)s is more than what is due in Xero", name=data["name"]),
        env._(
            "The document may have been paid there already. Compare both in Xero "
            "before trying again."
        ),
        env._("Open in Xero"),
    )


def _not_payable(env, data, connection):
    return (
        env._("Xero takes no payment for %(name)s", name=data["name"]),
        env._(
            "Only an approved document that is not paid yet takes one. Look at it in "
            "Xero: approve it there, or leave the payment out."
        ),
        env._("Open in Xero"),
    )


def _payment_in_batch(env, data, connection):
    return (
        env._("%(name)s is part of a batch payment in Xero", name=data["name"]),
        env._(
            "It can only be removed there with the whole batch. Do that in Xero, then "
            "try again."
        ),
        env._("Open in Xero"),
    )


def _payment_fixed(env, data, connection):
    return (
        env._("Xero changes no payment: %(name)s", name=data["name"]),
        env._(
            "A payment can only be removed there and entered anew. Do that in Xero, "
            "then try again."
        ),
        env._("Open in Xero"),
    )


def _allocation_mismatch(env, data, connection):
    return (
        env._("%(name)s cannot be set against this document", name=data["name"]),
        env._(
            "In Xero a customer's credit note clears customer invoices, and a "
            "supplier's clears bills. Look at both there, and set it against one of "
            "its kind."
        ),
        env._("Open in Xero"),
    )


def _not_found(env, data, connection):
    return (
        env._("Xero no longer knows %(name)s", name=data["name"]),
        env._(
            "It was removed there, or belongs to another organisation. Sync now to see "
            "what is left of it, then try again."
        ),
        env._("Try Again"),
    )


def _sent_status(env, data, connection):
    return (
        env._("%(name)s cannot be marked as sent in Xero", name=data["name"]),
        env._("Only what is approved there can be. Approve it, then try again."),
        env._("Open in Xero"),
    )


def _no_lines(env, data, connection):
    return (
        env._("Xero sees no line in %(name)s", name=data["name"]),
        env._("A document needs at least one. The preview shows what Xero gets."),
        env._("Preview"),
    )


def _quantity_negative(env, data, connection):
    return (
        env._("Xero takes no quantity below zero in %(name)s", name=data["name"]),
        env._(
            "Odoo sends such a line with its price below zero. An addon that extends "
            "the connector may have set another quantity: enter the line with a "
            "positive quantity and a negative price."
        ),
        env._("Preview"),
    )


def _discount_invalid(env, data, connection):
    return (
        env._("Xero does not take a discount in %(name)s", name=data["name"]),
        env._(
            "A discount there is no larger than its line, and never on a line below "
            "zero. Reset the invoice to draft and enter the price after the discount."
        ),
        env._("Preview"),
    )


def _totals_refused(env, data, connection):
    return (
        env._("Xero computes another sum for %(name)s", name=data["name"]),
        env._(
            "Xero's words: %(words)s The preview shows what Xero gets and both sums; "
            "nothing was written.",
            words=data["words"],
        ),
        env._("Preview"),
    )


def _refused(env, data, connection):
    return (
        env._("Xero refused %(name)s", name=data["name"]),
        env._("Xero's words: %(words)s", words=data["words"]),
        env._("Try Again"),
    )


WORDS = {
    "name_taken": _name_taken,
    "email_invalid": _email_invalid,
    "website_invalid": _website_invalid,
    "order_number_taken": _order_number_taken,
    "order_deleted": _order_deleted,
    "item_code_taken": _item_code_taken,
    "setting_name_taken": _setting_name_taken,
    "bad_status": _bad_status,
    "bad_status_for_creation": _bad_status_for_creation,
    "has_payments": _has_payments,
    "reconciled": _reconciled,
    "overpaid": _overpaid,
    "not_payable": _not_payable,
    "payment_in_batch": _payment_in_batch,
    "payment_fixed": _payment_fixed,
    "allocation_mismatch": _allocation_mismatch,
    "not_found": _not_found,
    "sent_status": _sent_status,
    "no_lines": _no_lines,
    "quantity_negative": _quantity_negative,
    "discount_invalid": _discount_invalid,
    "totals_refused": _totals_refused,
    "refused": _refused,
}
