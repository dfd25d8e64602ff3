"""Drafts posted, a transaction each time, with the automatic push and without."""

import time


def run(env, connection, batches):
    """Post batches of drafts, each way in turn; the first of each way fills caches.

    :param connection: id of the connection
    :param batches: lists of ids of drafts, an even number of them
    :return: for each pair, what was spent without and with: seconds, queries beside
        those that ask for a trigger, triggers
    """
    connection = env["xero.connection"].browse(connection)
    pairs = []
    for number in range(0, len(batches), 2):
        ways = ["by_hand", "posted"]
        if number % 4:
            ways.reverse()  # who comes second must have no advantage
        spent = {}
        for way, moves in zip(ways, batches[number : number + 2], strict=True):
            connection.push_when = way
            env.cr.commit()  # pylint: disable=invalid-commit
            env.invalidate_all()
            spent[way] = _post(env, env["account.move"].browse(moves))
        pairs.append((spent["by_hand"], spent["posted"]))
    return pairs[1:]


def _post(env, moves):
    triggers, queries = _triggers(env), env.cr.sql_log_count
    start = time.perf_counter()
    moves.action_post()
    env.cr.flush()
    queries = env.cr.sql_log_count - queries
    env.cr.commit()  # pylint: disable=invalid-commit
    seconds = time.perf_counter() - start
    triggers = _triggers(env) - triggers
    assert set(moves.mapped("state")) == {"posted"}
    return {"seconds": seconds, "queries": queries - triggers, "triggers": triggers}


def _triggers(env):
    return env["ir.cron.trigger"].search_count([])
