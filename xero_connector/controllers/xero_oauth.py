from odoo import http
from odoo.http import request
from odoo.service.model import retrying


class XeroOAuth(http.Controller):
    @http.route("/xero/oauth/callback", type="http", auth="user", methods=["GET"])
    def callback(self, state=None, code=None, error=None, **_query):
        """Back from Xero's consent page.

        The code is good for one exchange, and Odoo repeats a request that meets a
        concurrent change. So all that is decided here is decided on a cursor of its
        own, committed step by step, each step repeated for itself; the request only
        redirects.
        """
        with request.env.registry.cursor() as cr:
            env = request.env(cr=cr)

            def step(work):
                return retrying(work, env)

            trip = step(lambda: env["xero.connect.wizard"]._consume_state(state))
            if not trip:
                return request.render("xero_connector.oauth_not_usable", status=400)
            connection = trip._handle_callback(code, error, step)
            url = f"/odoo/xero-connections/{connection.id}"
        return request.redirect(url)
