# Characters of a text that something else made, the last ones: there an error says what
# it is.
MOST = 20_000


def storable(value):
    """:param value: a text that something else made (Xero, another addon), or JSON with
        such texts in it
    :return: the same, as the database takes it: without NUL and half characters
    """
    if isinstance(value, str):
        text = value.replace("\0", "")[-MOST:]
        return text.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {key: storable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(each) for each in value]
    return value
