"""What one cause of an issue is: one declaration for each, which all else reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Literal

from ...xerolib.messages import Message


@dataclass(frozen=True)
class Opener:
    """The place where an issue is solved, as methods of ``xero.issue``.

    :param method: makes the action that opens the place
    :param only_if: says of the record that the issue is about, or None, whether there
        is such a place; lists ask it for many. By default there always is
    :param is_setting: what is changed there is a Xero manager's to change
    """

    method: str
    only_if: str | None = None
    is_setting: bool = False


RECORD = Opener("action_open_record", only_if="_has_record")
PREVIEW = Opener("_open_preview", only_if="_is_previewed")
IN_XERO = Opener("_open_in_xero", only_if="_xero_url")
CONNECTION = Opener("_open_connection", is_setting=True)
IMPORT_SETTINGS = Opener("_open_import_settings", is_setting=True)
TAX_MAPPINGS = Opener("_open_tax_mappings", is_setting=True)
CONTACT_WIZARD = Opener("_open_contact_wizard")
PERSON_WIZARD = Opener("_open_person_wizard")
CONFLICT_WIZARD = Opener("_open_conflict_wizard")


@dataclass(frozen=True)
class IssueType:
    """One cause of an issue: what it says, how it is solved, when it is raised.

    :param code: as stored in ``xero.issue.cause``; never changed
    :param words: function of the environment (for the language), the issue's data and
        its connection. It returns three strings: what happened, what to do, the button
    :param severity: a *problem* holds records back, a *warning* is a question (nothing
        is wrong, a person has to choose), for an *info* nothing waits, and somebody
        should know
    :param opener: where it is solved; without one, what helps is to try again

    What Xero says:

    :param messages: Xero's messages that raise it
    :param about: what one issue of such a message stands for: the ``record`` that was
        refused, its ``partner``, the whole ``organisation``, or the things that the
        message names. Every job refused for the account 200 waits for the same issue
    :param when_created: the cause instead, if what Xero refused is a contact that was
        to be created

    When somebody tries again:

    :param refreshes: names of the resources that are read from Xero anew
    :param on_try_again: method of ``xero.issue`` that is called besides, where letting
        its records go on is not all
    :param approves: it says that the records are to stand in this organisation

    Other ways out:

    :param leave_out: method of ``xero.issue`` behind *Skip*: what stands in the
        way is given up, by a person's word
    :param fixed_in_xero: what its text says first is done in Xero, and nothing tells
        Odoo when it is
    :param renumbers: what solves it is another number, given on the invoice itself
    :param solved_by_partner_edit: an edit of the partner it is about may have
        corrected it
    :param outlives_record: it stands when the record it is about is deleted
    :param found_by_pull: a contact's pull raised it, and looks at the contact anew once
        it ends
    :param lanes: of ``xero.retry``, whose failures it tells of
    :param retried_alone: its records are tried again by themselves
    :param notified_together: one fault often raises several within minutes; they are
        told in one mail
    """

    code: str
    words: Callable[..., tuple[str, str, str]]
    severity: Literal["problem", "warning", "info"] = "problem"
    opener: Opener | None = None
    messages: tuple[Message, ...] = ()
    about: Literal["record", "partner", "organisation"] | tuple[str, ...] = "record"
    when_created: str | None = None
    refreshes: tuple[str, ...] = ()
    on_try_again: str | None = None
    approves: bool = False
    leave_out: str | None = None
    fixed_in_xero: bool = False
    renumbers: bool = False
    solved_by_partner_edit: bool = False
    outlives_record: bool = False
    found_by_pull: bool = False
    lanes: tuple[str, ...] = ()
    retried_alone: bool = False
    notified_together: bool = False

    def is_about(self, name: str) -> bool:
        """Whether an issue stands for a thing of this name: ``account``, ``tax``."""
        return isinstance(self.about, tuple) and name in self.about

    def key(self, values: dict[str, str]) -> str:
        """What one issue stands for, where that is no record: a message that names
        nothing, where it might have, stands for all such.

        :param values: what the message names
        """
        if isinstance(self.about, str):
            return self.about
        found = "/".join(values.get(name, "") for name in self.about)
        return found.strip("/") or "unnamed"


def issue_type(code: str, **how) -> Callable[[Callable], IssueType]:
    """Declare a cause: decorates the function of its words, takes the fields of
    :class:`IssueType`, and leaves the declaration in the function's place."""

    def declare(words: Callable) -> IssueType:
        return IssueType(code, words, **how)

    return declare


def declared_in(*modules: ModuleType) -> dict[str, IssueType]:
    """:return: the causes that these modules declare, by code"""
    return {
        found.code: found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, IssueType)
    }


def _unknown_words(env, data, connection):
    return (
        env._("Unknown problem"),
        env._(
            "The addon that raised this is no longer installed, or has an error. Try "
            "again: if the problem persists, it is reported here again."
        ),
        env._("Try Again"),
    )


# For a code that nobody declares, that of an addon that was uninstalled, and for one
# whose words fail.
UNKNOWN = IssueType("unknown", _unknown_words)
