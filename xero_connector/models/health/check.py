"""What a check is, and what it finds. Each fact about a connection is one check, in a
``checks_*.py`` beside; banner, *Check Connection*, activities and mails show the list
that the connection's ``_checks()`` collects, so it reads the same everywhere.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import psycopg2

_logger = logging.getLogger(__name__)

# Where a check shows: on the connection's form, and in “Check Connection”.
BANNER = "banner"
DIALOG = "dialog"
EVERYWHERE = (BANNER, DIALOG)

# Types of the activities that people get.
TROUBLE = "xero_connector.mail_activity_type_attention"
QUESTIONS = "xero_connector.mail_activity_type_questions"

LEVELS = {"problem": "danger", "warning": "warning", "info": "info"}

# Days before an end at which people are warned.
WARN_DAYS = (14, 7, 2)


@dataclass(frozen=True)
class Finding:
    """What a check finds.

    :param state: ``problem``, ``warning``, ``info`` (a next step, no fault) or ``ok``
    :param title: the fact
    :param advice: what it means, and what to do
    :param way: the button that helps, as Odoo's banners take it; text alone where it
        is mended on the connection's form
    :param level: of the banner, where it is not the state's
    :param is_task: whether people get an activity for it, of the check's type
    """

    state: str
    title: str
    advice: str = ""
    way: dict[str, Any] = field(default_factory=dict)
    level: str = ""
    is_task: bool = True

    @property
    def message(self):
        """:return: all of it, as a sentence or more"""
        if not self.advice:
            return self.title
        end = "" if self.title.endswith((".", "?", "!")) else "."
        return f"{self.title}{end} {self.advice}"

    def as_alert(self):
        """:return: the banner, as Odoo's ``actionable_errors`` takes it"""
        alert = {"level": self.level or LEVELS[self.state], "message": self.message}
        # The form is open already.
        leads_on = self.way.keys() & {"action", "action_call"}
        return alert | (self.way if leads_on else {})

    def as_line(self, connection):
        """:return: values of a line of “Check Connection”. What is pressed on the form
        is not pressed from there: its button opens the form"""
        button, action = self.way.get("action_text"), self.way.get("action")
        if "action_call" in self.way:
            button = connection.env._("Open Connection")
        if button and not action:
            action = connection.action_open()
        return {
            "state": self.state,
            "title": self.title,
            "advice": self.advice,
            "button": button,
            "action": action,
        }


class Broken(Finding):
    """A check that raised: nothing is known of what it looks at."""


problem = partial(Finding, "problem")
warning = partial(Finding, "warning")
info = partial(Finding, "info")
ok = partial(Finding, "ok")


@dataclass(frozen=True)
class Check:
    """One thing to look at. It asks the database, never Xero.

    :param code: names it, and its banner
    :param look: function of a connection and its environment to a :class:`Finding`;
        None when there is nothing to say
    :param fine: the same, asked only by “Check Connection” when ``look`` finds nothing
    :param shows: places where it is looked at: :data:`BANNER`, :data:`DIALOG`
    :param task: type of the activity that people get while it is found, if any
    :param is_step: a step of the set-up: of these, the banner shows the first
    :param unless: codes whose banners leave this one unsaid
    :param is_of_connected: looked at only while the connection is connected
    :param is_for_all: its button is for who is no manager too
    """

    code: str
    look: Callable
    fine: Callable = lambda connection, env: None
    shows: tuple = EVERYWHERE
    task: str | None = None
    is_step: bool = False
    unless: tuple = ()
    is_of_connected: bool = True
    is_for_all: bool = False

    def is_about(self, connection):
        return not self.is_of_connected or connection.lifecycle == "connected"

    def find(self, connection):
        """:return: the :class:`Finding`; None when there is nothing to say, or the
        check itself breaks: it must not take along whoever asks"""
        found = self.find_shown(connection)
        return None if isinstance(found, Broken) else found

    def find_shown(self, connection):
        """The same, for people: a check that breaks says so, and is not taken for
        fine."""
        env = connection.env
        try:
            return self.look(connection, env) or None
        except psycopg2.Error:
            raise
        except Exception:
            _logger.exception("The check %s of connection %s", self.code, connection.id)
            return Broken(
                "warning",
                env._("A check could not be completed: %s", self.code),
                env._(
                    "The connector or an addon that extends it has an error. Tell your "
                    "administrator: the server log has the details."
                ),
            )

    def find_fine(self, connection):
        return self.fine(connection, connection.env) or None


def opens(text, action):
    """:return: a button that opens something (``Finding.way``)"""
    return {"action_text": text, "action": action}


def presses(connection, text, method):
    """:return: a button that calls a method of the connection"""
    return {
        "action_text": text,
        "action_call": (connection._name, method, connection.ids),
    }


def here(text):
    """:return: a button that leads to the connection's form, where it is not open"""
    return {"action_text": text}


def warning_due(days_left, warnings=WARN_DAYS):
    """:return: the warning that is due before an end, in days; 0 for none"""
    return min((days for days in warnings if days_left <= days), default=0)


def is_new_warning(due, told):
    """:param due: the warning that is due, in days; 0 for none
    :param told: the one that was told last; 0 for none
    :return: whether people are to be told of it"""
    return bool(due) and not 0 < told <= due
