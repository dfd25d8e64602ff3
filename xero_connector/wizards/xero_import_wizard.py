from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.common.counted_words import names_words
from ..models.common.windows import window
from ..models.connection.xero_connection import ACTIVE
from ..models.connection.xero_connection_settings import (
    DIRECTIONS,
    NEW_CONTACTS_FOR,
    NEW_RECORDS,
)
from ..models.importing.xero_contact_consumer import PatternRefused

# The settings that decide which contacts come in.
DECIDING = (
    *("import_customers", "import_suppliers", "import_others", "import_group_ids"),
    *("import_consumers", "consumer_pattern", "missing_contacts"),
)

# Consumers that are named before it is said how many more there are.
MOST_NAMED = 5


def _as_saved(kind, *args, **attributes):
    """:return: a field that starts as the connection's of that name, and is the
    connection's once the dialog is saved"""
    return kind(
        *args,
        **attributes,
        default=None,
        compute="_compute_settings",
        store=True,
        precompute=True,
        readonly=False,
    )


class XeroImportWizard(models.TransientModel):
    """What comes into Odoo, told in numbers before anything does."""

    _name = "xero.import.wizard"
    _inherit = ["xero.dialog", "xero.import.rules"]
    _description = "Import Settings"

    connection_id = fields.Many2one(
        "xero.connection", required=True, readonly=True, ondelete="cascade"
    )
    direction = _as_saved(fields.Selection, DIRECTIONS, required=True)
    sync_contacts = _as_saved(fields.Boolean, "Contacts")
    sync_invoices = _as_saved(fields.Boolean, "Invoices")
    new_records = _as_saved(
        fields.Selection, NEW_RECORDS, "New contacts", required=True
    )
    new_contacts_for = _as_saved(
        fields.Selection, NEW_CONTACTS_FOR, "New contacts belong to", required=True
    )
    import_customers = _as_saved(fields.Boolean)
    import_suppliers = _as_saved(fields.Boolean)
    import_others = _as_saved(fields.Boolean)
    import_consumers = _as_saved(fields.Boolean)
    consumer_pattern = _as_saved(fields.Char)
    consumer_tag_id = _as_saved(fields.Many2one)
    import_group_ids = _as_saved(fields.Many2many)
    missing_contacts = _as_saved(fields.Selection)
    new_user_id = _as_saved(fields.Many2one)
    new_function = _as_saved(fields.Char)
    new_company_tag_id = _as_saved(fields.Many2one)
    contact_label = _as_saved(fields.Selection)
    import_persons = _as_saved(fields.Boolean)
    activate_currencies = _as_saved(fields.Boolean)
    groups_as_tags = _as_saved(fields.Boolean)
    archive_stopped = _as_saved(fields.Boolean)

    is_first = fields.Boolean(compute="_compute_found")
    is_reading = fields.Boolean(compute="_compute_found")
    found_count = fields.Integer("In Xero", compute="_compute_found")
    customer_count = fields.Integer(compute="_compute_found")
    supplier_count = fields.Integer(compute="_compute_found")
    other_count = fields.Integer(compute="_compute_found")
    both_count = fields.Integer(
        "Both customer and supplier",
        compute="_compute_found",
        help="Counted under customers and under suppliers.",
    )
    flows_story = fields.Char(compute="_compute_counts")
    consumer_count = fields.Integer(compute="_compute_counts")
    consumer_story = fields.Char(compute="_compute_counts")
    consumer_problem = fields.Char(compute="_compute_counts")
    archive_count = fields.Integer(compute="_compute_counts")
    person_count = fields.Integer(compute="_compute_counts")
    currency_story = fields.Char(compute="_compute_currency_story")
    matched_count = fields.Integer("Matched", compute="_compute_counts")
    left_out_count = fields.Integer(
        "Not imported",
        compute="_compute_counts",
        help="These settings or a user left them out: they stay in Xero only.",
    )
    new_count = fields.Integer("New", compute="_compute_counts")
    creatable_count = fields.Integer(
        "To be created",
        compute="_compute_counts",
        help="New contacts that resemble none in Odoo, and archived ones where these "
        "settings import them.",
    )
    contacts_story = fields.Char(compute="_compute_stories")
    invoices_story = fields.Char(compute="_compute_stories")

    @api.model
    def _action_for(self, connection):
        return window(
            self._name,
            self.env._("Import Settings"),
            dialog=True,
            context={"default_connection_id": connection.id},
        )

    @api.depends("connection_id")
    def _compute_settings(self):
        names = self._setting_names()
        for wizard in self:
            for name in names:
                wizard[name] = wizard.connection_id[name]

    @api.model
    def _setting_names(self):
        """:return: list of the settings of the connection that the dialog shows. A rule
        of another addon, which does not say here that it is, stays as it was"""
        general = ("direction", "sync_contacts", "sync_invoices")
        rules = [name for name in self._rule_names() if self._fields[name].compute]
        return [*general, "new_records", "new_contacts_for", *rules]

    @api.depends("connection_id")
    def _compute_found(self):
        for wizard in self:
            connection = wizard.connection_id
            wizard.is_first = not connection.import_settings_saved
            wizard.is_reading = connection._is_first_reading()
            wizard.found_count = connection.contact_count
            counts = self.env["xero.contact"]._read_group(
                [("connection_id", "=", connection.id), *ACTIVE],
                ["is_customer", "is_supplier"],
                ["__count"],
            )
            wizard.customer_count = sum(n for sells, _buys, n in counts if sells)
            wizard.supplier_count = sum(n for _sells, buys, n in counts if buys)
            wizard.both_count = sum(n for sells, buys, n in counts if sells and buys)
            wizard.other_count = sum(
                n for sells, buys, n in counts if not (sells or buys)
            )

    @api.depends(
        *("connection_id", "direction", "sync_contacts", "new_records"),
        *("new_contacts_for", *DECIDING),
    )
    @api.depends_context("lang")
    def _compute_counts(self):
        contacts = self.env["xero.contact"]
        for wizard in self:
            connection = wizard.connection_id
            here = Domain("connection_id", "=", connection.id)
            free = Domain("partner_id", "=", False)
            consumers, refusal = wizard._consumers()
            wizard._tell_consumers(consumers, refusal)
            partners, alike = wizard._known(consumers)
            known = contacts.union(*partners)
            wizard._tell_flows(partners)
            linked = contacts.search_count(here & ~free & Domain(ACTIVE))
            wizard.matched_count = linked + len(known)
            imported = here & free & Domain("left_at", "=", False)
            imported &= wizard._domain_imported(consumers)
            new = contacts.search(imported & Domain(ACTIVE)) - known
            wizard.new_count = len(new)
            wizard.left_out_count = wizard.found_count - wizard.matched_count - len(new)
            archived = contacts.search(imported & Domain("status", "=", "ARCHIVED"))
            # sudo: the keys by which some are found, for whoever opens the settings
            wanted = (new | archived).sudo()._to_be_created(connection)
            created = wanted._unlike_any(connection) - alike
            wizard.creatable_count = len(created)
            comes = connection.role == "primary" and wizard.direction != "to_xero"
            comes = comes and wizard.sync_contacts
            if wizard.new_records != "create":
                created = contacts
            wizard.person_count = comes and wizard._count_persons(
                partners, created - consumers
            )
            wizard.archive_count = comes and wizard._count_archived(partners, created)

    def _count_persons(self, known, companies):
        """Persons come of what is a company in Odoo then.

        :param dict known: contact to the partner it will be matched with
        :param companies: those of which partners are made, but for consumers
        :return: how many persons there will be
        """
        contacts = self.env["xero.contact"]
        active = contacts.search(
            [("connection_id", "=", self.connection_id.id), *ACTIVE]
        )

        def is_company(contact):
            if partner := (contact.partner_id or known.get(contact, ())):
                # sudo: what it is, of whomever it is matched with
                partner = partner.sudo()
                return partner.is_company and not partner.xero_excluded
            return contact in companies and not contact._is_person()

        return sum(
            len(persons)
            for contact, persons in active._persons().items()
            if persons and is_company(contact)
        )

    def _count_archived(self, known, created):
        """Partners are archived of those that are on stop: matched, matched by what is
        saved now, or created so.

        :param dict known: contact to the partner it will be matched with
        :param created: those of which partners are made
        :return: how many partners would be archived
        """
        contacts, connection = self.env["xero.contact"], self.connection_id
        here = [("connection_id", "=", connection.id), ("status", "=", "ARCHIVED")]
        stopped = contacts.search(
            [
                *contacts._domain_stop(connection),
                ("status", "=", "ARCHIVED"),
                ("partner_id.active", "=", True),
            ]
        )
        # sudo: the keys by which they are found, for whoever opens the settings
        free = contacts.search([*here, ("partner_id", "=", False)]).sudo()
        # As they will stand, to be asked what those are that stand so.
        for match in free._certain_archived(connection).values():
            stopped |= contacts.new({"partner_id": match.right.id})
        partners = stopped._archivable(connection).partner_id
        partners -= partners.browse().union(*known.values())
        is_ours = self.new_contacts_for == "company" or contacts._is_of_only_company()
        made = created.filtered(lambda contact: contact.status == "ARCHIVED")
        return len(partners) + (len(made) if is_ours else 0)

    @api.depends("connection_id")
    @api.depends_context("lang")
    def _compute_currency_story(self):
        currencies = self.env["xero.currency"]
        for wizard in self:
            connection = wizard.connection_id
            here = [("connection_id", "=", connection.id)]
            codes = self.env["xero.contact"]._currency_codes(here)
            codes |= currencies._codes_of_documents(connection)
            new = currencies._inactive(codes).mapped("name")
            wizard.currency_story = bool(new) and self.env._(
                "Currencies to activate: %s. All users then see currencies.",
                ", ".join(sorted(new)),
            )

    def _tell_flows(self, known):
        """Say what matching moves between the two sides, where the settings move
        anything.

        :param dict known: contact to the partner it will be matched with
        """
        contacts, connection = self.env["xero.contact"], self.connection_id
        keeps = connection.first_link == "keep"
        fills = connection.fill_odoo or connection.fill_xero
        self.flows_story = False
        if self.direction == connection.direction and (fills or not keeps):
            flows = contacts._planned_flows(known, once_saved=True)
            self.flows_story = contacts._flows_words(known, flows)

    def _tell_consumers(self, consumers, refusal):
        """Say whom the pattern fits, by the answer of the query that will ask for
        them."""
        active = consumers.filtered_domain(ACTIVE)
        names = active[:MOST_NAMED].mapped("name")
        self.consumer_count = len(active)
        self.consumer_problem = refusal and refusal.explain(self.env)
        self.consumer_story = bool(names) and self.env._(
            "Consumers: %(count)s (%(names)s).",
            count=len(active),
            names=names_words(self.env, names, len(active) - len(names)),
        )

    def _consumers(self):
        """:return: those who will be consumers, and the refusal of a pattern that
        cannot be asked, None of one that can. Of such a one, consumers stay so"""
        contacts, connection = self.env["xero.contact"], self.connection_id
        here = [("connection_id", "=", connection.id)]
        decided = contacts.search([*here, ("consumer_by_hand", "=", True)])
        try:
            found = contacts._find_consumers(connection, self.consumer_pattern)
        except PatternRefused as refusal:
            return contacts.search([*here, ("is_consumer", "=", True)]), refusal
        return found - decided | decided.filtered("is_consumer"), None

    def _known(self, consumers):
        """
        :param consumers: who will be consumers
        :return: dict of the active contacts that would be linked by themselves to
            their partners; and those for whom somebody is proposed since they will be
            consumers, or no more
        """
        contacts, connection = self.env["xero.contact"], self.connection_id
        active = [("connection_id", "=", connection.id), *ACTIVE]
        if connection.match_by == "evidence":
            again, found = self._propose_again(consumers)
            free = contacts._search([*active, ("partner_id", "=", False)])
            proposals = self.env["xero.contact.proposal"].search(
                [("contact_id", "in", free), ("is_certain", "=", True)]
            )
            known = {each.contact_id: each.partner_id for each in proposals}
            known = {c: partner for c, partner in known.items() if c not in again}
            for each in found:
                if each.is_certain:
                    known[each.left.sudo(False)] = each.right.sudo(False)
            return known, contacts.union(*(each.left for each in found))
        groups = contacts._read_group(
            [*active, ("email_key", "!=", False)],
            ["email_key"],
            ["partner_id:count"],
            having=[("__count", "=", 1)],
        )
        alone = {email for email, is_linked in groups if not is_linked}
        return contacts._same_email(connection, alone, consumers), contacts

    def _propose_again(self, consumers):
        """Whom the pattern makes a consumer, or none any more, is compared as that once
        the settings are saved; and with it who may be the same.

        :param consumers: who will be consumers
        :return: those contacts, and the proposals for them, a list of
            :class:`~xerolib.proposals.Proposal`
        """
        connection = self.connection_id
        # sudo: the keys by which they are found, for whoever opens the settings
        contacts = self.env["xero.contact"].sudo()
        matcher = self.env["xero.contact.matcher"].sudo()  # sudo: as above
        free = [
            ("connection_id", "=", connection.id),
            ("partner_id", "=", False),
            *ACTIVE,
        ]
        former = contacts.search([*free, ("is_consumer", "=", True)])
        now = contacts.search([*free, ("id", "in", consumers.ids)])
        turned = (former - now) | (now - former)
        if not turned:
            return turned, []
        partners = matcher._find_partners(connection, turned, free=True)
        again = turned | matcher._find_contacts(connection, partners, free=True)
        found = matcher._suggest(connection, again, consumers=consumers)
        return again, [each for each in found if each.left in again]

    # === In words === #

    @api.depends(
        *("direction", "sync_contacts", "sync_invoices", "new_records"),
        *("matched_count", "left_out_count", "new_count", "creatable_count"),
    )
    def _compute_stories(self):
        for wizard in self:
            wizard.contacts_story = wizard._contacts_in_words()
            wizard.invoices_story = wizard._invoices_in_words()

    def _contacts_in_words(self):
        if not self.sync_contacts:
            return self.env._(
                "Contacts stay as they are on both sides. Invoices are pushed only "
                "for contacts that are already matched."
            )
        known = self.env._(
            "Contacts in Xero: %(found)s. Already matched, or matched when you save: "
            "%(matched)s.",
            matched=self.matched_count,
            found=self.found_count,
        )
        if self.left_out_count and self.direction != "to_xero":
            known += " " + self.env._(
                "Left out by these settings or by a user: %s.", self.left_out_count
            )
        return f"{known} {self._new_in_words()}" if self.new_count else known

    def _new_in_words(self):
        if self.direction == "to_xero":
            return self.env._(
                "The others (%s) stay in Xero only: no contact in Odoo is created or "
                "changed.",
                self.new_count + self.left_out_count,
            )
        if self.new_records == "review":
            return self.env._(
                "The others (%s) wait under “Matching” until you match them.",
                self.new_count,
            )
        return self.env._(
            "Of the others, %(alike)s wait under “Matching”: similar to a contact in "
            "Odoo, with the email or name of another one in Xero, or unmatched by a "
            "user. Created as contacts: %(created)s.",
            alike=max(self.new_count - self.creatable_count, 0),
            created=self.creatable_count,
        )

    def _invoices_in_words(self):
        if not self.sync_invoices:
            return self.env._("No invoice is pushed and no payment is read.")
        if self.direction == "to_odoo":
            return self.env._("No invoice is pushed.")
        return self.env._(
            "Invoices are sent to Xero when they are pushed; their number, status and "
            "amount due are read back. Invoices entered in Xero are not created in "
            "Odoo."
        )

    # === The answer === #

    def action_save(self):
        """Keep the settings; what was copied so far comes into Odoo with the next run,
        which starts now."""
        self.ensure_one()
        _consumers, refusal = self._consumers()
        # One that merely takes long here may be quick for a page.
        if refusal and refusal.words:
            raise UserError(refusal.explain(self.env))
        connection = self.connection_id
        connection.write(self._values_to_write(self._setting_names()))
        connection.sudo().import_settings_saved = (
            True  # sudo: who may write the others may
        )
        if connection._pulls("contacts"):
            self.env["xero.batch"]._start(
                connection, "changes", ("contacts",), user=self.env.user
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
