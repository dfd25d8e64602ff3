"""Causes about amounts: what Xero would say otherwise, or has no room for."""

from ...xerolib.messages import REPORTED, Message
from .issue_type import IN_XERO, PREVIEW, issue_type


@issue_type("total_differs", opener=PREVIEW)
def total_differs(env, data, connection):
    reasons = [_reason(env, why) for why in data.get("why") or [{"code": "unknown"}]]
    return (
        env._(
            "%(name)s: the total is %(odoo)s in Odoo but would be %(xero)s in Xero",
            name=data["name"],
            odoo=data["odoo"],
            xero=data["xero"],
        ),
        " ".join(
            [
                *reasons,
                env._(
                    "The invoice was not sent, so that the two ledgers do not differ."
                ),
            ]
        ),
        env._("Preview"),
    )


def _reason(env, why):
    """One of the reasons of ``account_move_reasons``: what differs, and what to do."""
    code = why["code"]
    if code == "price":
        return env._(
            "Lines with a price of more than four decimals, the most that Xero keeps: "
            "%(lines)s. Reset the invoice to draft and enter the line amount as the "
            "price, with a quantity of 1. The line total stays the same.",
            lines=", ".join(map(str, why["lines"])),
        )
    if code == "early_payment":
        return env._(
            "“%(term)s” deducts the early payment discount from the tax immediately "
            "(“Always (upon invoice)”), which Xero does not support. For future "
            "invoices, choose another Cash Discount Tax Reduction on the payment "
            "term. Enter this invoice in Xero manually and cancel its push in Odoo.",
            term=why["term"],
        )
    if code == "edited_tax":
        return env._(
            "The tax was edited manually; Odoo calculates %(odoo)s. Reset the invoice "
            "to draft and undo the edit, or enter the invoice in Xero manually and "
            "cancel its push in Odoo.",
            odoo=why["odoo"],
        )
    if code == "places":
        return env._(
            "%(currency)s has %(places)s decimals in Odoo, but Xero rounds each line "
            "and its tax to two.",
            currency=why["currency"],
            places=why["places"],
        )
    if code == "components":
        return env._(
            "%(taxes)s: Odoo rounds each tax component, while Xero rounds their sum.",
            taxes=", ".join(why["taxes"]),
        )
    if code == "rounding":
        return env._(
            "Odoo rounds tax once per document, while Xero rounds it on each line. "
            "Set “Rounding Method” to “Round per Line” in the accounting settings, "
            "then reset the invoice to draft and confirm it: its total then matches "
            "Xero's. If the customer already has the invoice, send it again, or enter "
            "it in Xero manually and cancel its push in Odoo."
        )
    return env._("The preview compares both line by line.")


@issue_type("differs_in_xero", opener=IN_XERO, fixed_in_xero=True)
def differs_in_xero(env, data, connection):
    return (
        env._(
            "%(name)s: the total is %(odoo)s in Odoo but %(xero)s in Xero",
            name=data["name"],
            odoo=data["odoo"],
            xero=data["xero"],
        ),
        env._(
            "Xero accepted the invoice but calculated a different total. Correct it "
            "in Xero, or change it in Odoo and push it again. This closes "
            "automatically once both totals are equal."
        ),
        env._("Open in Xero"),
    )


@issue_type(
    "totals_refused",
    opener=PREVIEW,
    messages=(
        Message(
            r"(?:document|invoice|credit note|order) total does not equal the sum"
            r" of the lines",
            "The document total does not equal the sum of the lines.",
            REPORTED,
        ),
        Message(
            r"tax amount cannot be greater than the (?:line|unit) ?amount",
            "Tax amount cannot be greater than the line amount",
            REPORTED,
        ),
        Message(
            r"line total (?P<sent>\S+) does not match the expected line total"
            r" (?P<expected>\S+)",
            "The line total 10.00 does not match the expected line total 10.01",
            REPORTED,
        ),
        Message(
            r"tax amount (?P<sent>\S+) is incorrect for (?P<tax>.+?) tax type"
            r"(?:, should be (?P<expected>[\d.]*\d))?",
            "Tax amount 52.23 is incorrect for INPUT2 tax type, should be 52.28",
            REPORTED,
        ),
    ),
)
def totals_refused(env, data, connection):
    return (
        env._("Xero calculates a different total for %(name)s", name=data["name"]),
        env._(
            "Xero's message: %(words)s Nothing was saved in Xero. The preview shows "
            "what is sent to Xero, with both totals.",
            words=data["words"],
        ),
        env._("Preview"),
    )


@issue_type(
    "quantity_negative",
    opener=PREVIEW,
    messages=(
        Message(
            r"quantity must not be less than zero",
            "The quantity value '-1.0000' is invalid. Quantity must not be less than"
            " zero.",
            REPORTED,
        ),
    ),
)
def quantity_negative(env, data, connection):
    return (
        env._(
            "Xero does not accept the negative quantity in %(name)s", name=data["name"]
        ),
        env._(
            "The connector sends such a line with a negative price instead. An addon "
            "that extends the connector may have set a negative quantity: enter the "
            "line with a positive quantity and a negative price."
        ),
        env._("Preview"),
    )


@issue_type(
    "discount_invalid",
    opener=PREVIEW,
    messages=(
        Message(
            r"discount must not be greater than the line total",
            "The discount rate '27.83' is invalid. Discount must not be greater than"
            " the line total.",
            REPORTED,
        ),
        Message(
            r"discounts are only supported on individual line items",
            "Discounts are only supported on individual line items.",
            REPORTED,
        ),
    ),
)
def discount_invalid(env, data, connection):
    return (
        env._("Xero does not accept a discount in %(name)s", name=data["name"]),
        env._(
            "In Xero, a discount cannot exceed its line and is not allowed on a "
            "negative line. Reset the invoice to draft and enter the price after "
            "discount."
        ),
        env._("Preview"),
    )


@issue_type("not_representable", solved_by_partner_edit=True)
def not_representable(env, data, connection):
    problems = [_problem(env, problem, data) for problem in data["problems"]]
    return (
        env._("%(name)s cannot be represented in Xero", name=data["name"]),
        " ".join(problems),
        env._("Try Again"),
    )


def _problem(env, problem, data):
    """One of xerolib's problems as a sentence."""
    if problem["code"] == "currency_places":
        return env._(
            "%(currency)s has %(places)s decimals, but Xero keeps two in every "
            "currency: %(odoo)s would become %(xero)s. Make prices and tax come out "
            "at two decimals, or leave the invoice out of Xero.",
            currency=problem["currency"],
            places=problem["places"],
            odoo=data["odoo"],
            xero=data["xero"],
        )
    where = (
        env._("Line %(line)s, %(field)s", line=problem["line"], field=problem["field"])
        if problem["line"]
        else problem["field"]
    )
    limit = problem["limit"]
    return {
        "missing": env._("%(where)s is empty, but Xero requires it.", where=where),
        "too_long": env._(
            "%(where)s is longer than %(limit)s characters, the most that Xero "
            "accepts.",
            where=where,
            limit=limit,
        ),
        "too_precise": env._(
            "%(where)s has more than %(limit)s decimals, so Xero would round it.",
            where=where,
            limit=limit,
        ),
        "too_large": env._(
            "%(where)s is larger than %(limit)s, the most that Xero accepts.",
            where=where,
            limit=limit,
        ),
        "out_of_range": env._(
            "%(where)s must be between 0 and %(limit)s.", where=where, limit=limit
        ),
        "bad_characters": env._(
            "%(where)s contains characters that Xero rejects.", where=where
        ),
        "invalid": env._(
            "%(where)s has a format that Xero does not accept.", where=where
        ),
        "negative": env._("%(where)s is negative; use a credit note.", where=where),
    }[problem["code"]]
