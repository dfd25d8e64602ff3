from odoo import SUPERUSER_ID, api

BATCH = 1000


def migrate(cr, version):
    """Connections that were there go on matching by the same e-mail alone; contacts
    that were copied get the keys under which they are found."""
    cr.execute("UPDATE xero_connection SET match_by = 'email'")
    env = api.Environment(cr, SUPERUSER_ID, {})
    contacts = env["xero.contact"].search([])
    for start in range(0, len(contacts), BATCH):
        contacts[start : start + BATCH]._fill_match_keys()
        env.invalidate_all()
