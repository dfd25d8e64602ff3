from odoo.tools.sql import column_exists, create_column

TABLE, COLUMN = "xero_connection", "first_link"


def migrate(cr, version):
    """What differs when two are matched is kept as it is, as before. Computed while the
    column is made, that would be noted on each connection as if somebody chose it."""
    if not column_exists(cr, TABLE, COLUMN):
        create_column(cr, TABLE, COLUMN, "varchar")
        cr.execute("UPDATE xero_connection SET first_link = 'keep'")
