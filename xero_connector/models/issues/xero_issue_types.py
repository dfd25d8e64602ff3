"""What each cause is, and which of them is what Xero says."""

from __future__ import annotations

from typing import NamedTuple

from odoo import api, models

from ...xerolib import messages
from ..causes import (
    accounts,
    amounts,
    contacts,
    documents,
    failures,
    organisation,
    payments,
    updates,
)
from ..causes.issue_type import UNKNOWN, IssueType, declared_in
from .xero_issue import Hold

TYPES = declared_in(
    contacts, accounts, organisation, documents, payments, amounts, updates, failures
)


class Recognised(NamedTuple):
    """What one of Xero's sentences is: the cause that it raises, the message as that
    declares it (None for a new one), and what the sentence names."""

    type: IssueType
    message: messages.Message | None
    values: dict[str, str]


class XeroIssue(models.Model):
    """Causes, and how Xero's refusals raise them."""

    _inherit = "xero.issue"

    # === Causes === #

    @api.model
    def _issue_types(self):
        """What causes there are. Another addon brings its own through ``super()``::

            @api.model
            def _issue_types(self):
                return super()._issue_types() | declared_in(my_causes)

        Called for each issue shown, so it only puts together what stands ready. Xero's
        messages are looked for in this order.

        :return: dict of code to :class:`~..causes.issue_type.IssueType`, the caller's
        """
        return dict(TYPES)

    def _issue_type(self):
        """:return: what the issue's cause is; a plain unknown problem, where the addon
        that declared it is gone"""
        return self._issue_types().get(self.cause, UNKNOWN)

    @api.model
    def _selection_cause(self):
        return [(code, code) for code in self._issue_types()]

    @api.model
    def _causes_where(self, test):
        """:param test: function of an issue type
        :return: list of the codes of which it holds
        """
        return [type_.code for type_ in self._issue_types().values() if test(type_)]

    @api.model
    def _causes_about(self, name):
        """Causes whose issues stand for a thing of this name: ``account``, ``tax``."""
        return self._causes_where(lambda type_: type_.is_about(name))

    @api.model
    def _cause_of_lane(self, lane):
        """:return: the cause that tells of what fails in this lane of ``xero.retry``"""
        found = self._causes_where(lambda type_: lane in type_.lanes)
        return found[-1] if found else failures.step_failing.code

    # === Xero's refusals === #

    @api.model
    def _recognise(self, texts):
        """The first of Xero's sentences that is known; what a record is held for.

        The others mostly follow from it, and all of them stay with the issue.

        :param texts: sequence of Xero's sentences
        :return: :class:`Recognised`
        """
        types = self._issue_types()
        owners = {
            message: type_ for type_ in types.values() for message in type_.messages
        }
        for text in texts:
            if found := messages.recognise(text, owners):
                return Recognised(owners[found[0]], *found)
        return Recognised(types[documents.refused.code], None, {})

    @api.model
    def _is_said(self, texts, code):
        """Whether what Xero says is this.

        :param code: of a cause, or of one of its messages
        """
        type_, message, _values = self._recognise(texts)
        return message is not None and code in (type_.code, message.code)

    @api.model
    def _hold_of_refusal(self, record, partner, texts, *, created=False):
        """What holds a record that Xero refused.

        :param record: what was sent
        :param partner: whom it concerns; the record itself for a contact
        :param texts: Xero's sentences, at least one
        :param created: whether the record is a contact that was to be created: a name
            that is taken then leaves the question who it is
        """
        type_, message, values = self._recognise(texts)
        of_partner = type_.about == "partner"
        data = {
            "name": (partner if of_partner else record).display_name,
            "words": " ".join(texts),
            **values,
            **dict.fromkeys(message.marks if message else (), True),
        }
        cause = type_.code
        if created and type_.when_created:
            data[cause] = True
            cause = type_.when_created
        if of_partner:
            return Hold(cause, str(partner.id), data, partner)
        if type_.about == "record":
            return Hold(cause, f"{record._name},{record.id}", data, record)
        return Hold(cause, type_.key(values), data)

    @api.model
    def _hold_of_all(self, texts):
        """What holds several records that Xero refused with the same words: a cause
        that is theirs in common, where the words tell one."""
        type_, _message, values = self._recognise(texts)
        words = "\n".join(texts)
        if type_.about in ("record", "partner"):
            together = documents.refused_together.code
            return Hold(together, words, {"words": words})
        return Hold(type_.code, type_.key(values), {"words": words, **values})
