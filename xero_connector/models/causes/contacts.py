"""Causes about a contact: who it is in Xero, what Xero refuses of it, and what the two
sides say differently."""

from ...xerolib.messages import ALIKE, DESCRIBED, RECORDED, REPORTED, Message
from .issue_type import (
    CONFLICT_WIZARD,
    CONTACT_WIZARD,
    IN_XERO,
    RECORD,
    Opener,
    issue_type,
)


@issue_type(
    "contact_unknown",
    severity="warning",
    opener=CONTACT_WIZARD,
    about="partner",
    messages=(
        Message(
            r"another contact has this contact number",
            "Another contact has this contact number. Please enter a different"
            " contact number.",
            REPORTED,
        ),
        Message(
            r"contact must contain at least 1 of the following elements",
            "The Contact must contain at least 1 of the following elements to"
            " identify the contact: Name, ContactID, ContactNumber",
            DESCRIBED,
        ),
        Message(
            r"a contact must be specified",
            "A Contact must be specified for this type of transaction",
            REPORTED,
        ),
        Message(
            r"contact with the specified contactid could not be found",
            "An existing Contact with the specified ContactID could not be found",
            ALIKE,
            code="contact_not_found",
            marks=("gone",),
        ),
    ),
)
def contact_unknown(env, data, connection):
    """``gone``: it was somebody in Xero, who is not there any more. ``taken_by``: who
    in Odoo has its name in Xero."""
    if data.get("gone"):
        return (
            env._("Who is %(name)s in Xero?", name=data["name"]),
            env._(
                "Xero no longer has the contact that was %(name)s there: it was "
                "deleted, or the organisation was reset. Link the right one, or create "
                "it; the waiting invoices then go on.",
                name=data["name"],
            ),
            env._("Link or create"),
        )
    if data.get("taken_by"):
        return (
            env._("Who is %(name)s in Xero?", name=data["name"]),
            env._(
                "%(other)s has this name in Xero already, where names are unique. Link "
                "the right contact, or create one under a name for Xero alone; the "
                "waiting invoices then go on.",
                other=data["taken_by"],
            ),
            env._("Link or create"),
        )
    return (
        env._("Who is %(name)s in Xero?", name=data["name"]),
        env._(
            "No contact in Xero could be taken for %(name)s with certainty. Link the "
            "right one, or create it; the waiting invoices then go on.",
            name=data["name"],
        ),
        env._("Link or create"),
    )


@issue_type(
    "contact_archived",
    opener=CONTACT_WIZARD,
    about="partner",
    fixed_in_xero=True,
    messages=(
        Message(
            r"matched an archived contact",
            "The specified contact details matched an archived contact. Archived"
            " contacts cannot currently be edited via the API.",
            RECORDED,
        ),
        Message(
            r"contact with the specified contact details has been archived",
            "The contact with the specified contact details has been archived. The"
            " contact must be un-archived before creating new invoices or credit"
            " notes.",
            REPORTED,
        ),
    ),
)
def contact_archived(env, data, connection):
    return (
        env._("%(name)s is archived in Xero", name=data["name"]),
        env._(
            "Xero takes no invoice for an archived contact, and only a person can "
            "restore it there. Restore it in Xero and try again, or link another one."
        ),
        env._("Link or create"),
    )


@issue_type(
    "name_taken",
    opener=RECORD,
    about="partner",
    solved_by_partner_edit=True,
    when_created="contact_unknown",
    messages=(
        Message(
            r"contact name (?P<name>.+?) is already assigned to another contact",
            "The contact name Ridgeway University is already assigned to another"
            " contact. The contact name must be unique across all active contacts.",
            RECORDED,
        ),
        Message(
            r"existing contact with name '?(?P<name>.+?)'? cannot be updated",
            "An existing contact with name 'Ridgeway University' cannot be updated by"
            " a different contact number.",
            REPORTED,
        ),
    ),
)
def name_taken(env, data, connection):
    return (
        env._("Another contact in Xero is called %(name)s", name=data["name"]),
        env._(
            "Names in Xero are unique, whatever their case. Merge the two contacts "
            "there, or give %(name)s another name here; then try again.",
            name=data["name"],
        ),
        env._("Open the customer"),
    )


@issue_type(
    "email_invalid",
    opener=RECORD,
    about="partner",
    solved_by_partner_edit=True,
    messages=(
        Message(
            r"e-?mail address must be valid", "Email address must be valid.", DESCRIBED
        ),
    ),
)
def email_invalid(env, data, connection):
    return (
        env._("Xero does not take the e-mail address of %(name)s", name=data["name"]),
        env._(
            "Xero keeps one address, in plain letters without accents. Correct it, and "
            "what waits goes on."
        ),
        env._("Open the customer"),
    )


@issue_type(
    "website_invalid",
    opener=IN_XERO,
    about="partner",
    fixed_in_xero=True,
    messages=(Message(r"website must be valid", "Website must be valid", REPORTED),),
)
def website_invalid(env, data, connection):
    return (
        env._("The website of %(name)s is broken in Xero", name=data["name"]),
        env._(
            "Xero refuses any change to a contact whose website there is no address. "
            "Odoo does not send it: correct it in Xero, then try again."
        ),
        env._("Open in Xero"),
    )


@issue_type("contact_merged", opener=Opener("_open_merge_or_contact_wizard"))
def contact_merged(env, data, connection):
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


@issue_type(
    "contact_conflict",
    severity="warning",
    opener=CONFLICT_WIZARD,
    solved_by_partner_edit=True,
)
def contact_conflict(env, data, connection):
    return (
        env._("%(name)s was changed here and in Xero", name=data["name"]),
        env._(
            "Both sides say something new of the same: %(fields)s. Nothing was "
            "overwritten. Look at both, and say which one counts.",
            fields=_fields_words(env, data),
        ),
        env._("Compare"),
    )


@issue_type(
    "contact_kept", severity="warning", opener=CONFLICT_WIZARD, found_by_pull=True
)
def contact_kept(env, data, connection):
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


@issue_type("not_taken_over", found_by_pull=True)
def not_taken_over(env, data, connection):
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
