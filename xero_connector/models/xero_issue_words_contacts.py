"""The words for a contact that both sides know: as :mod:`.xero_issue_words`."""


def _contact_conflict(env, data, connection):
    return (
        env._("%(name)s was changed here and in Xero", name=data["name"]),
        env._(
            "Both sides say something new of the same: %(fields)s. Nothing was "
            "overwritten. Look at both, and say which one counts.",
            fields=", ".join(field_name(env, each["field"]) for each in data["fields"]),
        ),
        env._("Compare"),
    )


def _not_taken_over(env, data, connection):
    return (
        env._("Odoo does not take what Xero says of %(name)s", name=data["name"]),
        env._(
            "Odoo's words: %(words)s. Correct the contact in Xero, or what refuses it "
            "here, then try again.",
            words=data["words"].rstrip("."),
        ),
        env._("Try again"),
    )


def field_name(env, field):
    """A field of :meth:`~.xero_contact_values.XeroContact._values`, for people."""
    return {
        "name": env._("name"),
        "email": env._("e-mail"),
        "phone": env._("phone"),
        "tax_number": env._("tax number"),
        "company_number": env._("company number"),
        "address": env._("address"),
    }[field]


WORDS = {
    "contact_conflict": _contact_conflict,
    "not_taken_over": _not_taken_over,
}
