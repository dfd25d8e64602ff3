"""What a browser asks for when a person opens the match desk, or a list instead."""

from benchmarks.inside.open_screens import as_browser, measure_all, view_spec


def run(env, connection, rows, rounds=9):
    """
    :return: dict of each screen to its median seconds and its queries
    """
    env = as_browser(env)
    # What was made up by SQL names its own commercial partner.
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE commercial_partner_id IS NULL"
    )
    env.cr.execute("ANALYZE")
    contacts = env["xero.contact"]
    action = env["xero.connection"].browse(connection).action_open_unmatched()
    desk = contacts.with_context(**action["context"])
    (kanban,) = (view for view, kind in action["views"] if kind == "kanban")
    spec = view_spec(desk, kanban, "kanban")
    list_spec = view_spec(
        contacts, env.ref("xero_connector.xero_contact_view_list").id, "list"
    )

    def open_desk(count):
        rows = desk.web_search_read(
            action["domain"], spec, limit=count, order="match_order, name, id"
        )
        assert len(rows["records"]) == count
        return desk.env["xero.match.desk"].read_desk()

    def open_list():
        found = contacts.web_search_read(action["domain"], list_spec, limit=rows)
        assert len(found["records"]) == rows

    screens = {
        "list": open_list,
        "desk": lambda: open_desk(rows),
        "desk few": lambda: open_desk(10),
    }
    return measure_all(env, screens, rounds)
