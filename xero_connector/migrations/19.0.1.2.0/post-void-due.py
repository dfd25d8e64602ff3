def migrate(cr, version):
    """Xero's answer to a void says the old amount due; nothing is due of one."""
    cr.execute(
        """
        UPDATE xero_document
           SET amount_due = 0
         WHERE status IN ('VOIDED', 'DELETED') AND amount_due != 0
        """
    )
