from odoo import api, models

from odoo.addons.xero_connector.models.causes.issue_type import RECORD, issue_type
from odoo.addons.xero_connector.xerolib.messages import REPORTED, Message


@issue_type(
    "gift_too_large",
    severity="warning",
    opener=RECORD,
    messages=(
        Message(
            r"gift (?P<gift>\S+) is larger than",
            "Gift G-1 is larger than what the customer bought.",
            REPORTED,
        ),
    ),
)
def gift_too_large(env, data, connection):
    return (
        env._("%(gift)s is more than Xero allows", gift=data["gift"]),
        env._("Reduce it, then try again."),
        env._("Open Gift"),
    )


class XeroIssue(models.Model):
    _inherit = "xero.issue"

    @api.model
    def _issue_types(self):
        return super()._issue_types() | {gift_too_large.code: gift_too_large}
