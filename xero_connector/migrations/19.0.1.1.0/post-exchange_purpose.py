def migrate(cr, version):
    """What an exchange is for stood in ``error``, beside the codes of errors."""
    cr.execute(
        """
        UPDATE xero_exchange
           SET purpose = CASE error
                   WHEN 'number_taken' THEN 'find_taken'
                   ELSE 'find_missing'
               END,
               error = NULL
         WHERE error = 'number_taken'
            OR (error = 'not_found' AND state != 'applied')
        """
    )
