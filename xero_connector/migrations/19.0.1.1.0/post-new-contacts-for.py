def migrate(cr, version):
    """New contacts of connections that were there already stay everybody's."""
    cr.execute("UPDATE xero_connection SET new_contacts_for = 'all'")
