"""Causes of what fails again and again and is set aside. ``data`` is made by
``xero.retry`` and ``xero.push.mirror``."""

from ...xerolib.errors import OddValue, RateLimited
from ..common.counted_words import names_words
from .issue_type import Opener, issue_type


@issue_type("pull_failing", lanes=("pull",))
def pull_failing(env, data, connection):
    return (
        env._(
            "%(what)s cannot be read from Xero",
            what=_resource_name(env, data["names"][0]),
        ),
        env._(
            "%(came)s Everything else continues. Odoo retries automatically every few "
            "hours. If this persists, check in Xero that the user who connected has "
            "access to this data, or contact your administrator.",
            came=_what_came(env, data),
        ),
        env._("Try Again"),
    )


@issue_type("push_failing", lanes=("push", "send"))
def push_failing(env, data, connection):
    return (
        env._("%(what)s cannot be sent to Xero", what=_pushed_name(env, data)),
        env._(
            "%(came)s Nothing is lost: Odoo retries one of the waiting records "
            "automatically, at increasing intervals, and sends the others once it "
            "gets through.",
            came=_what_came(env, data),
        ),
        env._("Try Again"),
    )


@issue_type(
    "look_up_failing", leave_out="_leave_jobs_out", lanes=("check",), retried_alone=True
)
def look_up_failing(env, data, connection):
    return (
        env._("%(names)s could not be looked up in Xero", names=_names(env, data)),
        env._(
            "%(came)s Nothing is sent for it until Odoo knows what Xero has; "
            "everything else continues. Correct the name or number in Odoo and try "
            "again, or skip it.",
            came=_what_came(env, data),
        ),
        env._("Try Again"),
    )


@issue_type(
    "unanswered",
    leave_out="_leave_jobs_out",
    retried_alone=True,
    notified_together=True,
)
def unanswered(env, data, connection):
    """``times``, ``together``, ``others``: see
    :meth:`~..queue.xero_exchange_refusal.XeroExchange._tried`."""
    names, words = _names(env, data), [_times(env, data), _what_came(env, data)]
    if data.get("others"):
        title = env._("Xero cannot process %(names)s", names=names)
        words.append(
            env._(
                "Other records were sent successfully in the meantime. A firewall may "
                "block a word in it, or Xero may fail on it: change its text and try "
                "again, or skip it."
            )
        )
    else:
        title = env._("%(names)s cannot be sent to Xero", names=names)
        words.append(
            env._(
                "Nothing else of this kind was sent successfully in the meantime, so "
                "the cause may be Xero or a firewall rather than this record."
            )
        )
    words.append(env._("Odoo retries automatically every few hours."))
    return title, " ".join(words), env._("Try Again")


def _times(env, data):
    """:return: how often it was sent, in a sentence"""
    times = data.get("times", 1)
    if times < 2:
        return env._("It was sent once but is not in Xero.")
    if data["together"]:
        return env._(
            "It was sent %(times)s times, the last time on its own, but is not in "
            "Xero.",
            times=times,
        )
    return env._("It was sent %(times)s times but is not in Xero.", times=times)


@issue_type("answer_unapplied", leave_out="_leave_jobs_out")
def answer_unapplied(env, data, connection):
    return (
        env._("Odoo could not apply Xero's answer about %(name)s", name=data["name"]),
        env._(
            "Something in Odoo, the connector or an addon that extends it prevented "
            "Xero's answer from being applied: %(words)s. Contact your administrator. "
            "Once this is fixed, try again: Odoo finds what Xero already has and does "
            "not send it twice.",
            words=data["words"],
        ),
        env._("Try Again"),
    )


@issue_type("broken", solved_by_partner_edit=True)
def broken(env, data, connection):
    return (
        env._("%(name)s could not be prepared for Xero", name=data["name"]),
        env._(
            "This is an error in the connector or in an addon that extends it, not in "
            "your data: %(words)s. Contact your administrator; the server log has the "
            "details.",
            words=data["words"],
        ),
        env._("Try Again"),
    )


@issue_type("step_failing")
def step_failing(env, data, connection):
    return (
        env._(
            "Part of the connection is failing: %(lane)s", lane=_lane(env, data["lane"])
        ),
        env._(
            "%(came)s Everything else continues. Odoo retries automatically every few "
            "hours. Contact your administrator; the server log has the details.",
            came=_what_came(env, data),
        ),
        env._("Try Again"),
    )


@issue_type("unreachable", on_try_again="_end_pause", lanes=("reach",))
def unreachable(env, data, connection):
    return (
        env._("Xero cannot be reached"),
        env._(
            "%(why)s Until then, nothing is read or sent, and nothing is lost. Odoo "
            "retries at least every half hour.",
            why=connection._quota()._words(data["code"]),
        ),
        env._("Try Again"),
    )


@issue_type(
    "odd_rows",
    opener=Opener("_open_odd_rows"),
    leave_out="_leave_rows_out",
    on_try_again="_read_all_again",
)
def odd_rows(env, data, connection):
    what, count = _resource_name(env, data["resource"]), data["count"]
    named = names_words(env, data["names"], count - len(data["names"]))
    return (
        env._("%(what)s: one record from Xero cannot be read", what=what)
        if count == 1
        else env._(
            "%(what)s: %(count)s records from Xero cannot be read",
            what=what,
            count=count,
        ),
        env._(
            "%(named)s. Everything else was read and continues. Open it to see what "
            "is wrong, then correct it in Xero or skip it. After an update of the "
            "connector, try again: all records are then read again.",
            named=named,
        ),
        env._("Show"),
    )


def what_fails(env, data):
    """:param data: of a row of ``xero.retry``
    :return: what people call what fails: “Payments”, “INV/2026/00001”"""
    lane = data["lane"]
    if lane == "pull":
        return _resource_name(env, data["names"][0])
    if lane == "push":
        return _pushed_name(env, data)
    if lane in ("answer", "check", "send"):
        return _names(env, data)
    return _lane(env, lane)


def _what_came(env, data):
    """:return: what came in place of an answer, in a sentence"""
    if data.get("words"):
        return env._("Error message: “%s”.", data["words"])
    if data["code"] == RateLimited.code:
        return env._("Each time, Xero answered that its limit of calls is reached.")
    if data["code"] == OddValue.code:
        return env._(
            "The answer cannot be read: a value is not in the format that Xero "
            "documents."
        )
    if data.get("status"):
        return env._("Answer received: HTTP status %s.", data["status"])
    if data["code"] == "answer_lost":
        return env._("Each time, the connection was lost before an answer arrived.")
    if data["code"] == "bad_answer":
        return env._(
            "The answer did not come from Xero; it may be a proxy's error page."
        )
    return env._("Error code: %s.", data["code"])


def _resource_name(env, name):
    """:return: what people call a resource: “Payments”"""
    labels = dict(env["xero.resource"]._fields["name"]._description_selection(env))
    return labels.get(name, name.replace("_", " ").capitalize())


def _pushed_name(env, data):
    """:return: what people call what a mirror pushes: “Invoices”"""
    model = data.get("model")
    if model in env and hasattr(env[model], "_xero_resource"):
        return _resource_name(env, env[model]._xero_resource.name)
    return ", ".join(data["names"])


def _names(env, data):
    """:return: the first few names of what is concerned"""
    return names_words(env, data["names"][:3], len(data["names"]) - 3)


def _lane(env, lane):
    return {
        "answer": env._("applying an answer"),
        "send": env._("sending again"),
        "organisation": env._("reading the organisation"),
        "copy": env._("applying changes to Odoo"),
        "check_up": env._("the daily check-up"),
        "retry": env._("trying again"),
        "leave": env._("disconnecting"),
        "begin": env._("starting a batch job"),
        "tell": env._("notifying people"),
    }.get(lane, lane)
