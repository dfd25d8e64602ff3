from odoo import SUPERUSER_ID, api

RENAMED = {
    "model._run_connection(": "model._cron_run(",
    "model._enqueue_due(": "model._cron_start_due(",
    "model._watch(": "model._cron_watch(",
}
MODELS = ("xero.runner", "xero.connection")


def migrate(cr, version):
    """What crons call is named as Odoo names it."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    crons = env["ir.cron"].with_context(active_test=False)
    for cron in crons.search([("model_id.model", "in", MODELS)]):
        for old, new in RENAMED.items():
            if old in (cron.code or ""):
                cron.code = cron.code.replace(old, new)
