from odoo import http
from odoo.http import request


class XeroKeep(http.Controller):
    @http.route(
        "/xero/keep/<int:connection_id>", type="http", auth="user", methods=["GET"]
    )
    def keep(self, connection_id):
        """*Keep connected* in a mail: log in, keep, and see the connection.

        It may be a plain link: who opens it twice, or by accident, does no harm.
        """
        connection = request.env["xero.connection"].browse(connection_id).exists()
        if not connection:
            return request.not_found()
        connection.action_keep()
        return request.redirect(f"/odoo/xero-connections/{connection.id}")
