import logging

from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)


def attempt(env, what, do, *args):
    """Do something that must not stop its neighbours.

    :param str what: for the log
    :param do: function that is called with the rest
    :return: what it raised, None if nothing; if something, nothing of it was done
    :raise OperationalError: what is about the whole transaction, such as a conflict
    """
    try:
        with env.cr.savepoint():
            do(*args)
    except OperationalError:
        raise
    except Exception as error:
        _logger.info("%s: not done", what, exc_info=True)
        return error
    return None


def attempt_each(records, what, do):
    """Do something with these, all at once if that goes, else one by one.

    :param str what: for the log
    :param do: function that is called with some of the records
    :return: dict of each record of which it was not done to what it raised
    """
    if not records:
        return {}
    error = attempt(records.env, f"{what} {records}", do, records)
    if not error or len(records) == 1:
        return {records: error} if error else {}
    return {
        record: error
        for record in records
        if (error := attempt(record.env, f"{what} {record}", do, record))
    }
