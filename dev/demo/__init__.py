"""``make demo``: one invoice there and back, done as people do it.

* ``story``       what happens, step by step
* ``odoo_user``   a person in Odoo, through its web interface's own calls
* ``consent``     a person on Xero's consent page
* ``bookkeeper``  a person in Xero: looks at the invoices, registers a payment
* ``company``     who sells what to whom
* ``result``      the table and ``build/demo.json``
"""
