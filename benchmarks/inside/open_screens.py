"""What a browser asks for when a person opens invoices and issues."""

import time
from statistics import median

from lxml import etree

ADMIN = 2


def run(env, lists=(), form=None, issues=(), rounds=9):
    """Open screens as the administrator does, nothing being cached.

    :param lists: how many invoices lists show, one after the other
    :param form: id of an invoice to open
    :param issues: how many issues their cards show
    :return: dict of each screen to its median seconds and its queries
    """
    env = env(user=ADMIN, su=False)
    screens = {}
    move = env["account.move"]
    domain = [("move_type", "=", "out_invoice")]
    for count in lists:
        view = env.ref("account.view_out_invoice_tree").id
        screens[f"list {count}"] = _list(move, view, "list", domain, count)
    if form:
        spec = _spec(move, env.ref("account.view_move_form").id, "form")
        screens["form"] = lambda: move.browse(form).web_read(spec)
    for count in issues:
        issue = env["xero.issue"]
        view = env.ref("xero_connector.xero_issue_view_kanban").id
        screens[f"issues {count}"] = _list(issue, view, "kanban", [], count)
    return {name: _measure(env, open_, rounds) for name, open_ in screens.items()}


def _list(model, view, kind, domain, count):
    spec = _spec(model, view, kind)

    def open_():
        rows = model.web_search_read(domain, spec, limit=count)["records"]
        assert len(rows) == count, f"{len(rows)} rows"

    return open_


def _measure(env, open_, rounds):
    seconds = []
    for _round in range(rounds + 2):
        env.invalidate_all()
        queries, start = env.cr.sql_log_count, time.perf_counter()
        open_()
        seconds.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - queries
    # The first ones fill what a worker keeps.
    return {"seconds": median(seconds[2:]), "queries": queries}


def _spec(model, view, kind):
    """:return: what the view of that kind makes the browser ask for"""
    arch = model.get_views([(view, kind)])["views"][kind]["arch"]
    return _fields(model, etree.fromstring(arch))


def _fields(model, node):
    spec = {}
    for child in node.iterchildren(tag=etree.Element):
        if child.tag != "field":
            spec |= _fields(model, child)
            continue
        name = child.get("name")
        field = model._fields[name]
        spec[name] = {}
        if field.type in ("one2many", "many2many"):
            inner = {}
            for view in child.iterchildren("list", "kanban"):
                inner |= _fields(model.env[field.comodel_name], view)
            spec[name] = {"fields": inner}
        elif field.type == "many2one":
            spec[name] = {"fields": {"display_name": {}}}
    return spec
