from odoo import fields, models


class XeroResourcePage(models.Model):
    """A page that a pull has read: what was on it, until the pull ends.

    So a pull whose worker is killed goes on with the next page, and knows at the end
    which records Xero listed.
    """

    _name = "xero.resource.page"
    _description = "Page Read from Xero"
    _order = "resource_id, number"
    _rec_name = "number"

    resource_id = fields.Many2one(
        "xero.resource", required=True, index=True, ondelete="cascade", readonly=True
    )
    number = fields.Integer(required=True, readonly=True)
    page_count = fields.Integer(readonly=True, help="Pages there were at that moment.")
    item_count = fields.Integer(readonly=True, help="Records there were at the moment.")
    # A thousand ids: read when the pull ends, not with each of its steps.
    xero_ids = fields.Json(readonly=True, prefetch=False)
    newest = fields.Datetime(readonly=True, help="Xero's newest stamp on it, UTC.")

    def _item_count(self):
        """:return: records there are, by the first page; a list without pages is one"""
        return self[:1].item_count or len(self[:1]._listed())

    def _listed(self):
        """:return: Xero's ids of the records on these pages, in its order"""
        # An empty list is stored as nothing.
        return [xero_id for page in self for xero_id in page.xero_ids or []]
