"""The words for a contact that both sides know: as :mod:`.xero_issue_words`."""


def _contact_conflict(env, data, connection):
    return (
        env._("%(name)s was changed here and in Xero", name=data["name"]),
        env._(
            "Both sides say something new of the same: %(fields)s. Nothing was "
            "overwritten. Look at both, and say which one counts.",
            fields=", ".join(
                contact_words(env)[conflict["field"]] for conflict in data["conflicts"]
            ),
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


def contact_words(env):
    """:return: dict of a contact's fields, as both sides compare them, to their names
    for people"""
    return {
        "name": env._("Name"),
        "email": env._("E-mail"),
        "phone": env._("Phone"),
        "tax_number": env._("Tax number"),
        "company_number": env._("Company number"),
        "address": env._("Address"),
    }


WORDS = {
    "contact_conflict": _contact_conflict,
    "not_taken_over": _not_taken_over,
}
