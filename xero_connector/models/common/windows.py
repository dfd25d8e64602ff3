"""What a button opens, as Odoo's web client takes it."""


def window(model, name=None, *, views=("form",), dialog=False, **more):
    """
    :param str model: of what is shown
    :param str name: the title; by default the record's own
    :param views: kinds of views, the first one is shown
    :param bool dialog: whether it comes over what is shown now
    :param more: ``res_id``, ``domain``, ``context``
    :return: dict, an action that opens a window
    """
    return {
        "type": "ir.actions.act_window",
        "res_model": model,
        "views": [(False, view) for view in views],
        **({"name": name} if name else {}),
        **({"target": "new"} if dialog else {}),
        **more,
    }
