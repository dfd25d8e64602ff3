from odoo import SUPERUSER_ID, http
from odoo.http import Response, request

from ..xerolib.webhooks import SIGNATURE_HEADER

# An event takes some 400 bytes; beyond this Odoo answers 413 before it reads.
MOST_BYTES = 4 * 1024 * 1024


class XeroWebhook(http.Controller):
    @http.route(
        "/xero/webhook",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MOST_BYTES,
    )
    def deliver(self, **_form):
        """Xero says that something changed; or asks whether we check its signature.

        It wants 200 or 401 within five seconds, without a body and without a cookie.
        """
        webhooks = request.env(user=SUPERUSER_ID)["xero.webhook"]
        signed = webhooks._receive(
            request.httprequest.get_data(),
            request.httprequest.headers.get(SIGNATURE_HEADER, ""),
        )
        return Response(status=200 if signed else 401)
