import json
from collections import Counter
from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL

from ...const import PRIORITY_AUTOMATIC
from ...xerolib import field_rules, matching
from .match_words import evidence_data, evidence_words, rule_of

# Contacts whose values are listed before they are matched.
MOST_LISTED = 15


class XeroContact(models.Model):
    """Which partner a contact is: set by whatever found it, many at a time."""

    _inherit = "xero.contact"

    matched_by = fields.Selection(
        [
            ("number", "Contact number"),
            ("tax_number", "Tax number"),
            ("company_number", "Company number"),
            ("email", "Email"),
            ("phone", "Phone"),
            ("street", "Address"),
            ("name", "Name"),
            ("created", "Created"),
            ("person", "Manually"),
        ],
        readonly=True,
    )
    match_evidence = fields.Json(
        readonly=True, help="What the two had in common when a rule matched them."
    )
    match_words = fields.Char("Matched Because", compute="_compute_match_words")
    refused_partner_ids = fields.Many2many(
        "res.partner",
        "xero_contact_refused_partner_rel",
        "contact_id",
        "partner_id",
        string="Not a Match",
        readonly=True,
        copy=False,
        help="Contacts in Odoo that a user has ruled out for this contact: they are "
        "never matched automatically.",
    )

    @api.depends("match_evidence")
    @api.depends_context("lang")
    def _compute_match_words(self):
        for contact in self:
            contact.match_words = evidence_words(self.env, contact.match_evidence)

    def _link(self, partner, matched_by):
        """This contact is that partner."""
        self.ensure_one()
        self._link_all({self: partner}, matched_by)

    @api.model
    def _link_certain(self, certain):
        """:param dict certain: contact to the proposal that it certainly is
        :return: the contacts that were linked"""
        rules, linked = {}, self.browse()
        for contact, proposal in certain.items():
            rules.setdefault(rule_of(proposal.comparison), {})[contact] = proposal
        for rule, theirs in rules.items():
            linked |= self._link_each(
                {contact: proposal.right for contact, proposal in theirs.items()},
                rule,
                evidence={
                    contact: evidence_data(proposal.comparison)
                    for contact, proposal in theirs.items()
                },
            )
        return linked

    @api.model
    def _link_each(self, partners, matched_by, evidence=None):
        """Link these by a rule, all at once if that goes, else one by one.

        :return: the contacts that were linked; of another, why not is its issue
        """

        def link(contacts):
            these = {contact: partners[contact] for contact in contacts}
            self._link_all(these, matched_by, evidence=evidence)

        return self.browse().union(*partners)._each_taken_over(link)

    @api.model
    def _link_all(self, partners, matched_by, apart=None, evidence=None, changes=None):
        """Link contacts with partners; what was asked about these is answered, and what
        the connection says of the first match flows.

        :param dict partners: contact to the partner it is
        :param str matched_by: how that was found out
        :param dict apart: contact to names of fields that are not agreed on yet
        :param dict evidence: contact to what told that it is this partner
        :param dict changes: contact to the ``xero.match.change`` with a person's
            decision; what a rule decides is noted here
        """
        linked = self.browse().union(*partners)
        said = {
            contact: contact._values_of_partner(partner)
            for contact, partner in partners.items()
        }
        flows = {} if matched_by == "created" else linked._first_flows(partners, said)
        if changes is None and matched_by != "created":
            noted = self.env["xero.match.change"]
            changes = noted._note_matches(partners, evidence or {})
        rows = []
        for contact, partner in partners.items():
            ours = dict(said[contact])
            names = set(ours) - set((apart or {}).get(contact, ()))
            if contact in flows:
                # As if Xero's had been agreed: then Odoo's is the only change.
                theirs = contact._values()
                ours |= {name: theirs[name] for name in flows[contact].to_xero}
            rows.append(
                {
                    "id": contact.id,
                    "partner_id": partner.id,
                    "matched_by": matched_by,
                    "match_evidence": (evidence or {}).get(contact, {}),
                    **contact._agreement(ours, names),
                }
            )
        self._write_links(rows)
        if matched_by == "created":
            self.env["xero.match.change"]._note_created(linked)
        self.env["xero.contact.proposal"]._drop_of(linked)
        for connection, theirs in linked.grouped("connection_id").items():
            self.env["xero.issue"]._solved_about(connection, theirs.partner_id)
        self._let_flow(flows, said, changes)

    def _first_flows(self, partners, said, once_saved=False):
        """What flows when these are linked: nothing where both are kept as they are,
        and nothing into a partner that is a user's or a company's, or that the person
        who matches may not change.

        :param dict partners: contact to the partner it will be
        :param dict said: contact to what its partner says
        :param bool once_saved: as if the import settings were saved: before they are,
            nothing comes to Odoo
        :return: dict of contact to :class:`~xerolib.field_rules.FirstLink`
        """
        flows = {}
        for connection, contacts in self.grouped("connection_id").items():
            table = self._table_of(connection)
            never = {field.name for field in table if not field.is_filled}
            keeps = connection.first_link == "keep"
            if keeps and not connection.fill_odoo and not connection.fill_xero:
                continue
            changed = self.env["res.partner"].union(*(partners[c] for c in contacts))
            owners = changed._xero_owners()
            mine = changed.with_user(self.env.user)._filtered_access("write")
            taking = {p for p in changed if p.id in mine._ids and not owners[p].is_kept}
            applies = connection._applies("contacts", once_saved)
            pushes = connection._lets_push(self)
            for contact in contacts:
                flow = field_rules.link_first(
                    said[contact],
                    contact._values(),
                    contact._field_rules(partners[contact]),
                    fill_odoo=connection.fill_odoo,
                    fill_xero=connection.fill_xero,
                    never_filled=never,
                )
                flows[contact] = replace(
                    flow,
                    to_odoo=flow.to_odoo
                    if applies and partners[contact] in taking
                    else (),
                    to_xero=flow.to_xero if pushes else (),
                )
        return flows

    @api.model
    def _planned_flows(self, partners, once_saved=False):
        """What matching these would move, as the settings are; nothing is done.

        :param dict partners: contact to the partner it would be
        :param bool once_saved: see :meth:`_first_flows`
        :return: dict of contact to :class:`~xerolib.field_rules.FirstLink`
        """
        said = {
            contact: contact._values_of_partner(partner)
            for contact, partner in partners.items()
        }
        return self.browse().union(*partners)._first_flows(partners, said, once_saved)

    @api.model
    def _flows_words(self, partners, flows):
        """
        :param dict partners: contact to the partner it would be
        :param dict flows: of :meth:`_planned_flows`
        :return: the same in words: how many values, and then whose; "" for nothing
        """
        counts = Counter()
        for flow in flows.values():
            for side, names in (("odoo", flow.to_odoo), ("xero", flow.to_xero)):
                filled = {*names} & {*flow.filled}
                counts[f"filled_in_{side}"] += len(filled)
                counts[f"replaced_in_{side}"] += len(names) - len(filled)
        words = {
            "replaced_in_odoo": self.env._("values in Odoo that Xero's replace: %s"),
            "filled_in_odoo": self.env._("empty fields filled in Odoo: %s"),
            "replaced_in_xero": self.env._("values in Xero that Odoo's replace: %s"),
            "filled_in_xero": self.env._("empty fields filled in Xero: %s"),
        }
        told = [text % counts[what] for what, text in words.items() if counts[what]]
        if not told:
            return ""
        moving = {c: flow for c, flow in flows.items() if flow.to_odoo or flow.to_xero}
        lines = [
            line
            for contact, flow in list(moving.items())[:MOST_LISTED]
            for line in contact._flow_lines(partners[contact], flow)
        ]
        more = len(moving) - MOST_LISTED
        if more > 0:
            lines.append(self.env._("And other contacts: %s", more))
        return "\n".join([self.env._("When matched: %s.", ", ".join(told)), "", *lines])

    def _flow_lines(self, partner, flow):
        """:return: list of which values of the two move which way, in words"""
        labels = self._field_words(self.connection_id)

        def named(names):
            return ", ".join(labels.get(name, name) for name in names)

        both = {"contact": self.name, "partner": partner.name}
        lines = []
        if flow.to_odoo:
            lines.append(
                self.env._(
                    "%(partner)s in Odoo gets from %(contact)s in Xero: %(fields)s",
                    **both,
                    fields=named(flow.to_odoo),
                )
            )
        if flow.to_xero:
            lines.append(
                self.env._(
                    "%(contact)s in Xero gets from %(partner)s in Odoo: %(fields)s",
                    **both,
                    fields=named(flow.to_xero),
                )
            )
        return lines

    @api.model
    def _let_flow(self, flows, said, changes):
        """Bring Xero's values into the partners just linked, and let Odoo's go to Xero.
        What Xero may not change, such as a user's email, is left as it is.

        :param dict flows: of :meth:`_first_flows`
        :param dict said: contact to what its partner said
        :param dict changes: contact to its ``xero.match.change``
        """
        coming = self.browse().union(*(c for c, flow in flows.items() if flow.to_odoo))
        owners, places = coming.partner_id._xero_owners(), coming._places()
        before, taken = {}, {}
        for contact in coming:
            names = flows[contact].to_odoo
            kept = contact._kept(names, owners[contact.partner_id], places)
            if names := [name for name in names if name not in kept]:
                before[contact], taken[contact] = said[contact], names
        failed = coming._write_partners(taken, places, before, changes)
        self._write_links([contact._disagree(taken[contact]) for contact in failed])
        self._write_links(
            [
                {
                    "id": contact.id,
                    **contact._agreement(contact._partner_values(), names),
                }
                for contact, names in taken.items()
                if contact not in failed
            ]
        )
        going = self.browse().union(*(c for c, flow in flows.items() if flow.to_xero))
        for connection, contacts in going.grouped("connection_id").items():
            if connection._pushes_by_itself(self._name):
                self.env["xero.job"]._intend(
                    connection, self._name, contacts.partner_id, PRIORITY_AUTOMATIC
                )

    def _disagree(self, names):
        """:return: row for :meth:`_write_links`: Xero's values of these are news still,
        for Odoo did not take them"""
        spelled = {n: v for n, v in (self.spelled or {}).items() if n not in names}
        return {"id": self.id, "agreed": self.agreed, "spelled": spelled}

    @api.model
    def _write_links(self, rows):
        """Write who the contacts are, and what is agreed with them, in one statement.

        :param rows: list of dicts: ``id``, ``partner_id``, ``matched_by``,
            ``match_evidence``, ``agreed`` and ``spelled``; of ``partner_id``,
            ``matched_by`` and ``match_evidence`` None, or nothing, leaves a link as it
            is
        """
        if not rows:
            return
        names = ("partner_id", "matched_by", "match_evidence", "agreed", "spelled")
        self.flush_model([*names, "write_uid", "write_date"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE xero_contact contact
                   SET partner_id = coalesce(linked.partner_id, contact.partner_id),
                       matched_by = coalesce(linked.matched_by, contact.matched_by),
                       match_evidence = coalesce(
                           linked.match_evidence, contact.match_evidence),
                       agreed = linked.agreed, spelled = linked.spelled,
                       write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS linked(
                       id integer, partner_id integer, matched_by varchar,
                       match_evidence jsonb,
                       agreed jsonb, spelled jsonb)
                 WHERE contact.id = linked.id
                """,
                uid=self.env.uid,
                rows=json.dumps(rows),
            )
        )
        self.browse(row["id"] for row in rows).invalidate_recordset()
        self.env["res.partner"].invalidate_model(["xero_contact_ids"])

    def _write_agreement(self, agreement):
        """:param dict agreement: the values of ``agreed`` and ``spelled``"""
        self.ensure_one()
        link = {"partner_id": None, "matched_by": None}
        self._write_links([{"id": self.id, **link, **agreement}])

    # === By themselves === #

    def _match(self, connection):
        """Link those whose partner is certain, and keep what is proposed for the
        others.

        :return: the contacts that were linked
        """
        linked = self.browse()
        if connection.match_by == "email":
            linked = self._match_by_email(connection)
        matcher = self.env["xero.contact.matcher"]
        certain = matcher._look_at(connection, contacts=self - linked)
        return linked | self._link_certain(certain)

    @api.model
    def _match_newer_partners(self, connection, limit):
        """Look for partners that came or changed since they were looked for.

        :param int limit: how many at most
        :return: how many were looked for or linked
        """
        linked = 0
        if connection.match_by == "email":
            linked = self._match_newer_emails(connection)
        partners, certain = self._look_for_changed(connection, limit)
        self._link_certain(certain)
        return linked + len(partners)

    @api.model
    def _look_for_changed(self, connection, limit):
        """Look for partners that came or changed since they were looked for.

        :return: the partners, and a dict of contact to its certain proposal
        """
        looks = self.env["xero.partner.look"]
        partners = looks._due(connection, limit)
        if not partners:
            return partners, {}
        matcher = self.env["xero.contact.matcher"]
        certain = matcher._look_at(connection, partners=partners)
        looks._note(connection, partners)
        return partners, certain

    def _party_if(self, consumers):
        """:param consumers: who would be the consumers; None for those who are
        :return: see :meth:`_party`"""
        if consumers is None:
            return self._party()
        return self._party_of(self, self.connection_id, self in consumers)

    def _drop_proposals(self):
        """Nobody is proposed for those that are matched, archived or gone."""
        self.env["xero.contact.proposal"]._drop(self.proposal_ids)

    def _is_to_match(self):
        """Whether a rule may say who it is: nobody said anything of it yet."""
        return (
            self.status == "ACTIVE"
            and not self.partner_id
            and not self.matched_by
            and not self.left_at
        )

    # === By e-mail alone === #

    def _match_by_email(self, connection):
        """Link where exactly one partner and one active contact carry an e-mail.

        :return: the contacts that were linked
        """
        keys = set(filter(None, self.mapped("email_key")))
        found = self._same_email(connection, keys) if keys else {}
        return self._link_each(found, "email")

    @api.model
    def _match_newer_emails(self, connection):
        """Link contacts that were looked at before a partner had their e-mail.

        :return: how many were linked
        """
        self.flush_model(["partner_id", "matched_by"])
        self.env["res.partner"].flush_model(["email_normalized"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT email_key FROM xero_contact
                 WHERE connection_id = %s AND status = 'ACTIVE'
                   AND partner_id IS NULL AND matched_by IS NULL
                   AND EXISTS (SELECT 1 FROM res_partner
                                WHERE email_normalized = xero_contact.email_key)
                """,
                connection.id,
            )
        )
        keys = {key for (key,) in rows}
        found = self._same_email(connection, keys) if keys else {}
        return len(self._link_each(found, "email"))

    @api.model
    def _same_email(self, connection, keys, consumers=None):
        """Find whom an e-mail identifies, on both sides.

        A partner is one with its company, and is left out when it has a contact, when
        its people's e-mails name two, when it belongs to a user or a company, or when
        something else contradicts: a person says which it is.

        :param keys: set of e-mails as :func:`~xerolib.matching.email_key` gives them
        :param consumers: see :meth:`_party_if`
        :return: dict of contact to partner
        """
        active = [("connection_id", "=", connection.id), ("status", "=", "ACTIVE")]
        contacts = self.search([*active, ("email_key", "in", list(keys))])
        partners = self._partners_by_email(connection, keys)
        everybody = self.env["res.partner"].union(*partners.values())
        taken = self.search([*active, ("partner_id", "in", everybody.ids)]).partner_id
        found = {
            contact: partners[key]
            for key, contact in contacts.grouped("email_key").items()
            if len(contact) == 1
            and contact._is_to_match()
            and len(partners.get(key, ())) == 1
            and partners[key] not in taken
        }
        named = Counter(found.values())
        owners = everybody.browse().union(*found.values())._xero_owners()
        return {
            contact: partner
            for contact, partner in found.items()
            if named[partner] == 1
            and not owners[partner].is_kept
            and partner not in contact.refused_partner_ids
            and not partner.xero_excluded
            and contact._is_by_email(partner.with_prefetch(everybody._ids), consumers)
        }

    def _is_by_email(self, partner, consumers):
        """Whether the e-mail, which the partner or one of its people has, tells."""
        party = partner._xero_party()
        party = replace(party, emails=party.emails | {self.email_key})
        theirs = self._party_if(consumers)
        return matching.certainty(party, theirs) in ("email", "number")

    # === Merged in Xero === #

    def _follow_merges(self):
        """Who was merged in Xero into another contact that is nobody's yet is that one
        now. What is doubtful is asked when something is to go there."""
        merged = self.filtered(lambda c: c.merged_to and c.partner_id)
        owners = merged.partner_id._xero_owners()
        for contact in merged:
            into = contact._merged_into()
            if into.partner_id or into.status != "ACTIVE":
                continue
            if not owners[contact.partner_id].is_kept:
                contact._move_link(into)

    def _merged_into(self):
        """:return: the contact that this one became in Xero, at the end of all merges;
        an empty recordset where it is not known"""
        self.ensure_one()
        seen, contact = self, self
        while contact.merged_to:
            known = self._of(self.connection_id, [contact.merged_to])
            contact = known.get(contact.merged_to, self.browse())
            if contact <= seen:
                return self.browse()
            seen |= contact
        return contact - self

    def _move_link(self, into):
        """The partner is another contact from now on."""
        partner, self.partner_id = self.partner_id, False
        into._link(partner, self.matched_by or None)

    # === Unlinking === #

    def action_unlink_partner(self):
        """These contacts are not their partners; what was pushed stays, and is said."""
        self.check_access("read")
        changes = self.env["xero.match.change"]
        changes._check_may()
        # sudo: who says who is who need not be able to write the copies of Xero
        for connection, contacts in self.sudo().grouped("connection_id").items():
            pairs = [(c, c.partner_id) for c in contacts if c.partner_id]
            if pairs:
                changes._decide_now(connection, "unmatch", pairs)

    def _tell_unmatched(self, only_pushed=False):
        """Note on each partner how many invoices stay under its contact in Xero.

        :param bool only_pushed: not where there are none
        """
        linked = self.filtered("partner_id")
        for connection, contacts in linked.grouped("connection_id").items():
            # sudo: documents are written by code alone
            groups = (
                self.env["xero.document"]
                .sudo()
                ._read_group(
                    [
                        ("connection_id", "=", connection.id),
                        (
                            "move_id.commercial_partner_id",
                            "in",
                            contacts.partner_id.ids,
                        ),
                    ],
                    ["move_id"],
                )
            )
            pushed = Counter(move.commercial_partner_id.id for (move,) in groups)
            bodies = {
                contact.partner_id.id: self.env._(
                    "Unmatched from %(contact)s in Xero (%(organisation)s). Pushed "
                    "invoices: %(count)s. They stay in Xero under %(contact)s. With "
                    "the next invoice, you are asked who this customer is in Xero.",
                    contact=contact.name,
                    organisation=connection.name,
                    count=pushed[contact.partner_id.id],
                )
                for contact in contacts
                if not only_pushed or pushed[contact.partner_id.id]
            }
            if bodies:
                self.env["res.partner"].browse(bodies)._message_log_batch(bodies)

    def _unlink_partners(self):
        """These are not those partners: no rule links them again. What was pushed stays
        in Xero as it is, under this contact."""
        linked = self.filtered("partner_id")
        for connection, theirs in linked.grouped("connection_id").items():
            partners = theirs.partner_id
            self._open_jobs(connection, partners)._close("cancelled", "cancelled")
            # Both may be somebody else's.
            self.env["xero.partner.look"]._forget(connection, partners)
            self.env["xero.issue"]._solved_about(connection, partners)
            self._apply_again(connection)
        linked._refuse([(contact, contact.partner_id) for contact in linked])
        linked.write(
            {
                "partner_id": False,
                "matched_by": "person",
                "match_evidence": False,
                "applied_hash": False,
                "agreed": False,
                "spelled": False,
            }
        )
        self.env["res.partner"].invalidate_model(["xero_contact_ids"])

    # === As it can be put back === #

    def _link_as_kept(self):
        """:return: dict of what a decision changes, as it can be kept as JSON"""
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "matched_by": self.matched_by,
            "match_evidence": self.match_evidence,
            "agreed": self.agreed,
            "spelled": self.spelled,
            "left_at": self.left_at and fields.Datetime.to_string(self.left_at),
            "refused": self.refused_partner_ids.ids,
        }

    def _refuse(self, pairs, let_in=()):
        """Rule partners out for these contacts, or let them in again.

        :param pairs: collection of tuples of contact and partner that are not the same
        :param let_in: of those that may be
        """
        self.flush_recordset(["refused_partner_ids"])
        table = SQL.identifier(self._fields["refused_partner_ids"].relation)
        if let_in:
            ids = tuple((contact.id, partner.id) for contact, partner in let_in)
            self.env.cr.execute(
                SQL("DELETE FROM %s WHERE (contact_id, partner_id) IN %s", table, ids)
            )
        if pairs:
            rows = SQL(", ").join(SQL("(%s, %s)", c.id, p.id) for c, p in pairs)
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (contact_id, partner_id) VALUES %s"
                    " ON CONFLICT DO NOTHING",
                    table,
                    rows,
                )
            )
        self.invalidate_recordset(["refused_partner_ids"])
        self.env["res.partner"].invalidate_model(["xero_refused_contact_ids"])

    def _names_of(self, partner_fields):
        """:return: list of names of what is compared that these fields of a partner
        say"""
        return [
            field.name
            for field in self._table_of(self.connection_id)
            if field.is_compared and {*field.partner_fields} & {*partner_fields}
        ]

    # === Which partners of the company resemble somebody === #
    # Archived ones count only with ``active_test=False``.

    @api.model
    def _apply_again(self, connection):
        """Copied contacts are to be looked at anew; the runner does it."""
        contacts = connection._resources().filtered(lambda r: r.name == "contacts")
        contacts.to_apply = True
        connection._wake()

    @api.model
    def _partners_by_email(self, connection, keys):
        """Who signs in with an e-mail carries it too, whatever stands on the partner.

        :param keys: set of e-mails as :func:`~xerolib.matching.email_key` gives them
        :return: dict of key to the commercial partners that carry it"""
        spellings = {text for key in keys for text in matching.email_spellings(key)}
        partners = self._partners_where(
            connection, [("email_normalized", "in", list(spellings))] if keys else None
        )
        found = {}
        for partner in partners:
            key = matching.email_key(partner.email or "")
            found.setdefault(key, partners.browse())
            found[key] |= partner.commercial_partner_id
        # sudo: whether an internal user signs in so is no matter of rights.
        users = self.env["res.users"].sudo().with_context(active_test=False)
        domain = [("login", "in", list(spellings)), ("share", "=", False)]
        for user in users.search(domain) if keys else users:
            partner = user.partner_id.commercial_partner_id.with_env(self.env)
            key = matching.email_key(user.login)
            found[key] = found.get(key, partners.browse()) | partner
        return {key: found[key] for key in keys if key in found}

    @api.model
    def _partners_by_name(self, connection, keys):
        """:param keys: set of names as :func:`~xerolib.matching.name_key` gives them
        :return: dict of key to the commercial partners of that name"""
        if not keys:
            return {}
        partners = self.env["res.partner"]
        partners.flush_model(["active", "commercial_partner_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, xero_name_key FROM res_partner
                 WHERE xero_name_key IN %(keys)s
                   AND (active OR %(archived)s) AND id = commercial_partner_id
                   AND (company_id IS NULL OR company_id = %(company)s)
                """,
                keys=tuple(keys),
                archived=not self.env.context.get("active_test", True),
                company=connection.company_id.id,
                to_flush=partners._fields["xero_name_key"],
            )
        )
        found = {}
        for partner_id, key in rows:
            found.setdefault(key, []).append(partner_id)
        return {key: partners.browse(ids) for key, ids in found.items()}

    @api.model
    def _partners_where(self, connection, domain):
        partners = self.env["res.partner"]
        if domain is None:
            return partners
        return partners.search(
            [*domain, ("company_id", "in", (False, connection.company_id.id))]
        )
