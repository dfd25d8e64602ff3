from odoo import api, models
from odoo.tools import LazyTranslate

from odoo.addons.xero_connector.xerolib.contact_fields import Text

_lt = LazyTranslate(__name__)

CODE = Text(
    "code", key="AccountNumber", limit=50, partner="ref", label=_lt("Customer code")
)


class XeroContact(models.Model):
    _inherit = "xero.contact"

    @api.model
    def _contact_fields(self):
        return (*super()._contact_fields(), CODE)
