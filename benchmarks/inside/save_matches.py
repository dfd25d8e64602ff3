"""Decisions of a person about many contacts: saved, and undone."""

import time

ADMIN = 2
CONTEXT = {
    "tracking_disable": True,
    "no_vat_validation": True,
    "xero_pulled": True,
}


def run(env, connection, counts, first_links):
    """Match as many made-up contacts, each another name, email and phone.

    :param connection: id of the connection
    :param counts: how many at once, one after the other
    :param first_links: values of the setting ``first_link``, each measured
    :return: dict of ``first_link`` and count to seconds and queries of ``save``, of
        ``undo``, and of ``write``: bare Odoo writes what Xero's values wrote
    """
    env = env(user=ADMIN, su=False)
    connection = env["xero.connection"].browse(connection)
    # Xero's values may come in.
    connection.sync_contacts = True
    connection.sudo().import_settings_saved = True
    told = {}
    for first_link in first_links:
        connection.first_link = first_link
        for count in counts:
            told[f"{first_link} {count}"] = _measure(env, connection, count)
    env.cr.rollback()
    return told


def _measure(env, connection, count):
    partners, contacts = _make(env, connection, count)
    changes = env["xero.match.change"]
    changes._decide_pairs(
        connection, list(zip(contacts.ids, partners.ids, strict=True))
    )
    save = _timed(env, lambda: changes.save(connection.id))
    assert contacts.partner_id == partners
    side = "accounts@xero" if connection.first_link == "xero" else "sales@odoo"
    assert partners[0].email.startswith(side)
    written = partners.read(("name", "email", "phone"))
    run = env["xero.match.run"].search([], limit=1)
    undo = _timed(env, run.action_undo)
    assert not contacts.partner_id
    assert partners[0].email == "sales@odoo0.example"

    def write():
        for partner, values in zip(partners, written, strict=True):
            del values["id"]
            partner.with_context(**CONTEXT).write(values)

    return {"save": save, "undo": undo, "write": _timed(env, write)}


def _make(env, connection, count):
    partners = env["res.partner"].create(
        [
            {
                "name": f"Bench Matching {n} Limited",
                "is_company": True,
                "email": f"sales@odoo{n}.example",
                "phone": f"+64 9 555 {n:05}",
            }
            for n in range(count)
        ]
    )
    made = env.cr.sql_log_count
    contacts = env["xero.contact"].sudo()
    contacts = contacts.create(
        [
            {
                "connection_id": connection.id,
                "xero_id": f"bench-{made}-{n}",
                "name": f"Bench Matching {n} Ltd",
                "status": "ACTIVE",
                "email": f"accounts@xero{n}.example",
                "phone": f"64 9 556 {n:05}",
            }
            for n in range(count)
        ]
    )
    return partners, contacts.sudo(False)


def _timed(env, do):
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    do()
    env.flush_all()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "queries": env.cr.sql_log_count - queries}
