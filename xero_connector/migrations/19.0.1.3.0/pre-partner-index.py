def migrate(cr, version):
    """One index of the partner and the connection takes the place of the partner's."""
    cr.execute("DROP INDEX IF EXISTS xero_contact__partner_id_index")
