"""Numbers of days in words that fit one as well as many.

In each function: environment (for the language) and a number in, a string out.
"""


def days_words(env, count):
    return env._("1 day") if count == 1 else env._("%s days", count)


def in_days_words(env, count):
    """What follows “it ends …”, where ``count`` is of whole days."""
    if count == 0:
        return env._("within a day")
    return env._("in 1 day") if count == 1 else env._("in %s days", count)
