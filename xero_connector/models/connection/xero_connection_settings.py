from odoo import api, fields, models

from ...const import MIRRORS, PUSH_MIRRORS

# The switch that governs a resource or the mirror that pushes; reference data has none.
SWITCHES = {
    "contacts": "sync_contacts",
    "invoices": "sync_invoices",
    "payments": "sync_invoices",
    "xero.contact": "sync_contacts",
    "xero.document": "sync_invoices",
}

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
    ("next_run", "With the next scheduled run"),
    ("by_hand", "By hand"),
]
NEW_RECORDS = [("review", "Queue for review"), ("create", "Create")]
NEW_CONTACTS_FOR = [("company", "This company"), ("all", "All companies")]

# A secondary organisation is only shown beside the primary one: on partners.
OF_SECONDARY = ("accounts", "tax_rates", "currencies", "contacts")

# Settings that may open a way that was closed: the runner looks again when they change.
OPENING = {
    "direction",
    "sync_contacts",
    "sync_invoices",
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
        required=True,
        default="both",
        tracking=True,
        help="Where records are created and changed. Number, status and amount due of "
        "what was pushed are read back in any case.",
    )
    sync_contacts = fields.Boolean(
        default=True,
        tracking=True,
        help="Off: no contact is pushed, read or changed. What waits goes on when it "
        "is switched on again.",
    )
    sync_invoices = fields.Boolean(
        default=True,
        tracking=True,
        help="Off: no invoice is pushed and no payment read. What waits goes on when "
        "it is switched on again.",
    )
    frequency = fields.Selection(
        FREQUENCIES,
        required=True,
        default="manual",
        tracking=True,
        help="How often Xero is read by itself.",
    )
    push_when = fields.Selection(
        PUSH_WHEN,
        "Push Invoices",
        required=True,
        default="posted",
        tracking=True,
        help="When a customer invoice goes to Xero by itself. “Manual only” pushes "
        "by hand, whatever is chosen here.",
    )
    new_records = fields.Selection(
        NEW_RECORDS,
        required=True,
        default="review",
        tracking=True,
        help="What happens to a contact that has no counterpart on the other side.",
    )
    new_contacts_for = fields.Selection(
        NEW_CONTACTS_FOR,
        "New Contacts Belong To",
        required=True,
        default=lambda self: self._default_new_contacts_for(),
        tracking=True,
        help="Contacts that come in from Xero: whether the other companies of this "
        "database see and change them too.",
    )
    import_settings_saved = fields.Boolean(
        readonly=True,
        copy=False,
        help="Until a person has saved them, what is read from Xero is only copied.",
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
        around, for :meth:`_follow_settings`"""
        return {
            connection: {
                "pushed": {m for m in PUSH_MIRRORS if connection._pushes(m)},
                "contacts": (connection.new_records, connection._applies("contacts")),
            }
            for connection in self
        }

    def _follow_settings(self, before, vals):
        """Catch up with what was passed by while a setting was another.

        :param before: of :meth:`_settings_that_count`, before they were written
        :param vals: what was written
        """
        # What Xero told while a switch was off was not noted.
        if missed := [n for n in MIRRORS if vals.get(SWITCHES.get(n))]:
            connected = self.filtered(lambda c: c.lifecycle == "connected")
            connected._resources()._request(missed)
        for connection, settings in before.items():
            # What changed in Odoo meanwhile was not noted either.
            for name, mirror in MIRRORS.items():
                shut = mirror in PUSH_MIRRORS and mirror not in settings["pushed"]
                if shut and connection._pushes_by_itself(mirror):
                    connection._resources()._compare_next(name)
            contacts = (connection.new_records, connection._applies("contacts"))
            if contacts != settings["contacts"]:
                # sudo: contacts are written by code alone
                self.env["xero.contact"].sudo()._reconsider(connection)
        if OPENING & vals.keys():
            self._wake()

    # === What may happen === #

    def _push_when(self):
        """:return: ``posted``, ``next_run`` or ``by_hand``: the one that counts"""
        self.ensure_one()
        return "by_hand" if self.frequency == "manual" else self.push_when

    def _pushes(self, mirror_model):
        """Whether records may be created or changed in Xero, by whatever way.

        :param str mirror_model: ``xero.contact`` or ``xero.document``
        """
        self.ensure_one()
        return bool(
            self.lifecycle == "connected"
            and self.role == "primary"
            and self.direction != "to_odoo"
            and self[SWITCHES[mirror_model]]
        )

    def _pushes_by_itself(self, mirror_model):
        """Whether a change in Odoo is noted for Xero without anybody's asking."""
        return bool(
            self and self._push_when() != "by_hand" and self._pushes(mirror_model)
        )

    def _pulls(self, resource_name):
        """Whether a resource is read from Xero; reference data always is.

        :param str resource_name: a key of :data:`~...const.MIRRORS`
        """
        self.ensure_one()
        switch = SWITCHES.get(resource_name)
        return bool(
            self.lifecycle == "connected"
            and (self.role == "primary" or resource_name in OF_SECONDARY)
            and (not switch or self[switch])
        )

    def _links(self, resource_name):
        """Whether what was read may be linked with Odoo's records, which changes none.

        Of invoices and payments only what became of our own pushes comes back; that is
        no matter of the import settings.
        """
        self.ensure_one()
        return self._pulls(resource_name) and (
            resource_name != "contacts" or self.import_settings_saved
        )

    def _applies(self, resource_name):
        """Whether what was read may create or change records in Odoo."""
        self.ensure_one()
        return self._links(resource_name) and (
            resource_name != "contacts"
            or (self.role == "primary" and self.direction != "to_xero")
        )

    def _why_not(self, mirror_model):
        """:return: why nothing of this kind goes to Xero, in a sentence; False if it
        does"""
        self.ensure_one()
        if self._pushes(mirror_model):
            currency = mirror_model == "xero.document" and self._look_at("currency")
            return bool(currency) and f"{currency.title}."
        if self.lifecycle != "connected":
            return self.env._("%s is not connected. Connect it first.", self.name)
        if self.role != "primary":
            return self.env._(
                "%s is a secondary organisation: it is only read. Push to the primary "
                "one.",
                self.name,
            )
        if self.direction == "to_odoo":
            return self.env._(
                "%s only sends to Odoo. A Xero manager changes the direction on the "
                "connection.",
                self.name,
            )
        if mirror_model == "xero.contact":
            what = self.env._(
                "Contacts are switched off for %s. A Xero manager switches them on, "
                "on the connection.",
                self.name,
            )
        else:
            what = self.env._(
                "Invoices are switched off for %s. A Xero manager switches them on, "
                "on the connection.",
                self.name,
            )
        return what
