"""Numbers of things, and lists of names, in words that fit one as well as many.

In each function: environment (for the language) and what is counted in, a string out.
"""


def days_words(env, count):
    return env._("1 day") if count == 1 else env._("%s days", count)


def in_days_words(env, count):
    """What follows “it ends …”, where ``count`` is of whole days."""
    if count == 0:
        return env._("within a day")
    return env._("in 1 day") if count == 1 else env._("in %s days", count)


def records_words(env, model, count):
    """How many records of a model, e.g. “12 invoices”."""
    if model == "account.move":
        return env._("1 invoice") if count == 1 else env._("%s invoices", count)
    if model == "res.partner":
        return env._("1 contact") if count == 1 else env._("%s contacts", count)
    return env._("1 record") if count == 1 else env._("%s records", count)


def lines_words(env, count):
    """How many lines of invoices."""
    return env._("1 line") if count == 1 else env._("%s lines", count)


def questions_words(env, count):
    return env._("1 question") if count == 1 else env._("%s questions", count)


def causes_words(env, count):
    return env._("1 cause") if count == 1 else env._("%s causes", count)


def pushed_words(env, arrived, unchanged, to_solve):
    """What became of pushes.

    :param arrived: how many records stand in Xero by them
    :param unchanged: how many needed no push, for Xero has them as they are
    :param to_solve: how many are held back, as a number or in words
    """
    if unchanged and not (arrived or to_solve):
        return env._("Nothing had to be sent.")
    words = []
    if arrived:
        words.append(env._("In Xero: %s.", arrived))
    if unchanged:
        words.append(env._("Nothing to change: %s.", unchanged))
    if to_solve:
        words.append(env._("Needs attention: %s.", to_solve))
    return " ".join(words)


def names_words(env, names, more):
    """:param names: list of str that are named
    :param more: how many are not
    """
    text = ", ".join(names)
    if more <= 0:
        return text
    return env._("%(names)s and %(more)s more", names=text, more=more)
