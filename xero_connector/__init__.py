from . import controllers, extend, models, wizards


def uninstall_hook(env):
    """The crons of connections are rows of Odoo's own, so they go by hand."""
    env["xero.connection"].search([]).cron_id.unlink()
