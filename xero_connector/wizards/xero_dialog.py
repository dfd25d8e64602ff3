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
        # What a stored field says is computed from there; here it is taken as it comes.
        given = [name for name in self._subjects(stored=False) if name in typed]
        self.new({name: typed[name] for name in given})._check_subjects(given)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _subjects(self, stored=True):
        """:return: names of the fields that say what a dialog is about"""
        return [
            field.name
            for field in self._fields.values()
            if field.relational
            and not self.env[field.comodel_name]._transient
            and (field.store or not stored)
            and field.name not in LOG_ACCESS_COLUMNS
        ]

    def _check_subjects(self, names=None):
        """:raise AccessError: it is about what its user may not see"""
        for name in names or self._subjects():
            subjects = self[name]._origin
            subjects.check_access("read")
            if subjects._name == "xero.issue":
                subjects._check_about()
