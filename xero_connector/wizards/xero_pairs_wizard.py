import base64
from collections import Counter

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.common.windows import window
from ..xerolib.pairs import UnreadablePairs, read_pairs

# Lines with a problem that are listed.
SHOWN = 200


class XeroPairsWizard(models.TransientModel):
    """Matches that a former connector left, as a list of ids: checked before anything
    is matched, and then decisions like others, to be looked through and saved."""

    _name = "xero.pairs.wizard"
    _inherit = ["xero.dialog"]
    _description = "Load Matches"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    file = fields.Binary("CSV File", attachment=False)
    file_name = fields.Char()
    pair_ids = fields.Json(readonly=True, help="Ids of contacts and of partners.")
    is_checked = fields.Boolean(readonly=True)
    good_count = fields.Integer("Ready", readonly=True)
    known_count = fields.Integer("Already Matched", readonly=True)
    bad_count = fields.Integer("With a Problem", readonly=True)
    line_ids = fields.One2many("xero.pairs.wizard.line", "wizard_id", readonly=True)

    def action_check(self):
        """Say of each line whether the two can be matched; nothing is done."""
        self.ensure_one()
        changes = self.env["xero.match.change"]
        connection = changes._connection(self.connection_id.id)
        try:
            pairs = read_pairs(base64.b64decode(self.file or b""))
        except UnreadablePairs as error:
            raise UserError(self._refused_words(error.reason)) from error
        good, known, problems = self._sort_out(connection, pairs)
        # sudo: what was found out is not to be written by others
        self.sudo().write(
            {
                "is_checked": True,
                "good_count": len(good),
                "known_count": known,
                "bad_count": len(problems),
                "pair_ids": [[c.id, p.id] for c, p in good],
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "line": pair.line,
                                "odoo": pair.odoo[:64],
                                "xero": pair.xero,
                                "problem": problem,
                            }
                        )
                        for pair, problem in problems[:SHOWN]
                    ),
                ],
            }
        )
        return self._shown_again()

    def _shown_again(self):
        return window(
            self._name, self.env._("Load Matches"), dialog=True, res_id=self.id
        )

    def _refused_words(self, reason):
        return {
            "too_large": self.env._("The file is larger than 10 MB. Split it."),
            "encoding": self.env._(
                "The file is not a text file that Odoo can read. Save it as CSV in "
                "UTF-8."
            ),
            "empty": self.env._("The file is empty."),
            "ids": self.env._(
                "No ContactID of Xero was found in the file. It looks like "
                "“bd2270c3-8706-4c11-9cfb-000b551c3f51”."
            ),
            "columns": self.env._(
                "The file has only one column. Beside the ContactID, it needs the ID "
                "of the contact in Odoo."
            ),
            "quotes": self.env._(
                "The file cannot be read as CSV: a quotation mark is opened and not "
                "closed. Export it again."
            ),
        }[reason]

    def _sort_out(self, connection, pairs):
        """
        :param pairs: list of :class:`~xerolib.pairs.Pair`
        :return: tuple of a list of (contact, partner) that can be matched, how many are
            matched so already, and a list of (pair, problem in words)
        """
        partners = self._find_partners(pairs)
        ids = [pair.xero for pair in pairs if pair.xero]
        contacts = self.env["xero.contact"].search(
            [("connection_id", "=", connection.id), ("xero_id", "in", ids)]
        )
        by_id = {contact.xero_id.lower(): contact for contact in contacts}
        twice = Counter(pair.xero for pair in pairs)
        twice.update(partners[pair.odoo] for pair in pairs if pair.odoo in partners)
        good, known, problems = [], 0, []
        for pair in pairs:
            partner, contact = partners.get(pair.odoo), by_id.get(pair.xero)
            if contact and partner and contact.partner_id == partner:
                known += 1
            elif problem := self._find_problem(
                connection,
                pair,
                contact,
                partner,
                self._find_repeated(pair, twice[pair.xero] > 1, twice[partner] > 1),
            ):
                problems.append((pair, problem))
            else:
                good.append((contact, partner))
        return good, known, problems

    def _find_partners(self, pairs):
        """:return: dict of what stands in the file to the partner that the user sees"""
        numbers = {
            pair.odoo: int(pair.odoo)
            for pair in pairs
            if pair.odoo.isascii() and pair.odoo.isdecimal()
        }
        names = {pair.odoo for pair in pairs if "." in pair.odoo} - numbers.keys()
        if names:
            # sudo: what an external id names is no secret; the partner is asked below
            rows = self.env["ir.model.data"].sudo()
            for row in rows.search_fetch(
                [
                    ("model", "=", "res.partner"),
                    ("module", "in", [name.partition(".")[0] for name in names]),
                    ("name", "in", [name.partition(".")[2] for name in names]),
                ],
                ["module", "name", "res_id"],
            ):
                numbers[f"{row.module}.{row.name}"] = row.res_id
        found = self.env["res.partner"].browse(
            number for number in numbers.values() if number < 2**31
        )
        seen = {
            partner.id: partner for partner in found.exists()._filtered_access("read")
        }
        return {
            text: seen[number] for text, number in numbers.items() if number in seen
        }

    def _find_repeated(self, pair, is_contact, is_partner):
        """:return: which ID of the line is in the file more than once, in words; None
        for neither"""
        if is_contact:
            return self.env._("The ContactID is in the file more than once.")
        if is_partner:
            return self.env._(
                "The contact %s in Odoo is in the file more than once.", pair.odoo
            )
        return None

    def _find_problem(self, connection, pair, contact, partner, repeated):
        """
        :param repeated: of :meth:`_find_repeated`
        :return: why the two cannot be matched, in words; None if they can"""
        if not pair.xero:
            return self.env._("No ContactID of Xero in this line.")
        if not contact:
            return self.env._("%s has no contact with this ID.", connection.name)
        if not partner:
            return self.env._("You have no contact with the ID %s in Odoo.", pair.odoo)
        changes = self.env["xero.match.change"]
        # sudo: whom a contact is matched to counts for whoever asks
        contact = contact.sudo()
        return (
            changes._why_not_contact(connection, contact, partner)
            or changes._why_not_partner(connection, contact, partner)
            or repeated
        )

    def action_load(self):
        """Keep what can be matched as decisions: they are looked through, and saved."""
        self.ensure_one()
        if not self.pair_ids:
            raise UserError(self.env._("There is nothing to match in this file."))
        changes = self.env["xero.match.change"]
        changes._decide_pairs(changes._connection(self.connection_id.id), self.pair_ids)
        action = self.connection_id.action_open_unmatched()
        action["context"]["search_default_decided"] = True
        return action


class XeroPairsWizardLine(models.TransientModel):
    """A line of the file that cannot be matched."""

    _name = "xero.pairs.wizard.line"
    _description = "Line With a Problem"

    wizard_id = fields.Many2one("xero.pairs.wizard", required=True, ondelete="cascade")
    line = fields.Integer(readonly=True)
    odoo = fields.Char("ID in Odoo", readonly=True)
    xero = fields.Char("ID in Xero", readonly=True)
    problem = fields.Char(readonly=True)
