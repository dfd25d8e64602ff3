from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...xerolib import matching

DIRECTIONS = [
    ("to_xero", "Odoo → Xero"),
    ("to_odoo", "Xero → Odoo"),
    ("both", "Both ways"),
]
FREQUENCIES = [
    ("quarter", "Every 15 minutes"),
    ("hourly", "Hourly"),
    ("daily", "Daily"),
    ("manual", "Manual only"),
]
PUSH_WHEN = [
    ("posted", "When confirmed"),
    ("next_run", "With the next scheduled sync"),
    ("by_hand", "Manually"),
]
NEW_RECORDS = [("review", "Review first"), ("create", "Create automatically")]
NEW_CONTACTS_FOR = [("company", "This company"), ("all", "All companies")]

FIRST_LINK = [
    ("keep", "Keep both as they are"),
    ("xero", "Xero's values come to Odoo"),
    ("odoo", "Odoo's values go to Xero"),
]

SHARED_CONTACTS = [
    ("both", "Both ways, as the field mapping says"),
    ("to_xero", "Odoo → Xero only"),
    ("off", "Not at all"),
]
NAMES_APART = [
    ("ask", "Ask"),
    ("city", "Add the city"),
    ("ref", "Add the reference"),
    ("id", "Add the ID"),
]

MATCH_BY = [
    ("evidence", "Everything that tells: email, phone, tax number, company name"),
    ("email", "The same email only"),
]

# Settings that may open a way that was closed, beside the mirrors' switches: the runner
# looks again when they change.
OPENING = {
    "direction",
    "frequency",
    "push_when",
    "new_records",
    "import_settings_saved",
}


class XeroConnection(models.Model):
    """What a person lets the connection do, and the four questions that ask for it."""

    _inherit = "xero.connection"

    direction = fields.Selection(
        DIRECTIONS,
        "Sync Direction",
        required=True,
        default="both",
        tracking=True,
        help="Where records are created and changed. The number, status and amount "
        "due of pushed invoices are always read back from Xero.",
    )
    sync_contacts = fields.Boolean(
        default=True,
        tracking=True,
        help="When off, no contact is pushed, read or changed. Waiting contacts "
        "continue when it is turned on again.",
    )
    sync_invoices = fields.Boolean(
        default=True,
        tracking=True,
        help="When off, no invoice is pushed and no payment is read. Waiting invoices "
        "continue when it is turned on again.",
    )
    frequency = fields.Selection(
        FREQUENCIES,
        "Sync Frequency",
        required=True,
        default="manual",
        tracking=True,
        help="How often Odoo syncs with Xero automatically.",
    )
    push_when = fields.Selection(
        PUSH_WHEN,
        "Push Invoices",
        required=True,
        default="posted",
        tracking=True,
        help="When customer invoices are pushed to Xero automatically. If the sync "
        "frequency is “Manual only”, invoices are pushed manually, whatever you "
        "choose here.",
    )
    new_records = fields.Selection(
        NEW_RECORDS,
        "New Contacts",
        required=True,
        default="review",
        tracking=True,
        help="What happens to a contact that does not exist on the other side.",
    )
    match_by = fields.Selection(
        MATCH_BY,
        "Match Automatically By",
        required=True,
        default="evidence",
        tracking=True,
        help="What matches a contact in Xero with a contact in Odoo automatically. "
        "Where something contradicts, or several could be meant, you are asked.",
    )
    match_automatic = fields.Integer(
        "Automatic Match Score",
        required=True,
        default=matching.AUTOMATIC,
        tracking=True,
        help="How alike two contacts must be, of 100, to be matched automatically.",
    )
    match_propose = fields.Integer(
        "Suggestion Score",
        required=True,
        default=matching.PROPOSE,
        tracking=True,
        help="How alike two contacts must be, of 100, to be suggested as a match.",
    )
    first_link = fields.Selection(
        FIRST_LINK,
        "When Matched Contacts Differ",
        compute="_compute_first_link",
        inverse="_inverse_first_link",
        store=True,
        readonly=False,
        tracking=True,
        help="What happens to values that differ when a contact in Xero is matched, "
        "and who wins from then on when both sides were changed. “Keep both as they "
        "are” changes nothing, and asks you later. Nothing is selected if the field "
        "mapping says different things of different fields.",
    )
    fill_odoo = fields.Boolean(
        "Fill Empty Fields in Odoo",
        tracking=True,
        help="When a contact is matched, fields that are empty in Odoo are filled "
        "from Xero.",
    )
    fill_xero = fields.Boolean(
        "Fill Empty Fields in Xero",
        tracking=True,
        help="When a contact is matched, fields that are empty in Xero are filled "
        "from Odoo. The email is never filled.",
    )
    shared_contacts = fields.Selection(
        SHARED_CONTACTS,
        "Contacts of Several Organisations",
        required=True,
        default="both",
        tracking=True,
        help="How a contact in Odoo is synced that is matched to a contact in another "
        "organisation as well. Let one organisation lead: “Both ways” there, and "
        "“Odoo → Xero only” or “Not at all” in the others.",
    )
    names_apart = fields.Selection(
        NAMES_APART,
        "If the Name Is Taken in Xero",
        required=True,
        default="ask",
        tracking=True,
        help="Contact names in Xero must be unique. When another customer already has "
        "the name, the new contact gets this added to its name in Xero, or you are "
        "asked.",
    )
    show_balances = fields.Boolean(
        "Show Balances to All Users",
        tracking=True,
        help="On a customer, everyone who sees it also sees what it owes in Xero, what "
        "is overdue, its payment terms and its last payment.",
    )
    field_mapping_ids = fields.One2many(
        "xero.field.mapping", "connection_id", domain=[("record_type", "=", "contact")]
    )
    invoice_mapping_ids = fields.One2many(
        "xero.field.mapping",
        "connection_id",
        domain=[("record_type", "=", "invoice")],
        readonly=True,
    )
    new_contacts_for = fields.Selection(
        NEW_CONTACTS_FOR,
        "New Contacts Belong To",
        required=True,
        default=lambda self: self._default_new_contacts_for(),
        tracking=True,
        help="Whether contacts created from Xero can also be seen and changed by the "
        "other companies in this database.",
    )
    import_settings_saved = fields.Boolean(
        readonly=True,
        copy=False,
        help="Until a user has saved the import settings, data from Xero is copied "
        "but not applied.",
    )

    @api.depends("field_mapping_ids.winner")
    def _compute_first_link(self):
        for connection in self:
            winners = set(connection.field_mapping_ids.mapped("winner")) or {"ask"}
            one = winners.pop() if len(winners) == 1 else False
            connection.first_link = "keep" if one == "ask" else one

    def _inverse_first_link(self):
        mappings = self.env["xero.field.mapping"]
        mappings._ensure(self)
        for connection in self:
            if connection.first_link:
                winner = (
                    "ask" if connection.first_link == "keep" else connection.first_link
                )
                connection.field_mapping_ids.winner = winner

    @api.onchange("first_link")
    def _onchange_first_link(self):
        self.fill_odoo = self._fills_odoo(self.first_link)

    @api.model
    def _fills_odoo(self, first_link):
        """:return: whether empty fields are filled where nobody said otherwise"""
        return first_link == "xero"

    @api.constrains("match_automatic", "match_propose")
    def _check_match_thresholds(self):
        for connection in self:
            if not 1 <= connection.match_propose <= connection.match_automatic <= 100:
                raise ValidationError(
                    self.env._(
                        "The suggestion score must be at least 1, and the automatic "
                        "match score no lower than that and at most 100."
                    )
                )

    @api.model
    def _default_new_contacts_for(self):
        # sudo: companies that the user does not see count as well.
        several = self.env["res.company"].sudo().search_count([], limit=2) > 1
        return "company" if several else "all"

    def _company_of_new_contacts(self):
        """:return: the company of partners made of contacts, none for all companies"""
        companies = self.env["res.company"]
        return self.company_id if self.new_contacts_for == "company" else companies

    def _settings_that_count(self):
        """:return: dict of each connection to what a change of its settings may turn
        around, by mirror, for :meth:`_follow_settings`"""
        mirrors = self.env["xero.mirror"]._mirrors()
        return {
            connection: {
                mirror: (
                    mirror._xero_pushes and connection._pushes(mirror._name),
                    mirror._settings_of_applying(connection),
                )
                for mirror in mirrors
            }
            for connection in self
        }

    def _follow_settings(self, before, vals):
        """Catch up with what was passed by while a setting was another.

        :param before: of :meth:`_settings_that_count`, before they were written
        :param vals: what was written
        """
        mirrors = self.env["xero.mirror"]._mirrors()
        # What Xero told while a switch was off was not noted.
        if missed := [
            m._xero_resource.name for m in mirrors if vals.get(m._xero_switch)
        ]:
            connected = self.filtered(lambda c: c.lifecycle == "connected")
            connected._resources()._request(missed)
        for connection, settings in before.items():
            for mirror, (pushed, applied) in settings.items():
                # What changed in Odoo meanwhile was not noted either.
                shut = mirror._xero_pushes and not pushed
                if shut and connection._pushes_by_itself(mirror._name):
                    connection._resources()._compare_next(mirror._xero_resource.name)
                if applied != mirror._settings_of_applying(connection):
                    # sudo: mirrors are written by code alone
                    mirror.sudo()._reconsider(connection)
        if (OPENING | {mirror._xero_switch for mirror in mirrors}) & vals.keys():
            self._wake()

    def _account_for(self, line):
        """:param line: of an invoice of Odoo's
        :return: the account in Xero that it goes to; empty where none is chosen that
            takes sales"""
        return self.account_id.filtered("usable_for_sales")

    # === What may happen === #

    def _push_when(self):
        """:return: ``posted``, ``next_run`` or ``by_hand``: the one that counts"""
        self.ensure_one()
        return "by_hand" if self.frequency == "manual" else self.push_when

    def _pushes(self, mirror_model):
        """Whether records may be created or changed in Xero, by whatever way.

        :param str mirror_model: of a mirror that pushes: ``xero.document``
        """
        self.ensure_one()
        mirror = self.env[mirror_model]
        return self._lets_push(mirror) and self._is_permitted(mirror._scope(self))

    def _lets_push(self, mirror):
        """Whether the settings let it; Xero may not have been asked to, yet."""
        return bool(
            self.lifecycle == "connected"
            and self.role == "primary"
            and self.direction != "to_odoo"
            and self._is_switched_on(mirror)
        )

    def _pushes_by_itself(self, mirror_model):
        """Whether a change in Odoo is noted for Xero without anybody's asking."""
        return bool(
            self
            and self._push_when() != "by_hand"
            # What waits for a permission is noted all the same.
            and self._lets_push(self.env[mirror_model])
        )

    def _pulls(self, resource_name):
        """Whether a resource is read from Xero; reference data always is.

        :param str resource_name: of a mirror: ``contacts``
        """
        self.ensure_one()
        mirror = self.env["xero.mirror"]._of_resource(resource_name)
        return bool(
            mirror._xero_resource
            and self.lifecycle == "connected"
            and (self.role == "primary" or mirror._xero_of_secondary)
            and self._is_switched_on(mirror)
            and self._is_permitted(mirror._scope(self, writes=False))
        )

    def _is_switched_on(self, mirror):
        return not mirror._xero_switch or self[mirror._xero_switch]

    def _is_permitted(self, scope):
        """Whether Xero's consent covers a permission. A setting that came later may
        need more: until a person consents again, that alone waits."""
        return not self._credential()._missing_scopes([scope])

    def _links(self, resource_name, once_saved=False):
        """Whether what was read may be linked with Odoo's records, which changes none.

        Of invoices and payments only what became of our own pushes comes back; that is
        no matter of the import settings.

        :param bool once_saved: as if a person had saved the import settings
        """
        self.ensure_one()
        mirror = self.env["xero.mirror"]._of_resource(resource_name)
        return self._pulls(resource_name) and (
            not mirror._xero_changes_odoo or self.import_settings_saved or once_saved
        )

    def _applies(self, resource_name, once_saved=False):
        """Whether what was read may create or change records in Odoo.

        :param bool once_saved: see :meth:`_links`
        """
        self.ensure_one()
        mirror = self.env["xero.mirror"]._of_resource(resource_name)
        return self._links(resource_name, once_saved) and (
            not mirror._xero_changes_odoo
            or (self.role == "primary" and self.direction != "to_xero")
        )

    def _why_not(self, mirror_model):
        """:return: why nothing of this kind goes to Xero, in a sentence; False if it
        does"""
        self.ensure_one()
        if self._pushes(mirror_model):
            return self.env[mirror_model]._why_not(self)
        if self.lifecycle != "connected":
            return self.env._("%s is not connected. Connect it first.", self.name)
        if self.role != "primary":
            return self.env._(
                "%s is a secondary organisation and read-only. Push to the primary "
                "organisation.",
                self.name,
            )
        if self.direction == "to_odoo":
            return self.env._(
                "%s only syncs from Xero to Odoo. A Xero manager can change the "
                "direction on the connection.",
                self.name,
            )
        mirror = self.env[mirror_model]
        if self._is_switched_on(mirror):
            return self.env._(
                "%(what)s need a permission that was not granted for "
                "%(organisation)s. A Xero manager can press “Reconnect” on the "
                "connection and allow it.",
                what=mirror._xero_title(),
                organisation=self.name,
            )
        return self.env._(
            "%(what)s are turned off for %(organisation)s. A Xero manager can turn "
            "them on, on the connection.",
            what=mirror._xero_title(),
            organisation=self.name,
        )
