"""What changed, from what to what, as a note for the chatter."""

from markupsafe import Markup

# Stands for a value that not everyone who sees the note may see.
HIDDEN = "•••"


def note_of_changes(title, changes):
    """:param str title: what happened
    :param changes: list of tuples: what it is called, what it was, what it is now
    :return: the note as HTML, all texts escaped
    """
    rows = Markup().join(
        Markup("<li>{}: {} → {}</li>").format(what, before or "–", after or "–")
        for what, before, after in changes
    )
    return Markup("<p>{}</p><ul>{}</ul>").format(title, rows)
