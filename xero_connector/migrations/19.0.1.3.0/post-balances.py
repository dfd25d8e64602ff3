def migrate(cr, version):
    """What contacts that were copied owe and are owed, out of what Xero said of them.
    What is no number there is none: the next reading sets it apart."""
    cr.execute(
        """
        UPDATE xero_contact contact
           SET receivable = said.receivable, overdue = said.overdue,
               payable = said.payable
          FROM (
            SELECT id,
                   sum(amount) FILTER (WHERE place = 'receivable') AS receivable,
                   sum(amount) FILTER (WHERE place = 'overdue') AS overdue,
                   sum(amount) FILTER (WHERE place = 'payable') AS payable
              FROM (
                SELECT copied.id, place,
                       CASE jsonb_typeof(value) WHEN 'number'
                       THEN value::numeric ELSE 0 END AS amount
                  FROM xero_contact copied, LATERAL (VALUES
                       ('receivable',
                        copied.raw #> '{Balances,AccountsReceivable,Outstanding}'),
                       ('overdue',
                        copied.raw #> '{Balances,AccountsReceivable,Overdue}'),
                       ('payable',
                        copied.raw #> '{Balances,AccountsPayable,Outstanding}')
                  ) AS balance(place, value)
                 WHERE copied.raw ? 'Balances'
              ) amounts
             GROUP BY id
          ) said
         WHERE contact.id = said.id
        """
    )
