"""One invoice, and what becomes of it in Xero."""

from tests.screenshots.stage import Stage


def invoice_changed(stage: Stage) -> None:
    """It stands in Xero and is changed here: *Update in Xero*."""
    move = _pushed(stage)
    stage.set(push_when="by_hand")
    _edit(stage, move, "PO 7714")
    stage.shoot("invoice-changed", _form(move))
    stage.set(push_when="posted")
    stage.push([move], "pushed")


def invoice_in_draft(stage: Stage) -> None:
    """It stands in Xero, and is being corrected here."""
    move = _pushed(stage)
    stage.user.call("account.move", "button_draft", [move])
    stage.shoot("invoice-draft", _form(move))
    stage.user.call("account.move", "action_post", [move])
    stage.wait_for([move], "pushed")


def invoice_cancelled(stage: Stage) -> None:
    """Cancelled here, standing there: *Void in Xero*."""
    move = _pushed(stage)
    stage.set(push_when="by_hand")
    stage.user.call("account.move", "button_draft", [move])
    stage.user.call("account.move", "button_cancel", [move])
    stage.shoot("invoice-to-void", _form(move))
    stage.user.call("account.move", "action_xero_void", [move])
    stage.wait_for([move], "voided")
    stage.shoot("invoice-voided", _form(move))
    stage.set(push_when="posted")


def invoice_paid(stage: Stage) -> None:
    """Paid in Xero, then changed here: what Xero no longer takes, and what helps."""
    move = _pushed(stage)
    stage.xero.act("pay", invoice=_number(stage, move))
    stage.sync()
    stage.shoot("invoice-paid", _form(move))
    stage.user.call("account.move", "button_draft", [move])
    (line, *_others) = stage.user.read(
        "account.move.line",
        [("move_id", "=", move), ("display_type", "=", "product")],
        ["id"],
    )
    price = {"invoice_line_ids": [(1, line["id"], {"price_unit": 90})]}
    stage.user.write("account.move", [move], price)
    stage.user.call("account.move", "action_post", [move])
    stage.push([move], "blocked")
    stage.shoot("invoice-paid-changed", _form(move))


def invoice_conflict(stage: Stage) -> None:
    """Changed here and in Xero: the invoice says so, with the button to compare."""
    move = _pushed(stage)
    values = {"Reference": "PO 7741"}
    stage.xero.act("edit_invoice", invoice=_number(stage, move), values=values)
    _edit(stage, move, "PO 7714")
    stage.push([move], "blocked")
    stage.shoot("invoice-conflict", _form(move))


def gone(stage: Stage) -> None:
    """What Xero no longer lists: on the invoice, its document, a contact."""
    move = _pushed(stage)
    document = stage.newest("xero.document", ("move_id", "=", move))
    contact = stage.newest("xero.contact", ("partner_id", "!=", False))
    removed = "gone_at = now() AT TIME ZONE 'UTC'"
    stage.odoo.sql(f"UPDATE xero_document SET {removed} WHERE id = {document}")
    stage.odoo.sql(f"UPDATE xero_contact SET {removed} WHERE id = {contact}")
    stage.shoot("gone-invoice", _form(move))
    stage.shoot("gone-invoices", "customer-invoices")
    stage.shoot("gone-document", f"xero.document/{document}")
    stage.shoot("gone-documents", "action-xero_connector.xero_document_action")
    stage.shoot("gone-contact", f"xero.contact/{contact}")
    stage.odoo.sql("UPDATE xero_document SET gone_at = NULL")
    stage.odoo.sql("UPDATE xero_contact SET gone_at = NULL")


def _pushed(stage: Stage) -> int:
    """:return: an invoice that stands in Xero"""
    (move, *_others) = stage.sell()
    stage.push([move], "pushed")
    stage.run()
    return move


def _form(move: int) -> str:
    return f"customer-invoices/{move}"


def _number(stage: Stage, move: int) -> str:
    (row,) = stage.user.read("account.move", [("id", "=", move)], ["name"])
    return str(row["name"])


def _edit(stage: Stage, move: int, reference: str) -> None:
    """Correct a confirmed invoice, as its form lets a person do."""
    stage.user.call("account.move", "button_draft", [move])
    stage.user.write("account.move", [move], {"ref": reference})
    stage.user.call("account.move", "action_post", [move])
