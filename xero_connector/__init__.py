import logging

from . import controllers, models, wizards
from .xerolib import errors

_logger = logging.getLogger(__name__)


def uninstall_hook(env):
    """Xero is told that it is over, once, and the crons of connections go with them:
    rows of Odoo's own stay unless they are deleted by hand."""
    connections = env["xero.connection"].search([])
    for connection in connections.filtered(
        lambda c: c.lifecycle in ("connected", "leaving") and not c.is_copy
    ):
        try:
            connection._leave_xero(commit=lambda: None)
        except errors.XeroError as error:
            # It can be removed in Xero too, under Settings › Connected apps.
            _logger.info("Xero was not told of %s: %s", connection.id, error.code)
    connections.cron_id.unlink()
