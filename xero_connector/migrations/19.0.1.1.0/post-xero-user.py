def migrate(cr, version):
    """Who connected stands on the connection too: the tokens may become another's."""
    cr.execute(
        """
        UPDATE xero_connection connection SET xero_user_id = credential.xero_user_id
          FROM xero_credential credential
         WHERE credential.id = connection.credential_id
        """
    )
