"""The way from a contact in Odoo to a field, such as ``user_id.login``: where it leads,
what stands there, and whether it may be paired with a field of Xero's."""

from __future__ import annotations

import re
from decimal import Decimal

from odoo.models import LOG_ACCESS_COLUMNS

from ...xerolib.field_rules import Direction

# What is no path: the addresses of those beneath that Odoo invoices and delivers to.
ADDRESSES = {
    "invoice_address": "_xero_get_invoice_address",
    "delivery_address": "_xero_get_delivery_address",
}

_TEXTS = ("char", "text")
_NUMBERS = ("float", "monetary")
# What can be told as a text.
_TOLD = (*_TEXTS, *_NUMBERS, "integer", "selection", "date")

_SECRET = re.compile(r"passw|secret|token|api_?key|totp|oauth|signup|credential")
_AUTOMATIC = {"id", "display_name", "parent_path", *LOG_ACCESS_COLUMNS}
_TECHNICAL = re.compile(r"(message|activity|xero|website_message|my_activity)_")
_TECHNICAL_MODEL = re.compile(r"(ir|xero|bus|mail)\.")
_BANK = "res.partner.bank"


def follow(env, path):
    """:return: list of the fields on the way, the last one is what it leads to; [] if
    there is no such way"""
    model, found = "res.partner", []
    for name in path.split("."):
        field = env[model]._fields.get(name) if model in env else None
        if field is None:
            return []
        found.append(field)
        model = field.comodel_name if field.relational else None
    return found


def path_words(env, path):
    """:return: the names for people of what is on the way; the path itself where it
    leads nowhere"""
    if path in ADDRESSES:
        return {
            "invoice_address": env._("Invoice address"),
            "delivery_address": env._("Delivery address"),
        }[path]
    return " › ".join(name_of(env, field) for field in follow(env, path)) or path


def name_of(env, field):
    """:return: the name of a field of Odoo's for people"""
    return field.get_description(env, ["string"])["string"]


def read(partner, path):
    """:return: what stands at the end of the way, as a text; "" for nothing. In one
    language: what was agreed on does not change with who looks"""
    *way, last = path.split(".")
    record = partner.with_context(lang="en_US")
    for name in way:
        record = record[name]
    if not record:
        return ""
    return _as_text(record, record._fields[last])


def _as_text(record, field):
    value = record[field.name]
    if not value:
        # Odoo keeps no number as 0.
        return ""
    if field.type in _NUMBERS:
        return format(Decimal(repr(value)).normalize(), "f")
    if field.type == "selection":
        return dict(field._description_selection(record.env)).get(value, value)
    if field.type == "date":
        return value.isoformat()
    return " ".join(str(value).split())


def is_readable(partner, path):
    """:return: whether the user of the partner's environment may read all that is on
    the way, and what it leads to; where nothing stands, nothing is hidden"""
    if path in ADDRESSES:
        kind = path.removesuffix("_address")
        # sudo: whose address it is, to ask for the user's rights on that one
        there = partner.sudo().address_get([kind])[kind]
        return partner.browse(there).has_access("read")
    record = partner
    for name in path.split("."):
        if not record:
            break
        field = record._fields[name]
        if not record.has_access("read") or not record._has_field_access(field, "read"):
            return False
        if field.relational:
            # sudo: as above
            record = record.sudo()[name].with_env(partner.env)
    return True


def why_not(env, path, choice, direction, *, asks_rights=True):
    """Why a field of Odoo's and one of Xero's are no pair.

    :param choice: :class:`~xerolib.contact_choices.Choice`
    :param direction: :class:`~xerolib.field_rules.Direction`
    :param bool asks_rights: whether it counts who may see it, as it does for whoever
        maps it; what was mapped stays so
    :return: a sentence for people, "" if they are one
    """
    is_sent = direction in (Direction.BOTH, Direction.TO_XERO)
    is_brought = direction in (Direction.BOTH, Direction.FROM_XERO)
    is_address = choice.field.form == "address"
    if is_address != (path in ADDRESSES):
        return env._(
            "An address can only be paired with an address. Choose the same kind on "
            "both sides."
        )
    if is_sent and choice.is_read_only:
        return env._(
            "Xero does not accept changes to this field. It can only come from Xero."
        )
    if is_address:
        return is_brought and env._(
            "This address belongs to another contact in Odoo. It can only go to Xero."
        )
    fields = follow(env, path)
    return (
        _why_no_way(env, path, fields)
        or (asks_rights and _why_not_shown(env, fields))
        or _why_not_told(env, fields[-1])
        or (is_brought and _why_not_written(env, fields, choice))
        or ""
    )


def _why_no_way(env, path, fields):
    if not fields:
        first = follow(env, path.partition(".")[0])
        if first and first[0].type == "properties":
            return env._("Properties cannot be mapped. Choose a field.")
        return env._("There is no such field in Odoo: %s.", path)
    for field in fields[:-1]:
        if field.type != "many2one":
            return env._(
                "“%s” can hold several records. Choose a field that is reached through "
                "a single record.",
                name_of(env, field),
            )
    return ""


def _why_not_shown(env, fields):
    """What its reader may not see, or nobody should."""
    group = env.ref("xero_connector.group_xero_user")
    # sudo: which rights imply which, for whoever maps
    implied = group.sudo().all_implied_ids
    shown = {*implied.get_external_id().values()}
    for field in fields:
        model = env[field.model_name]
        if _SECRET.search(field.name):
            return env._("Passwords and keys are never sent or read.")
        if field.model_name == _BANK or field.comodel_name == _BANK:
            return env._("Bank details are never sent or read.")
        if (
            field.name in _AUTOMATIC
            or _TECHNICAL.match(field.name)
            or _TECHNICAL_MODEL.match(field.model_name)
        ):
            return env._("“%s” is a technical field of Odoo.", name_of(env, field))
        groups = {each.strip() for each in (field.groups or "").split(",")}
        if (
            not model.has_access("read")
            or not model._has_field_access(field, "read")
            or (field.groups and not groups & shown)
        ):
            return env._(
                "“%s” is not visible to everyone who works with Xero in Odoo.",
                name_of(env, field),
            )
    return ""


def _why_not_told(env, field):
    if field.type == "many2one":
        return env._(
            "“%s” is another record. Choose one of its fields, such as its name.",
            name_of(env, field),
        )
    if field.type not in _TOLD:
        return env._(
            "“%(field)s” cannot be sent as text: it is of type %(type)s.",
            field=name_of(env, field),
            type=field.type,
        )
    return ""


def _why_not_written(env, fields, choice):
    """Why what Xero says cannot come to it."""
    field = fields[-1]
    if fields[1:] or field.related:
        return env._(
            "“%s” belongs to another record, which Xero must not change. It can only "
            "go to Xero.",
            name_of(env, field),
        )
    if field.readonly or (field.compute and not field.inverse and not field.store):
        return env._(
            "“%s” is calculated or read-only in Odoo. It can only go to Xero.",
            name_of(env, field),
        )
    if field.company_dependent or field.translate:
        return env._(
            "“%s” has a value for each company or language. It can only go to Xero.",
            name_of(env, field),
        )
    fitting = (*_TEXTS, *_NUMBERS) if choice.field.form == "number" else _TEXTS
    if field.type not in fitting:
        return env._(
            "“%s” is not a text field, but Xero has text. It can only go to Xero.",
            name_of(env, field),
        )
    return ""
