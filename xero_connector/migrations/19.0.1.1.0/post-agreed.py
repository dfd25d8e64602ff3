"""What was agreed on learns what it was given for: see ``xerolib/invoice_given.py``.

Done at once, since a tax that is changed on an invoice later could not be told from a
mapping that was changed.
"""

import logging

from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    documents = api.Environment(cr, SUPERUSER_ID, {})["xero.document"]
    found = documents.search([("move_id", "!=", False), ("agreed", "!=", False)])
    for ids in split_every(500, found.ids):
        for document in documents.browse(ids):
            try:
                document._learn_given()
            except Exception:
                # It learns at the next update instead.
                _logger.exception("%s keeps what was agreed as it was", document)
        documents.env.cr.flush()
        documents.env.invalidate_all()
