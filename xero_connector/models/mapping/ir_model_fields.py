from odoo import api, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class IrModelFields(models.Model):
    """A field of Odoo's that is mapped may be deleted or renamed, and made again as
    another one."""

    _inherit = "ir.model.fields"

    @api.model_create_multi
    def create(self, vals_list):
        fields = super().create(vals_list)
        fields._look_for_unusable_mappings()
        return fields

    def write(self, vals):
        result = super().write(vals)
        self._look_for_unusable_mappings()
        return result

    def unlink(self):
        result = super().unlink()
        self._look_for_unusable_mappings()
        return result

    def _look_for_unusable_mappings(self):
        # While an addon goes, which may be this one, nothing is whole: the registry is
        # loaded anew then, and it is looked for by the hook.
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            self.env.registry.clear_cache()  # the table of fields is made anew
            # sudo: whoever changes a field need not know Xero's
            self.env["xero.field.mapping"].sudo()._look_for_unusable()
