"""The words for a contact that both sides know: as :mod:`.words`."""


def _contact_conflict(env, data, connection):
    return (
        env._("%(name)s was changed here and in Xero", name=data["name"]),
        env._(
            "Both sides say something new of the same: %(fields)s. Nothing was "
            "overwritten. Look at both, and say which one counts.",
            fields=_fields_words(env, data),
        ),
        env._("Compare"),
    )


def _contact_kept(env, data, connection):
    """``reasons``: see :meth:`~..contacts.xero_contact_push.XeroContact._kept`."""
    reasons = []
    for reason in data["reasons"]:
        code, _colon, words = reason.partition(":")
        reasons.append(
            {
                "user": env._("It belongs to a user of Odoo."),
                "company": env._("It belongs to one of your companies."),
                "portal": env._(
                    "It is a portal user's contact: whoever reads that mailbox can "
                    "sign in as that user."
                ),
                "vat": env._("Odoo does not take the tax number: %s", words.strip()),
            }[code]
        )
    return (
        env._("%(name)s was changed in Xero, and not here", name=data["name"]),
        env._(
            "%(reasons)s So nothing was written by itself. Compare both, and say which "
            "one counts: %(fields)s.",
            reasons=" ".join(reasons),
            fields=_fields_words(env, data),
        ),
        env._("Compare"),
    )


def _contact_merged(env, data, connection):
    return (
        env._(
            "%(name)s was merged into %(into)s in Xero",
            name=data["name"],
            into=data["into"],
        ),
        env._(
            "Xero keeps %(into)s, which is %(partner)s here. If both are one customer, "
            "merge them in Odoo too, and what waits goes on. Otherwise say who "
            "%(name)s is in Xero.",
            name=data["name"],
            into=data["into"],
            partner=data["partner"],
        ),
        env._("Merge the contacts"),
    )


def _not_taken_over(env, data, connection):
    return (
        env._("Odoo does not take what Xero says of %(name)s", name=data["name"]),
        env._(
            "Odoo's words: %(words)s. Correct the contact in Xero, or what refuses it "
            "here, then try again.",
            words=data["words"].rstrip("."),
        ),
        env._("Try Again"),
    )


def contact_words(env):
    """:return: dict of a contact's fields, as both sides compare them, to their names
    for people; and of what else tells who it is"""
    return {
        **env["xero.contact"]._field_words(),
        "town": env._("Town"),
        "country": env._("Country"),
    }


def _fields_words(env, data):
    """:return: the names of the fields that are asked about; of one that no addon
    knows any more, ours"""
    words = contact_words(env)
    names = [conflict["field"] for conflict in data["conflicts"]]
    return ", ".join(words.get(name, name) for name in names)


WORDS = {
    "contact_conflict": _contact_conflict,
    "contact_kept": _contact_kept,
    "contact_merged": _contact_merged,
    "not_taken_over": _not_taken_over,
}
