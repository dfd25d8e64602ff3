from odoo import api, fields, models
from odoo.tools import SQL


class XeroContactGroup(models.Model):
    """A contact group in Xero, as its contacts name it: it is read with them, without a
    call of its own. One that no contact names any more is nobody's."""

    _name = "xero.contact.group"
    _description = "Contact Group in Xero"
    _order = "name, id"

    connection_id = fields.Many2one(
        "xero.connection", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id")
    xero_id = fields.Char("Xero ID", required=True, readonly=True)
    name = fields.Char(readonly=True)
    contact_ids = fields.Many2many(
        "xero.contact",
        "xero_contact_group_rel",
        "group_id",
        "contact_id",
        readonly=True,
    )

    _xero_id_unique = models.Constraint(
        "UNIQUE(connection_id, xero_id)", "This contact group already exists."
    )

    @api.model
    def _keep_of(self, contacts):
        """Keep the groups that these contacts name, and who is in them."""
        if not contacts:
            return
        contacts.flush_recordset(["raw", "connection_id"])
        named = SQL(
            """
            SELECT DISTINCT contact.id AS contact_id, contact.connection_id,
                   lower(named ->> 'ContactGroupID') AS xero_id,
                   left(named ->> 'Name', 255) AS name
              FROM xero_contact contact,
                   jsonb_array_elements(
                       CASE jsonb_typeof(contact.raw -> 'ContactGroups')
                       WHEN 'array' THEN contact.raw -> 'ContactGroups' END) named
             WHERE contact.id IN %s AND named ->> 'ContactGroupID' IS NOT NULL
            """,
            contacts._ids,
        )
        [(is_any,)] = self.env.execute_query(
            SQL(
                """SELECT EXISTS (%s) OR EXISTS (
                    SELECT FROM xero_contact_group_rel WHERE contact_id IN %s)""",
                named,
                contacts._ids,
            )
        )
        if not is_any:
            return
        self.env.cr.execute(
            SQL(
                """
                WITH named AS (%s)
                INSERT INTO xero_contact_group (connection_id, xero_id, name)
                SELECT connection_id, xero_id, max(name) FROM named
                 GROUP BY connection_id, xero_id
                ON CONFLICT (connection_id, xero_id) DO UPDATE SET name = EXCLUDED.name
                 WHERE xero_contact_group.name IS DISTINCT FROM EXCLUDED.name
                """,
                named,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                WITH named AS (
                    SELECT DISTINCT named.contact_id, known.id AS group_id
                      FROM (%s) named JOIN xero_contact_group known
                        ON known.connection_id = named.connection_id
                       AND known.xero_id = named.xero_id
                ), over AS (
                    DELETE FROM xero_contact_group_rel rel
                     WHERE rel.contact_id IN %s AND (rel.contact_id, rel.group_id)
                           NOT IN (SELECT contact_id, group_id FROM named)
                )
                INSERT INTO xero_contact_group_rel (contact_id, group_id)
                SELECT contact_id, group_id FROM named
                ON CONFLICT DO NOTHING
                """,
                named,
                contacts._ids,
            )
        )
        self.invalidate_model()
        contacts.invalidate_model(["group_ids"])
