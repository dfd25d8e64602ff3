import json
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .match_words import evidence_words

ANSWERS = [
    ("match", "Match"),
    ("reject", "Not the Same"),
    ("create", "Create in Odoo"),
    ("create_in_xero", "Create in Xero"),
    ("leave", "Keep in Xero Only"),
    ("unmatch", "Unmatch"),
    ("update", "Values from Xero"),
]

# What each answer that a person gives is about, and the method that does it.
_CONTACT, _PARTNER, _PAIR = (
    ("contact_id",),
    ("partner_id",),
    ("contact_id", "partner_id"),
)
DECISIONS = {
    "match": (_PAIR, "_do_match"),
    "reject": (_PAIR, "_do_reject"),
    "create": (_CONTACT, "_do_create"),
    "create_in_xero": (_PARTNER, "_do_create_in_xero"),
    "leave": (_CONTACT, "_do_leave"),
    "unmatch": (_PAIR, "_do_unmatch"),
}

# Rows deleted in one transaction.
SLICE = 1000

# Of a contact, what a decision about it changes.
LINK = ("partner_id", "matched_by", "match_evidence", "agreed", "spelled", "left_at")


class XeroMatchChange(models.Model):
    """What somebody decided about a contact, or a rule did, and what it was before.

    A decision is a draft until it is saved; then it can be undone.
    """

    _name = "xero.match.change"
    _description = "Match"
    _order = "id desc"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    run_id = fields.Many2one(
        "xero.match.run", index="btree_not_null", ondelete="cascade", readonly=True
    )
    contact_id = fields.Many2one(
        "xero.contact",
        "In Xero",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "In Odoo",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    answer = fields.Selection(ANSWERS, "Decision", required=True, readonly=True)
    state = fields.Selection(
        [
            ("draft", "Not Saved"),
            ("done", "Done"),
            ("refused", "Not Possible"),
            ("undone", "Undone"),
        ],
        required=True,
        default="draft",
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Decided By",
        default=lambda self: self.env.user,
        readonly=True,
        help="Empty if matched by a rule.",
    )
    decided_at = fields.Datetime(default=fields.Datetime.now, readonly=True)
    evidence = fields.Json(readonly=True)
    reasons = fields.Char("What They Share", compute="_compute_reasons")
    values_words = fields.Char("Taken Over from Xero", compute="_compute_values_words")
    reason = fields.Char(
        "Note", readonly=True, help="Why it was not possible, or what was not undone."
    )
    former = fields.Json(readonly=True, help="What the contact in Xero was before.")
    former_values = fields.Json(
        readonly=True, help="What the contact in Odoo said before."
    )
    written_values = fields.Json(
        readonly=True, help="What was taken over from Xero into the contact in Odoo."
    )

    # One decision of each waits. That it is so of partners too, code sees to: Odoo may
    # merge two of them.
    _one_of_contact = models.UniqueIndex(
        "(contact_id) WHERE state = 'draft' AND answer != 'reject'",
        "This contact is already decided on.",
    )

    @api.depends("evidence")
    @api.depends_context("lang")
    def _compute_reasons(self):
        for change in self:
            change.reasons = evidence_words(self.env, change.evidence)

    @api.depends("written_values")
    @api.depends_context("lang")
    def _compute_values_words(self):
        for change in self:
            words = self.env["xero.contact"]._field_words(change.connection_id)
            names = change.contact_id._names_of(change.written_values or ())
            change.values_words = ", ".join(words[name] for name in names)

    @api.depends("contact_id", "partner_id")
    def _compute_display_name(self):
        for change in self:
            names = (change.contact_id.name, change.partner_id.display_name)
            change.display_name = " = ".join(filter(None, names))

    # === Deciding: nothing is done before it is saved === #

    @api.model
    def decide(self, connection_id, answer, contact_id=False, partner_id=False):
        """Keep a decision, in the place of what the user decided of either before.

        :param str answer: a key of ``DECISIONS``
        :return: dict of whose other match this one takes the place of: ``contact_id``
            and ``partner_id`` (lists of ids), and their ``names``
        :raise UserError: somebody else decided of one of them and did not save it yet
        """
        connection = self._connection(connection_id)
        contact, partner = self._sides(connection, answer, contact_id, partner_id)
        if answer == "match":
            self._check_pair(connection, contact, partner)
        before = self._drafts_of(connection, contact, partner, answer)
        if others := before.user_id - self.env.user:
            raise UserError(
                self.env._(
                    "%(user)s has already decided on %(names)s, and has not saved it "
                    "yet. Undo that decision first.",
                    user=others[0].name,
                    names=", ".join(filter(None, (contact.name, partner.name))),
                )
            )
        freed = {
            "contact_id": before.contact_id - contact,
            "partner_id": before.partner_id - partner,
        }
        before.unlink()
        # sudo: written by code alone; who decides was checked
        self.sudo().create(self._vals(connection, answer, contact, partner))
        return {
            **{side: records.ids for side, records in freed.items()},
            "names": {side: records.mapped("name") for side, records in freed.items()},
        }

    @api.model
    def _check_pair(self, connection, contact, partner):
        """:raise UserError: the two cannot be matched, and why"""
        # sudo: whom a contact is matched to counts for whoever asks
        contact = contact.sudo()
        reason = self._why_not_contact(connection, contact, partner)
        if not reason:
            moving = contact.partner_id == partner
            reason = self._why_not_partner(connection, contact, partner, moving)
        if reason:
            raise UserError(reason)

    @api.model
    def take_back(self, connection_id, contact_id=False, partner_id=False):
        """Nothing is decided of these any more."""
        connection = self._connection(connection_id)
        if not (contact_id or partner_id):
            return
        # sudo: as above
        self.sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("state", "=", "draft"),
                *([("contact_id", "=", contact_id)] if contact_id else []),
                *([("partner_id", "=", partner_id)] if partner_id else []),
            ]
        ).unlink()

    @api.model
    def decide_above(self, connection_id, score):
        """Decide that each contact is the partner proposed for it, where the two are
        that much alike, nobody else is nearly as much, and nothing was decided yet.

        :param int score: of 100
        :return: of how many
        """
        connection = self._connection(connection_id)
        pairs = self._pairs_above(connection, score)
        self.sudo().create(  # sudo: as above
            [
                self._vals(connection, "match", each.contact_id, each.partner_id)
                for each in pairs
            ]
        )
        return len(pairs)

    @api.model
    def _decide_pairs(self, connection, pairs):
        """Decide that these are the same, in the place of what was decided before.

        :param pairs: list of pairs of the ids of a contact and a partner
        """
        contacts = self.env["xero.contact"].search(
            [
                ("connection_id", "=", connection.id),
                ("id", "in", [contact_id for contact_id, _partner_id in pairs]),
            ]
        )
        partners = self.env["res.partner"].browse(
            [partner_id for _contact_id, partner_id in pairs]
        )
        partners = partners.exists()._filtered_access("read")
        # sudo: as above
        drafts = self.sudo()
        drafts.search(
            [
                *self._domain_mine(connection, anybody=True),
                ("answer", "!=", "reject"),
                "|",
                ("contact_id", "in", contacts.ids),
                ("partner_id", "in", partners.ids),
            ]
        ).unlink()
        drafts.create(
            [
                self._vals(
                    connection,
                    "match",
                    contacts.browse(contact_id),
                    partners.browse(partner_id),
                )
                for contact_id, partner_id in pairs
                if contact_id in contacts._ids and partner_id in partners._ids
            ]
        )

    @api.model
    def _pairs_above(self, connection, score):
        """:return: the proposals that are the only ones of their contact and of their
        partner with such a score"""
        # sudo: whoever sees contacts and partners decides; both are asked below
        proposals = self.env["xero.contact.proposal"].sudo()
        found = proposals.search(
            [
                ("connection_id", "=", connection.id),
                ("score", ">=", score),
                ("contact_id.partner_id", "=", False),
                ("contact_id.left_at", "=", False),
                ("contact_id.is_left_out", "=", False),
            ]
        )
        contacts, partners = Counter(), Counter()
        for each in found:
            contacts[each.contact_id] += 1
            partners[each.partner_id] += 1
        # sudo: as above
        drafts = self.sudo().search(self._domain_mine(connection, anybody=True))
        decided = drafts.contact_id, drafts.partner_id
        owners = found.partner_id._xero_owners()
        seen = found.partner_id.with_user(self.env.user)._filtered_access("read")
        return found.filtered(
            lambda each: (
                contacts[each.contact_id] == partners[each.partner_id] == 1
                and each.contact_id not in decided[0]
                and each.partner_id not in decided[1]
                and each.partner_id.id in seen._ids
                and not each.partner_id.xero_excluded
                and not owners[each.partner_id].is_kept
            )
        )

    @api.model
    def counts(self, connection_id):
        """:return: dict of each answer to how many of the user's own decisions wait"""
        connection = self._connection(connection_id)
        # sudo: as above
        groups = self.sudo()._read_group(
            self._domain_mine(connection), ["answer"], ["__count"]
        )
        return dict(groups)

    @api.model
    def preview(self, connection_id):
        """:return: what saving would move between the two sides, in words; "" for
        nothing"""
        connection = self._connection(connection_id)
        # sudo: as above
        drafts = self.sudo().search(
            [*self._domain_mine(connection), ("answer", "=", "match")]
        )
        contacts = self.env["xero.contact"].sudo()  # sudo: as above
        partners = {draft.contact_id: draft.partner_id for draft in drafts}
        return contacts._flows_words(partners, contacts._planned_flows(partners))

    @api.model
    def discard(self, connection_id):
        """The user's own decisions that wait are none."""
        connection = self._connection(connection_id)
        self.sudo().search(self._domain_mine(connection)).unlink()  # sudo: as above

    @api.model
    def save(self, connection_id):
        """Do what the user decided.

        :return: an action that says what became of it
        """
        connection = self._connection(connection_id)
        # sudo: as above; what each side is was checked, and is again
        drafts = self.sudo().search(self._domain_mine(connection), order="id")
        if not drafts:
            raise UserError(self.env._("There is nothing to save."))
        run = self.env["xero.match.run"]._of_person(connection)
        drafts._apply(run)
        return run._told()

    @api.model
    def _decide_now(self, connection, answer, pairs):
        """Decide and save at once, as dialogs and buttons do.

        :param list pairs: of contact and partner; of what the answer is not about, an
            empty recordset
        :return: the run
        :raise UserError: one alone cannot be done, and why
        """
        self._connection(connection.id)
        for contact, partner in pairs:
            self._drafts_of(connection, contact, partner, answer).unlink()
        # sudo: as above
        changes = self.sudo().create(
            [
                self._vals(connection, answer, contact, partner)
                for contact, partner in pairs
            ]
        )
        run = self.env["xero.match.run"]._of_person(connection)
        changes._apply(run, moving=len(pairs) == 1)
        if len(pairs) == 1 and changes.state == "refused":
            raise UserError(changes.reason)
        return run

    @api.model
    def _drop_drafts(self, partners):
        """These partners are deleted: what was decided of them and not saved is too."""
        domain = [("state", "=", "draft"), ("partner_id", "in", partners.ids)]
        self.search(domain).unlink()

    # === Who may, and of what === #

    @api.model
    def _check_may(self):
        """:raise AccessError: the user may say nothing of who is who"""
        if not self.env.user.has_group("xero_connector.group_xero_user"):
            raise AccessError(
                self.env._(
                    "You need the access right “Xero / User”. Contact your "
                    "administrator."
                )
            )

    @api.model
    def _connection(self, connection_id):
        """:return: the connection, as the user sees it. Raises for who may not match"""
        self._check_may()
        connection = self.env["xero.connection"].browse(connection_id)
        connection.check_access("read")
        return connection

    @api.model
    def _sides(self, connection, answer, contact_id, partner_id):
        """:return: the contact and the partner that a decision is about, checked"""
        if answer not in DECISIONS:
            raise UserError(self.env._("This is not a decision: %s.", answer))
        needed = DECISIONS[answer][0]
        contact = self.env["xero.contact"].browse(contact_id or ())
        partner = self.env["res.partner"].browse(partner_id or ())
        if "contact_id" in needed and not contact:
            raise UserError(self.env._("Choose a contact in Xero first."))
        if "partner_id" in needed and not partner:
            raise UserError(self.env._("Choose a contact in Odoo first."))
        contact.check_access("read")
        partner.check_access("read")
        if contact and contact.connection_id != connection:
            raise UserError(
                self.env._(
                    "%(contact)s is not a contact of %(organisation)s.",
                    contact=contact.name,
                    organisation=connection.name,
                )
            )
        if "partner_id" not in needed:
            partner = partner.browse()
        if "contact_id" not in needed:
            contact = contact.browse()
        if answer == "create":
            partner.check_access("create")
        return contact, partner.commercial_partner_id

    @api.model
    def _domain_mine(self, connection, anybody=False):
        domain = [("connection_id", "=", connection.id), ("state", "=", "draft")]
        return domain if anybody else [*domain, ("user_id", "=", self.env.uid)]

    @api.model
    def _drafts_of(self, connection, contact, partner, answer):
        """:return: what was decided of these before and does not stand beside this"""
        # sudo: as above
        drafts = self.sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("state", "=", "draft"),
                "|",
                ("contact_id", "in", contact.ids),
                ("partner_id", "in", partner.ids),
            ]
        )
        return drafts.filtered(
            lambda draft: (
                # Of this very pair, or one of two that exclude each other.
                (draft.contact_id == contact and draft.partner_id == partner)
                or (answer != "reject" and draft.answer != "reject")
            )
        )

    @api.model
    def _vals(self, connection, answer, contact, partner):
        return {
            "connection_id": connection.id,
            "answer": answer,
            "contact_id": contact.id,
            "partner_id": partner.id,
            "user_id": self.env.uid,
        }

    # === What is done without a person's asking === #

    @api.model
    def _note_matches(self, partners, evidence):
        """A rule matched these.

        :param dict partners: contact to the partner it will be
        :param dict evidence: contact to what told it
        :return: dict of contact to its change
        """
        noted = self._note(
            [
                {
                    "contact_id": contact.id,
                    "connection_id": contact.connection_id.id,
                    "answer": "match",
                    "partner_id": partner.id,
                    "evidence": evidence.get(contact),
                    "former": contact._link_as_kept(),
                }
                for contact, partner in partners.items()
            ]
        )
        return {change.contact_id: change for change in noted}

    @api.model
    def _note_created(self, contacts):
        """The partners that a person asked for are made now."""
        waiting = self.search(
            [
                ("contact_id", "in", contacts.ids),
                ("answer", "=", "create"),
                ("state", "=", "done"),
                ("partner_id", "=", False),
            ]
        )
        for change in waiting:
            change.partner_id = change.contact_id.partner_id

    @api.model
    def _note_values(self, written, changes=None):
        """Xero's values came into these partners.

        :param dict written: contact to what stood in its partner before, and now
        :param dict changes: contact to the change that it is part of; of others a row
            of its own is made
        """
        alone = []
        for contact, (former, values) in written.items():
            if change := (changes or {}).get(contact):
                change.write({"former_values": former, "written_values": values})
            else:
                alone.append((contact, contact.partner_id, former, values))
        self._note_updates(alone)

    @api.model
    def _note_updates(self, updates):
        """The same, of what is no part of a match.

        :param updates: list of a contact, the partner that its values came into (its
            own, or one of its people), what stood there before, and now
        """
        self._note(
            [
                {
                    "contact_id": contact.id,
                    "connection_id": contact.connection_id.id,
                    "answer": "update",
                    "partner_id": partner.id,
                    "former_values": former,
                    "written_values": values,
                }
                for contact, partner, former, values in updates
            ]
        )

    @api.model
    def _note(self, rows):
        """:param list rows: values of changes that are done
        :return: these changes"""
        if not rows:
            return self.browse()
        connections = self.env["xero.connection"]
        connections = connections.browse({row["connection_id"] for row in rows})
        runs = {
            connection.id: self.env["xero.match.run"]._of_rules(connection).id
            for connection in connections
        }
        kept = [{**row, "run_id": runs[row["connection_id"]]} for row in rows]
        made = self.env.execute_query(
            SQL(
                """
                INSERT INTO xero_match_change (
                    connection_id, run_id, contact_id, partner_id, answer, state,
                    decided_at, evidence, former, former_values, written_values,
                    create_uid, create_date, write_uid, write_date)
                SELECT connection_id, run_id, contact_id, partner_id, answer, 'done',
                       %(now)s, evidence, former, former_values, written_values,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS noted(
                       connection_id integer, run_id integer, contact_id integer,
                       partner_id integer, answer varchar, evidence jsonb,
                       former jsonb, former_values jsonb, written_values jsonb)
                RETURNING id
                """,
                now=fields.Datetime.now(),
                uid=self.env.uid,
                rows=json.dumps(kept),
            )
        )
        self.invalidate_model()
        return self.browse(change_id for (change_id,) in made)

    # === How long it is kept === #

    @api.autovacuum
    def _gc_values(self):
        """What a sync overwrote is kept as long as the log; who matched what, for good.

        :return: tuple of how many were deleted, and whether more may be
        """
        old = self.env["xero.connection"]._outlived(
            self.browse(), "decided_at", [("answer", "=", "update")], SLICE
        )
        runs = old.run_id
        old.unlink()
        runs.filtered(lambda run: not run.change_ids).unlink()
        return len(old), len(old) == SLICE
