def migrate(cr, version):
    """Rates of the automatic sales tax were offered as any others. Their rows, as Xero
    sent them, tell which they are; Xero sends none again that did not change."""
    cr.execute(
        """
        UPDATE xero_tax_rate
           SET automatic = TRUE
         WHERE tax_type IN ('AVALARA', 'USSALESTAX')
            OR raw->>'ReportTaxType' IN ('AVALARA', 'USSALESTAX')
        """
    )
