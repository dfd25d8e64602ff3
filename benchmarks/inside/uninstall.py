"""The same database without the connector."""


def run(env):
    """Uninstall it, as a person does."""
    module = env["ir.module.module"].search([("name", "=", "xero_connector")])
    module.button_immediate_uninstall()
    return True
