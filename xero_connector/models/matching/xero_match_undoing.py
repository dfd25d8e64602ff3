from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..common.attempt import attempt_each
from .xero_match_change import LINK

# Answers that say who a contact is.
WHO = ("match", "create", "unmatch")


class XeroMatchChange(models.Model):
    """Undoing what was done: one that cannot be put back stops no other."""

    _inherit = "xero.match.change"

    def action_undo(self):
        """Put back what these changed alone."""
        self._check_may()
        self.check_access("read")
        # sudo: written by code alone; who may was checked
        return self.sudo()._undo_told()

    def _undo_told(self):
        """:return: an action that says what was put back, and what was not"""
        todo = self.filtered(lambda change: change.state == "done")
        if not todo:
            raise UserError(self.env._("There is nothing left to undo."))
        todo._undo()
        undone = todo.filtered(lambda change: change.state == "undone")
        left = todo.filtered("reason")
        words = self.env._("Undone: %s.", len(undone))
        if left:
            words += " " + self.env._(
                "Left as they are, in whole or in part: %s.", len(left)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": words,
                "type": "warning" if left else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _undo(self):
        """Put back what these changed, the last first. What was changed since is left
        as it is, and named."""
        # Of one run, those who were moved away left before others came.
        todo = self.sorted(lambda c: (c.run_id.id, c.answer != "unmatch", c.id))[::-1]
        todo.reason = False  # somebody may have tried before
        todo -= todo._name_overtaken()
        failed = attempt_each(todo, "Undoing", lambda changes: changes._put_back())
        for change, error in failed.items():
            change.reason = str(error) or repr(error)

    def _name_overtaken(self):
        """Of these, in the order in which they are put back, what was matched otherwise
        since is named.

        :return: those
        """
        who = self.filtered(lambda change: change.answer in WHO)
        former = who._partners_before()
        stands = {contact: contact.partner_id for contact in who.contact_id}
        holds = {}
        for change in who:
            if before := former[change]:
                for contact in before._xero_active_contacts(change.connection_id):
                    holds.setdefault((change.connection_id, before), set()).add(contact)
        overtaken = self.browse()
        for change in who:
            contact, connection = change.contact_id, change.connection_id
            before, after = former[change], change._partner_after()
            others = holds.get((connection, before), set()) - {contact}
            if stands[contact] != after:
                change.reason = self.env._("Matched otherwise since.")
            elif before and others:
                change.reason = self.env._(
                    "%(partner)s is matched to %(contact)s since.",
                    partner=before.display_name,
                    contact=others.pop().name,
                )
            else:
                stands[contact] = before
                holds.get((connection, after), set()).discard(contact)
                continue
            overtaken |= change
        return overtaken

    def _partner_after(self):
        """:return: the partner that the contact was once this was done"""
        return self.partner_id.browse() if self.answer == "unmatch" else self.partner_id

    def _partners_before(self):
        """:return: dict of each to the partner that its contact was before, empty for
        none, or one that is deleted since"""
        ids = {c: (c.former or {}).get("partner_id") for c in self}
        partners = self.env["res.partner"].browse({i for i in ids.values() if i})
        known = partners.exists()
        return {
            change: known.browse(
                partner_id if partner_id in known._ids else ()
            ).with_prefetch(known._ids)
            for change, partner_id in ids.items()
        }

    def _put_back(self):
        """:raise UserError: Odoo does not take one of them back"""
        stuck = self.filtered("written_values")._put_back_values()
        todo = self - stuck
        todo.filtered(lambda change: change.answer in WHO)._put_back_links()
        left = todo.filtered(lambda change: change.answer == "leave")
        left.contact_id.filtered("left_at").left_at = False
        todo.filtered(lambda change: change.answer == "reject")._put_back_refusals()
        gone = todo.filtered(lambda change: change.answer == "create_in_xero")
        todo -= gone._call_off()
        todo.state = "undone"
        todo.filtered("contact_id")._look_again()

    # === Who a contact is === #

    def _put_back_links(self):
        """The contacts are who they were. No rule matches them by itself again."""
        before = self._partners_before()
        unmatched = self.filtered(lambda change: not before[change])
        unmatched.contact_id._tell_unmatched(only_pushed=True)
        unmatched._name_sent()
        for connection, theirs in unmatched.grouped("connection_id").items():
            partners = theirs.partner_id
            jobs = theirs.contact_id._open_jobs(connection, partners)
            jobs._close("cancelled", "cancelled")
            self.env["xero.partner.look"]._forget(connection, partners)
            self.env["xero.issue"]._solved_about(connection, partners)
        for change in self:
            kept = change.former or {}
            vals = {name: kept.get(name) or False for name in LINK}
            if kept.get("partner_id") and not before[change]:
                vals["partner_id"] = False
                change.reason = self.env._(
                    "The contact in Odoo that it was matched to no longer exists."
                )
            if not vals["partner_id"]:
                vals["matched_by"] = "person"
            change.contact_id.write({**vals, "create_asked": False})
        self._put_back_refusals()
        created = unmatched.filtered(lambda change: change.answer == "create")
        created.filtered("partner_id")._archive_partners()
        self.env["res.partner"].invalidate_model(["xero_contact_ids"])

    def _put_back_refusals(self):
        """Whether a partner is ruled out for a contact is as it was, unless somebody
        ruled it out since."""
        later = self.search(
            [
                ("contact_id", "in", self.contact_id.ids),
                ("answer", "in", ("reject", "unmatch")),
                ("state", "=", "done"),
            ]
        )
        newest = {}
        for change in later - self:
            pair = (change.contact_id, change.partner_id)
            newest[pair] = max(newest.get(pair, 0), change.id)
        refused, let_in = set(), set()
        for change in self.filtered("partner_id"):
            pair = (change.contact_id, change.partner_id)
            if newest.get(pair, 0) > change.id:
                continue
            had = change.partner_id.id in (change.former or {}).get("refused", ())
            (refused if had else let_in).add(pair)
        self.contact_id._refuse(refused, let_in - refused)

    def _name_sent(self):
        """What went to Xero since stays there."""
        pushed = self.filtered(lambda change: change.answer == "match")
        if not pushed:
            return
        self.flush_model()
        self.env["xero.job"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT change.id FROM xero_match_change change
                  JOIN xero_job job ON job.connection_id = change.connection_id
                   AND job.mirror_model = 'xero.contact'
                   AND job.res_id = change.partner_id
                   AND job.closed_at >= date_trunc('second', change.decided_at)
                   AND job.outcome = 'sent'
                 WHERE change.id = ANY(%s)
                """,
                pushed.ids,
            )
        )
        for change in self.browse(row[0] for row in rows):
            change.reason = self.env._(
                "What was sent to Xero since stays there, as it is in Odoo."
            )

    def _archive_partners(self):
        """Those that were made here are of no use; one that somebody uses stays."""
        users = self.env["res.partner"].with_user(self.env.user)
        mine = users.browse(self.partner_id.ids)._filtered_access("write")
        groups = self.env["account.move"]._read_group(
            [("commercial_partner_id", "in", self.partner_id.ids)],
            ["commercial_partner_id"],
        )
        used = {partner for (partner,) in groups}
        idle = self.partner_id.browse()
        for change in self:
            partner = change.partner_id
            if partner.id not in mine._ids:
                change.reason = self.env._(
                    "%s stays in Odoo: you may not archive it.", partner.display_name
                )
            elif partner in used or partner.write_date > change.write_date:
                change.reason = self.env._(
                    "%s stays in Odoo: it is in use.", partner.display_name
                )
            else:
                idle |= partner
        idle.active = False

    # === What came from Xero === #

    def _put_back_values(self):
        """The partners say what they said; what was changed since is left and named.

        :return: those of which nothing could be put back
        :raise UserError: one may not be changed by the user
        """
        users = self.env["res.partner"].with_user(self.env.user)
        mine = users.browse(self.partner_id.ids)._filtered_access("write")
        owners = self.partner_id._xero_owners()
        stuck, settled = self.browse(), self.browse()
        for change in self:
            partner, written = change.partner_id, change.written_values
            if partner.id not in mine._ids:
                raise AccessError(
                    self.env._("You may not change %s.", partner.display_name)
                )
            stands = partner._xero_as_kept(written)
            former = {
                name: value
                for name, value in change.former_values.items()
                if name in stands and stands[name] == written[name]
            }
            partner._xero_check_owned(
                owners[partner], change.contact_id._names_of(former)
            )
            partner._xero_swap(partner._xero_that_exist(former))
            if kept := sorted(written.keys() - former.keys()):
                change.reason = self.env._(
                    "Changed since, and left as it is: %s.",
                    ", ".join(map(self._field_label, kept)),
                )
            if former:
                settled |= change
            elif change.answer == "update":
                stuck |= change
        settled._agree_again()
        return stuck

    def _field_label(self, name):
        field = self.env["ir.model.fields"]._get("res.partner", name)
        return field.field_description or name

    def _agree_again(self):
        """As both sides stand now, that is no news."""
        rows, people = [], self.env["res.partner"]
        for change in self:
            contact = change.contact_id
            if contact.partner_id != change.partner_id:
                people |= change.partner_id
            else:
                names = contact._names_of(change.written_values)
                ours = contact._partner_values()
                rows.append({"id": contact.id, **contact._agreement(ours, names)})
        self.env["xero.contact"]._write_links(rows)
        self.env["xero.contact.person"]._agree_again(people)

    # === Created in Xero === #

    def _call_off(self):
        """What was to be created in Xero is not, unless it left already.

        :return: those that left
        """
        left = self.browse()
        for connection, theirs in self.grouped("connection_id").items():
            contacts = self.env["xero.contact"]
            jobs = contacts._open_jobs(connection, theirs.partner_id)
            waiting = jobs.filtered(lambda job: job.state in ("waiting", "blocked"))
            called_off = set(waiting.mapped("res_id"))
            waiting._close("cancelled", "cancelled")
            for change in theirs:
                if change.partner_id.id not in called_off:
                    left |= change
                    change.reason = self.env._(
                        "Already sent to Xero. Archive the contact there."
                    )
        return left
