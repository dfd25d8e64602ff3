from odoo import api, models
from odoo.models import LOG_ACCESS_COLUMNS


class XeroDialog(models.AbstractModel):
    """A dialog about records that its user sees.

    RPC can make a dialog about anything that has an id, and computed fields may look
    further than the rights of who reads them.
    """

    _name = "xero.dialog"
    _description = "Dialog About Records"

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        dialogs._check_subjects()
        return dialogs

    def write(self, vals):
        result = super().write(vals)
        self._check_subjects()
        return result

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS web
        defaults = {
            name.removeprefix("default_"): value
            for name, value in self.env.context.items()
            if name.startswith("default_")
        }
        typed = {**defaults, **values}
        subjects = {name: typed[name] for name in self._subjects() if name in typed}
        self.new(subjects)._check_subjects()
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _subjects(self):
        """:return: names of the fields that say what a dialog is about"""
        return [
            field.name
            for field in self._fields.values()
            if field.type == "many2one"
            and field.store
            and field.name not in LOG_ACCESS_COLUMNS
        ]

    def _check_subjects(self):
        """:raise AccessError: it is about what its user may not see"""
        for name in self._subjects():
            self[name]._origin.check_access("read")
