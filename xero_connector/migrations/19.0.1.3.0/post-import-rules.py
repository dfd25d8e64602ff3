from odoo import SUPERUSER_ID, api

BATCH = 1000


def migrate(cr, version):
    """Connections that were there go on as they did; contacts that were copied know
    their groups."""
    cr.execute(
        "UPDATE xero_connection SET import_persons = FALSE, activate_currencies = FALSE"
    )
    # Who was linked before is not looked at again for that.
    cr.execute("UPDATE xero_contact SET applied_partner_id = partner_id")
    env = api.Environment(cr, SUPERUSER_ID, {})
    contacts = env["xero.contact"].search([])
    for start in range(0, len(contacts), BATCH):
        env["xero.contact.group"]._keep_of(contacts[start : start + BATCH])
        env.invalidate_all()
