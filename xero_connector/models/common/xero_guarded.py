from odoo import api, models


class XeroGuarded(models.AbstractModel):
    """Read-only is read-only by every way, not only in forms.

    A view's ``readonly`` is no guard: RPC writes whatever the rights on a model let
    it. Here a field that is declared read-only is written by code alone, which checks
    what its user may do and goes on as root.
    """

    _name = "xero.guarded"
    _description = "Fully Read-Only Record"

    @api.model
    def _has_field_access(self, field, operation):
        # EXTENDS base
        is_ours = field.readonly and operation == "write" and not self.env.su
        return not is_ours and super()._has_field_access(field, operation)
