from odoo import fields, models
from odoo.tools import SQL


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
    page_count = fields.Integer(readonly=True, help="Number of pages at that time.")
    item_count = fields.Integer(readonly=True, help="Number of records at that time.")
    # A thousand ids: read when the pull ends, not with each of its steps.
    xero_ids = fields.Json(readonly=True, prefetch=False)
    newest = fields.Datetime(
        readonly=True, help="Newest Xero timestamp on the page, UTC."
    )

    def _item_count(self):
        """:return: records there are, by the first page; a list without pages is one"""
        return self[:1].item_count or len(self[:1]._listed())

    def _lack_any(self, ids):
        """:return: whether one of these ids stands on none of these pages; what has no
        id says nothing"""
        if not self or not any(ids):
            return any(ids)
        self.flush_model()
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT FROM unnest(%s::varchar[]) AS listed (xero_id)
                     WHERE listed.xero_id != '' AND NOT EXISTS (
                           SELECT FROM xero_resource_page page
                            WHERE page.id IN %s AND page.xero_ids ? listed.xero_id)
                     LIMIT 1
                    """,
                    list(ids),
                    self._ids,
                )
            )
        )

    def _listed(self):
        """:return: Xero's ids of the records on these pages, in its order"""
        # An empty list is stored as nothing.
        return [xero_id for page in self for xero_id in page.xero_ids or []]
