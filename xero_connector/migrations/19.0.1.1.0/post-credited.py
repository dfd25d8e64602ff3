def migrate(cr, version):
    """What credit notes alone settled was called paid; the note in the chatter stands.

    From the copy of Xero's answer: nothing is asked or told anew.
    """
    cr.execute(
        """
        UPDATE xero_document
           SET payment_state = 'credited',
               noted_payment_state = CASE noted_payment_state
                   WHEN 'paid' THEN 'credited' ELSE noted_payment_state END
         WHERE payment_state = 'paid'
           AND amount_paid = 0
           AND amount_credited > 0
           AND jsonb_typeof(raw->'CreditNotes') = 'array'
           AND amount_credited <= (
               SELECT coalesce(sum((note->>'AppliedAmount')::numeric), 0)
                 FROM jsonb_array_elements(raw->'CreditNotes') AS note)
        """
    )
