def migrate(cr, version):
    """A contact that Xero no longer lists counted as an active one. Should Xero list
    it again, its row is written anew."""
    cr.execute(
        """
        UPDATE xero_contact
           SET status = 'DELETED', content_hash = NULL
         WHERE gone_at IS NOT NULL
        """
    )
