"""Causes about a contact: who it is in Xero, what Xero refuses of it, and what the two
sides say differently."""

from ...xerolib import contact_choices
from ...xerolib.messages import ALIKE, DESCRIBED, RECORDED, REPORTED, Message
from .issue_type import (
    CONFLICT_WIZARD,
    CONNECTION,
    CONTACT_WIZARD,
    IMPORT_SETTINGS,
    IN_XERO,
    PERSON_WIZARD,
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
                "The contact that %(name)s was matched to is no longer in Xero: it "
                "was deleted, or the organisation was reset. Match another contact, "
                "or create one. Waiting invoices then continue.",
                name=data["name"],
            ),
            env._("Match or Create"),
        )
    if data.get("taken_by"):
        return (
            env._("Who is %(name)s in Xero?", name=data["name"]),
            env._(
                "%(other)s already has this name in Xero, where names must be unique. "
                "Match the right contact, or create one under a name used only in "
                "Xero. Waiting invoices then continue.",
                other=data["taken_by"],
            ),
            env._("Match or Create"),
        )
    return (
        env._("Who is %(name)s in Xero?", name=data["name"]),
        env._(
            "No contact in Xero could be matched to %(name)s with certainty. Match "
            "the right contact, or create one. Waiting invoices then continue.",
            name=data["name"],
        ),
        env._("Match or Create"),
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
            "Xero does not accept invoices for an archived contact, and it can only "
            "be restored in Xero itself. Restore it there and try again, or match "
            "another contact."
        ),
        env._("Match or Create"),
    )


@issue_type(
    "contact_excluded",
    severity="warning",
    opener=RECORD,
    about="partner",
    solved_by_partner_edit=True,
)
def contact_excluded(env, data, connection):
    return (
        env._("%(name)s is not synced with Xero", name=data["name"]),
        env._(
            "“Do Not Sync with Xero” is set on the contact, and it is not matched to a "
            "contact in Xero: an invoice cannot be sent without one. Clear the "
            "setting, or match the contact."
        ),
        env._("Open Customer"),
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
        env._("Another contact in Xero is named %(name)s", name=data["name"]),
        env._(
            "Contact names in Xero must be unique, regardless of upper or lower case. "
            "Merge the two contacts in Xero, or rename %(name)s in Odoo, then try "
            "again.",
            name=data["name"],
        ),
        env._("Open Customer"),
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
        env._("Xero does not accept the email address of %(name)s", name=data["name"]),
        env._(
            "Xero accepts a single email address, without accented letters. Once you "
            "correct it, everything waiting for it continues."
        ),
        env._("Open Customer"),
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
        env._("The website of %(name)s is invalid in Xero", name=data["name"]),
        env._(
            "Xero rejects any change to a contact whose website in Xero is not a "
            "valid address. Odoo does not send the website: correct it in Xero, then "
            "try again."
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
            "Xero kept %(into)s, which is %(partner)s in Odoo. If both are the same "
            "customer, merge them in Odoo too, and everything waiting continues. "
            "Otherwise, match %(name)s to another contact in Xero.",
            name=data["name"],
            into=data["into"],
            partner=data["partner"],
        ),
        env._("Merge Contacts"),
    )


@issue_type(
    "contact_conflict",
    severity="warning",
    opener=CONFLICT_WIZARD,
    solved_by_partner_edit=True,
)
def contact_conflict(env, data, connection):
    return (
        env._("%(name)s was changed in both Odoo and Xero", name=data["name"]),
        env._(
            "The same fields have new values on both sides: %(fields)s. Nothing was "
            "overwritten. Compare both and choose which one to keep.",
            fields=_fields_words(env, data, connection),
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
                "user": env._("It belongs to an Odoo user."),
                "company": env._("It belongs to one of your companies."),
                "portal": env._(
                    "It is a portal user's contact: anyone who can read that mailbox "
                    "can sign in as that user."
                ),
                "vat": env._("Odoo does not accept the tax number: %s", words.strip()),
            }[code]
        )
    return (
        env._("%(name)s was changed in Xero but not in Odoo", name=data["name"]),
        env._(
            "%(reasons)s For this reason, Odoo was not updated automatically. Compare "
            "both and choose which one to keep: %(fields)s.",
            reasons=" ".join(reasons),
            fields=_fields_words(env, data, connection),
        ),
        env._("Compare"),
    )


@issue_type("not_taken_over", found_by_pull=True)
def not_taken_over(env, data, connection):
    return (
        env._("Odoo does not accept the Xero data for %(name)s", name=data["name"]),
        env._(
            "Odoo's message: %(words)s. Correct the contact in Xero, or whatever "
            "blocks it in Odoo, then try again.",
            words=data["words"].rstrip("."),
        ),
        env._("Try Again"),
    )


@issue_type(
    "person_renamed", severity="warning", opener=PERSON_WIZARD, found_by_pull=True
)
def person_renamed(env, data, connection):
    return (
        env._(
            "Is %(now)s the person who was %(before)s?",
            now=data["now"],
            before=data["before"],
        ),
        env._(
            "Among the contact persons of %(name)s in Xero, %(before)s was removed and "
            "%(now)s was added. Nothing was changed in Odoo. Say whether this is the "
            "same person under a new name, or another person.",
            **data,
        ),
        env._("Answer"),
    )


@issue_type("consumer_pattern", opener=IMPORT_SETTINGS, severity="warning")
def consumer_pattern(env, data, connection):
    """``words``: the database's, empty where it took too long."""
    why = (
        env._("it cannot be evaluated (%s)", data["words"].rstrip("."))
        if data["words"]
        else env._("it takes too long to evaluate")
    )
    return (
        env._("The consumer pattern cannot be used"),
        env._(
            "The pattern “%(pattern)s” tells no consumers, because %(why)s. Contacts "
            "are imported by the other settings meanwhile. Correct the pattern under "
            "Import Settings.",
            pattern=data["pattern"],
            why=why,
        ),
        env._("Import Settings"),
    )


def contact_words(env, connection=None):
    """:return: dict of a contact's fields, as both sides compare them, to their names
    for people; and of what else tells who it is"""
    return {
        **env["xero.contact"]._field_words(connection),
        "town": env._("City"),
        "country": env._("Country"),
    }


@issue_type("mapped_field_missing", severity="warning", opener=CONNECTION)
def mapped_field_missing(env, data, connection):
    return (
        env._(
            "The mapped field %(field)s no longer exists in Odoo", field=data["field"]
        ),
        env._(
            "It was mapped to %(place)s in Xero and is no longer synced. All other "
            "fields are. On the connection, under Field Mapping, remove it or map "
            "another field.",
            place=data["place"],
        ),
        env._("Open Field Mapping"),
    )


@issue_type("mapped_field_unusable", severity="warning", opener=CONNECTION)
def mapped_field_unusable(env, data, connection):
    name = contact_choices.pair_name(data["place"], data["field"])
    why = env["xero.field.mapping"]._why_left_out(connection).get(name, "")
    advice = env._(
        "It is mapped to %(place)s in Xero and is no longer synced. All other fields "
        "are. On the connection, under Field Mapping, change its direction or remove "
        "it.",
        place=data["place"],
    )
    return (
        env._("The mapped field %(field)s cannot be synced", field=data["field"]),
        f"{why} {advice}".strip(),
        env._("Open Field Mapping"),
    )


def _fields_words(env, data, connection):
    """:return: the names of the fields that are asked about; of one that no addon
    knows any more, ours"""
    words = contact_words(env, connection)
    names = [conflict["field"] for conflict in data["conflicts"]]
    return ", ".join(words.get(name, name) for name in names)
