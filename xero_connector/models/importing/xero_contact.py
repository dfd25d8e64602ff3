from odoo import api, fields, models


class XeroContact(models.Model):
    """Whether a contact comes into Odoo, by the import rules of its connection."""

    _inherit = "xero.contact"

    group_ids = fields.Many2many(
        "xero.contact.group",
        "xero_contact_group_rel",
        "contact_id",
        "group_id",
        string="Contact Groups in Xero",
        readonly=True,
    )
    is_left_out = fields.Boolean(
        "Not Imported",
        readonly=True,
        help="The import settings leave this contact out: no contact is created for it "
        "in Odoo, and nobody is asked to match it.",
    )

    @api.model
    def _store(self, connection, rows):
        # EXTENDS 'xero_connector'
        stored = super()._store(connection, rows)
        self.env["xero.contact.group"]._keep_of(stored)
        return stored

    def _follow_import_rules(self, connection):
        """Note which of these are consumers, and which the import rules leave out."""
        self._follow_consumer_pattern(connection)
        consumers = self.filtered("is_consumer")
        these = fields.Domain("id", "in", self.ids)
        imported = self.search(these & connection._domain_imported(consumers))
        for is_left_out, theirs in ((False, imported), (True, self - imported)):
            changed = theirs.filtered(lambda c, now=is_left_out: c.is_left_out != now)
            changed.is_left_out = is_left_out

    def _follow_groups(self, connection):
        """The partners of these have the tags of their contact groups, where the
        settings want it."""
        if connection.groups_as_tags:
            self.env["xero.given.tag"]._follow(self)

    def _to_create(self, connection, unmatched):
        """
        :param unmatched: those of these that may be matched, and were not
        :return: those that the import rules make contacts in Odoo of
        """
        wanted = self.filtered(lambda contact: not contact.is_left_out)
        return (wanted & unmatched) | wanted._archived_alone(connection)

    def _to_be_created(self, connection):
        """:return: those of these, which the import rules do not leave out, that
        become contacts in Odoo once they are looked at, unless they resemble one"""
        active = self.filtered(lambda contact: contact._is_to_match())
        archived = self._archived_alone(connection)
        stopped = archived.browse().union(*archived._certain_archived(connection))
        return active | (archived - stopped)

    def _archived_alone(self, connection):
        """:return: those of these that are archived, of which nobody said anything
        yet, and whose name and email no other contact in Xero has"""
        alone = self.filtered(
            lambda contact: contact._is_stop() and contact._is_untouched()
        )
        for key in ("email_key", "name_key"):
            groups = self._read_group(
                [
                    ("connection_id", "=", connection.id),
                    ("gone_at", "=", False),
                    (key, "in", [each for each in alone.mapped(key) if each]),
                ],
                [key],
                having=[("__count", ">", 1)],
            )
            shared = {value for (value,) in groups}
            alone = alone.filtered(lambda c, k=key, s=shared: c[k] not in s)
        return alone

    # === Defaults === #

    def _new_partner_defaults(self):
        """:return: what a new partner gets that Xero does not say"""
        connection = self.connection_id
        vals = {"user_id": connection.new_user_id.id}
        tag = connection.consumer_tag_id
        if not self.is_consumer and self._is_person():
            vals["function"] = connection.new_function
            tag = tag.browse()
        elif not self.is_consumer:
            tag = connection.new_company_tag_id
        return vals | {"category_id": [fields.Command.set(tag.ids)]}

    # === How it is called === #

    @api.depends("name", "account_number", "connection_id.contact_label")
    def _compute_display_name(self):
        # EXTENDS base
        result = super()._compute_display_name()
        for contact in self:
            # sudo: how it is called, for whoever sees it
            label = contact.connection_id.sudo().contact_label
            if label == "account_number" and contact.account_number:
                contact.display_name = f"[{contact.account_number}] {contact.name}"
        return result
