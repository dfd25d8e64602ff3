from odoo import models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class IrModelFields(models.Model):
    """A field of Odoo's that is mapped may be deleted or renamed."""

    _inherit = "ir.model.fields"

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            self._look_for_missing_mappings()
        return result

    def unlink(self):
        result = super().unlink()
        self._look_for_missing_mappings()
        return result

    def _look_for_missing_mappings(self):
        # While an addon goes, which may be this one, nothing is whole: the registry is
        # loaded anew then, and it is looked for by the hook.
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            # sudo: whoever changes a field need not know Xero's
            self.env["xero.field.mapping"].sudo()._look_for_missing()
