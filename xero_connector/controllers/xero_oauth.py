import logging

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..xerolib import errors

_logger = logging.getLogger(__name__)


class XeroOAuth(http.Controller):
    @http.route("/xero/oauth/callback", type="http", auth="user", methods=["GET"])
    def callback(self, state=None, code=None, error=None, **_query):
        """Back from Xero's consent page.

        The code is good for one exchange, and Odoo repeats a request that meets a
        concurrent change. So all that is decided here is decided on a cursor of its
        own and committed, and the request itself only redirects.
        """
        if not request.env.user.has_group("xero_connector.group_xero_manager"):
            return self._not_usable()
        with request.env.registry.cursor() as cr:
            env = request.env(cr=cr)
            trip = env["xero.connect.wizard"].sudo()._trip(state)
            cr.commit()  # pylint: disable=invalid-commit
            if not trip:
                return self._not_usable()
            connection = self._land(trip, code, error)
            url = f"/odoo/xero.connection/{connection.id}"
        return request.redirect(url)

    def _land(self, trip, code, error):
        """:return: the connection to show, connected or with the reason why not"""
        connection = trip.connection_id
        if error or not code:
            trip._refused(error or "access_denied")
            return connection
        try:
            organisations = trip._arrived(code)
            # The tokens replaced Xero's old ones: they must outlive whatever follows.
            trip.env.cr.commit()  # pylint: disable=invalid-commit
            if connection.tenant_id:
                same = organisations.filtered(
                    lambda o: o.tenant_id == connection.tenant_id
                )
                organisations = same or organisations
            if len(organisations) == 1:
                connection = connection._adopt_organisation(organisations)
        except errors.XeroError as failure:
            _logger.info("Xero consent of connection %s: %s", trip.id, failure.code)
        except UserError as failure:
            connection.quota_ids._set_problem("not_adopted", str(failure))
        return connection

    def _not_usable(self):
        """A state that is not ours to use: nothing is said of whose it is."""
        return request.render("xero_connector.oauth_not_usable", status=400)
