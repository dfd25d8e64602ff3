"""What tells that two contacts are the same, as data that is kept and in words."""

from dataclasses import asdict

# What a match is said to be by: of what agrees, the first of these.
RULES = (
    *("number", "tax_number", "company_number", "email", "phone"),
    *("street", "name"),
)


def evidence_data(comparison):
    """:param comparison: :class:`~...xerolib.matching.Comparison`
    :return: list of dicts, what is kept of it"""
    return [asdict(found) for found in comparison.evidence]


def rule_of(comparison):
    """:return: by what two certainly are one, a value of ``matched_by``"""
    agree = {
        found.topic
        for found in comparison.evidence
        if found.verdict != "differs" and not found.is_shared
    }
    return next((rule for rule in RULES if rule in agree), "name")


def evidence_words(env, evidence):
    """:param evidence: of :func:`evidence_data`
    :return: “same email · name 94% without “Pty Ltd” · different phone”; False for
        nothing"""
    words = [_one(env, found) for found in evidence or ()]
    return " · ".join(filter(None, words)) or False


def alike_words(env, evidence):
    """The same, of what is the same or similar."""
    alike = [found for found in evidence or () if found["verdict"] != "differs"]
    return evidence_words(env, alike)


def against_words(env, evidence):
    """The same, of what differs alone."""
    differs = [found for found in evidence or () if found["verdict"] == "differs"]
    return evidence_words(env, differs)


def _one(env, found):
    topic, verdict = found["topic"], found["verdict"]
    if topic == "name":
        return _name(env, found)
    if found["is_shared"] and verdict != "differs":
        return {
            "email": env._("an email that several use"),
            "phone": env._("a phone that several use"),
        }.get(topic)
    same, alike, differs = {
        "number": (env._("our contact number"), None, None),
        "tax_number": (
            env._("same tax number"),
            env._("same end of the tax number"),
            env._("different tax number"),
        ),
        "company_number": (
            env._("same company number"),
            None,
            env._("different company number"),
        ),
        "email": (
            env._("same email"),
            env._("same office email"),
            env._("different email"),
        ),
        "domain": (env._("same email domain"), None, None),
        "phone": (
            env._("same phone"),
            env._("similar phone"),
            env._("different phone"),
        ),
        "street": (
            env._("same street and number"),
            None,
            env._("different street or number"),
        ),
        "postal_code": (env._("same postcode"), None, env._("different postcode")),
        "town": (env._("same city"), None, env._("different city")),
        "country": (env._("same country"), None, env._("different country")),
        "form": (env._("same legal form"), None, env._("different legal form")),
        "kind": (None, None, env._("a company and a person")),
        "generation": (None, None, env._("junior and senior")),
    }.get(topic, (None, None, None))
    return {"same": same, "alike": alike, "differs": differs}[verdict]


def _name(env, found):
    forms = ", ".join(f"“{form}”" for form in found["without"])
    if forms:
        return env._(
            "name %(percent)s%% without %(forms)s",
            percent=found["percent"],
            forms=forms,
        )
    if found["percent"] == 100:
        return env._("same name")
    return env._("name %s%%", found["percent"])
