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
    env = as_browser(env)
    screens = {}
    move = env["account.move"]
    domain = [("move_type", "=", "out_invoice")]
    for count in lists:
        view = env.ref("account.view_out_invoice_tree").id
        screens[f"list {count}"] = _list(move, view, "list", domain, count)
    if form:
        spec = view_spec(move, env.ref("account.view_move_form").id, "form")
        screens["form"] = lambda: move.browse(form).web_read(spec)
    for count in issues:
        issue = env["xero.issue"]
        view = env.ref("xero_connector.xero_issue_view_kanban").id
        screens[f"issues {count}"] = _list(issue, view, "kanban", [], count)
    return measure_all(env, screens, rounds)


def as_browser(env):
    """:return: the administrator's environment, as each call of a browser has it"""
    env = env(user=ADMIN, su=False)
    companies = {"allowed_company_ids": env.companies.ids}
    return env(context={**env["res.users"].context_get(), **companies})


def _list(model, view, kind, domain, count):
    spec = view_spec(model, view, kind)

    def open_():
        rows = model.web_search_read(domain, spec, limit=count)["records"]
        assert len(rows) == count, f"{len(rows)} rows"

    return open_


def measure_all(env, screens, rounds):
    """Open each of the screens so many times, by turns.

    :return: dict of its name to its median ``seconds`` and its ``queries``
    """
    seconds, queries = {name: [] for name in screens}, {}
    for _round in range(rounds + 2):
        for name, open_ in screens.items():
            env.invalidate_all()
            before, start = env.cr.sql_log_count, time.perf_counter()
            open_()
            seconds[name].append(time.perf_counter() - start)
            queries[name] = env.cr.sql_log_count - before
    # The first ones fill what a worker keeps.
    return {
        name: {"seconds": median(seconds[name][2:]), "queries": queries[name]}
        for name in screens
    }


def view_spec(model, view, kind):
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
