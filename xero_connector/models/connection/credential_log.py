import logging

WITHHELD = "a statement on xero_credential; its values are withheld"


class NoSecrets(logging.Filter):
    """Keeps what is written to a credential out of the log.

    Odoo logs a statement that fails, and in debug mode each one, with its values.
    """

    def filter(self, record):
        if any("xero_credential" in str(arg) for arg in _each(record.args)):
            record.msg, record.args = WITHHELD, ()
        return True


def _each(args):
    return args.values() if isinstance(args, dict) else args or ()


logging.getLogger("odoo.sql_db").addFilter(NoSecrets())
