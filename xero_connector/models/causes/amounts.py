"""The words for what Xero would say otherwise, or has no room for, found before
anything is sent: as :mod:`.words`."""


def _total_differs(env, data, connection):
    reasons = [_reason(env, why) for why in data.get("why") or [{"code": "unknown"}]]
    return (
        env._(
            "%(name)s: Odoo says %(odoo)s, Xero would make it %(xero)s",
            name=data["name"],
            odoo=data["odoo"],
            xero=data["xero"],
        ),
        " ".join(
            [
                *reasons,
                env._("A document that differs must not enter the ledger."),
            ]
        ),
        env._("Preview"),
    )


def _reason(env, why):
    """One of the reasons of ``account_move_reasons``: what differs, and what to do."""
    code = why["code"]
    if code == "price":
        return env._(
            "Lines whose price has more than the four decimals that Xero keeps: "
            "%(lines)s. Reset the invoice to draft and enter the amount of the line as "
            "its price, with a quantity of 1; its total stays as it is.",
            lines=", ".join(map(str, why["lines"])),
        )
    if code == "early_payment":
        return env._(
            "“%(term)s” takes the early payment discount off the tax at once "
            "(“Always (upon invoice)”), which Xero cannot. Choose another Cash "
            "Discount Tax Reduction on the payment term for invoices to come; enter "
            "this one in Xero by hand, and cancel what waits here.",
            term=why["term"],
        )
    if code == "edited_tax":
        return env._(
            "Its tax was changed by hand: Odoo computes %(odoo)s. Reset the invoice to "
            "draft and take the change back, or enter it in Xero by hand and cancel "
            "what waits here.",
            odoo=why["odoo"],
        )
    if code == "places":
        return env._(
            "%(currency)s has %(places)s decimals here, and Xero rounds each line and "
            "its tax to two.",
            currency=why["currency"],
            places=why["places"],
        )
    if code == "components":
        return env._(
            "%(taxes)s: Odoo rounds each component, Xero their sum.",
            taxes=", ".join(why["taxes"]),
        )
    if code == "rounding":
        return env._(
            "Odoo rounds tax once per document, Xero on each line. Set “Rounding "
            "Method” to “Round per Line” in the accounting settings, then reset the "
            "invoice to draft and confirm it: its total becomes Xero's. If the "
            "customer has it already, send it again, or enter it in Xero by hand and "
            "cancel what waits here."
        )
    return env._("The preview shows both line by line.")


def _differs_in_xero(env, data, connection):
    return (
        env._(
            "%(name)s: Odoo says %(odoo)s, and Xero made it %(xero)s",
            name=data["name"],
            odoo=data["odoo"],
            xero=data["xero"],
        ),
        env._(
            "Xero took the invoice and computed another total. Correct it in Xero, or "
            "change it in Odoo and push it again. Once both are equal, this ends by "
            "itself."
        ),
        env._("Open in Xero"),
    )


def _not_representable(env, data, connection):
    problems = [_problem(env, problem, data) for problem in data["problems"]]
    return (
        env._("%(name)s cannot be said in Xero", name=data["name"]),
        " ".join(problems),
        env._("Try Again"),
    )


def _problem(env, problem, data):
    """One of xerolib's problems as a sentence."""
    if problem["code"] == "currency_places":
        return env._(
            "%(currency)s has %(places)s decimals, and Xero keeps two in every "
            "currency: %(odoo)s would become %(xero)s. Let prices and tax come out in "
            "two decimals, or leave the invoice out of Xero.",
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
        "missing": env._("%(where)s is empty, and Xero needs it.", where=where),
        "too_long": env._(
            "%(where)s is longer than the %(limit)s characters that Xero keeps.",
            where=where,
            limit=limit,
        ),
        "too_precise": env._(
            "%(where)s has more than %(limit)s decimals, and Xero would round it.",
            where=where,
            limit=limit,
        ),
        "too_large": env._(
            "%(where)s is larger than %(limit)s, the most that Xero takes.",
            where=where,
            limit=limit,
        ),
        "out_of_range": env._(
            "%(where)s must be between 0 and %(limit)s.", where=where, limit=limit
        ),
        "bad_characters": env._(
            "%(where)s has characters that Xero refuses.", where=where
        ),
        "invalid": env._("%(where)s is of no form that Xero takes.", where=where),
        "negative": env._("%(where)s is below zero; use a credit note.", where=where),
    }[problem["code"]]


WORDS = {
    "total_differs": _total_differs,
    "differs_in_xero": _differs_in_xero,
    "not_representable": _not_representable,
}
