"""Bare Odoo: partners with given values, created in bulk."""

import time

# As the connector creates them: without e-mails, followers, notes.
CONTEXT = {
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "no_vat_validation": True,
}
FIELDS = (
    "name",
    "is_company",
    "email",
    "phone",
    "vat",
    "company_registry",
    "street",
    "street2",
    "city",
    "zip",
    "country_id",
    "state_id",
    "customer_rank",
    "supplier_rank",
    "company_id",
)


def run(env, connection):
    """Create once more the partners that the connector created.

    :param connection: id of the connection that created them
    :return: their number, and seconds
    """
    env = env(context={**env.context, **CONTEXT})
    contacts = env["xero.contact"].search(
        [("connection_id", "=", connection), ("matched_by", "=", "created")]
    )
    values = contacts.partner_id.read(FIELDS, load=None)
    for one in values:
        del one["id"]
    env.invalidate_all()
    start = time.perf_counter()
    env["res.partner"].create(values)
    env.flush_all()
    env.cr.commit()  # pylint: disable=invalid-commit
    return {"count": len(values), "seconds": time.perf_counter() - start}
