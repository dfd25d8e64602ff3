"""What fails is set aside: by name, with a button, and all else goes on."""

from tests.screenshots.stage import Stage

# A firewall before Xero does not let it pass.
_WORD = "Arsenic"

# A contact that is in each seed's demo company.
_STRANGER = "Ridgeway University"
_KNOWN = "Marlborough Cellars Ltd"
_GROUPED, _STOPPED = "Truxton Property Management", "Wanaka Ski Hire"


def poison_invoice(stage: Stage) -> None:
    """Xero cannot take one invoice: the issue, the invoice, and the others in Xero."""
    moves = stage.sell()
    (line, *_others) = stage.user.read(
        "account.move.line",
        [("move_id", "=", moves[0]), ("display_type", "=", "product")],
        ["id"],
    )
    stage.user.write("account.move.line", [line["id"]], {"name": f"{_WORD}, 1 kg"})
    stage.xero.fault(
        "status", "PUT", "Invoices", contains=_WORD, status=500, times=None
    )
    stage.books.push()

    def is_held() -> bool:
        stage.odoo.let_time_pass()
        rows = stage.user.read("account.move", [("id", "=", moves[0])], ["xero_state"])
        return bool(rows[0]["xero_state"] == "blocked")

    stage.odoo.wait_until(is_held, "an invoice that Xero cannot take", 120)
    stage.wait_for(moves[1:], "pushed")
    stage.shoot("poison-issues", "action-xero_connector.xero_issue_action")
    stage.shoot("poison-issue", f"xero.issue/{stage.newest('xero.issue')}")
    stage.shoot("poison-invoice", f"customer-invoices/{moves[0]}")
    stage.user.call("xero.issue", "action_leave_out", [stage.newest("xero.issue")])


def tried_again(stage: Stage) -> None:
    """What fails and is tried again by itself: the invoice, the run, the check."""
    moves = stage.sell()
    page = "<html>Request blocked</html>"
    stage.xero.fault("status", "PUT", "Invoices", times=None, status=403, body=page)
    stage.books.push(moves)
    stage.odoo.wait_until(
        lambda: bool(stage.newest("xero.retry", ("lane", "=", "push"))), "a failure", 90
    )
    stage.shoot("tried-again-invoice", f"customer-invoices/{moves[0]}")
    stage.shoot("tried-again-run", f"xero.batch/{stage.newest('xero.batch')}")
    stage.shoot_dialog("tried-again-health", stage.form, "action_check_health")


def odd_row(stage: Stage) -> None:
    """A row of Xero's that cannot be read: its issue, the row, and what it says."""
    stage.xero.fault(
        "alter", "GET", "Contacts", row=_STRANGER, texts={"Name": "17"}, times=None
    )
    stage.sync()
    stage.odoo.wait_until(lambda: bool(stage.newest("xero.odd.row")), "an odd row")
    stage.run()
    row = stage.newest("xero.odd.row")
    stage.shoot("odd-row-issue", f"xero.issue/{stage.newest('xero.issue')}")
    stage.shoot("odd-rows", "action-xero_connector.xero_odd_row_action")
    stage.shoot("odd-row", f"xero.odd.row/{row}")
    stage.xero.forget_faults()
    stage.user.call("xero.issue", "action_try_again", [stage.newest("xero.issue")])
    stage.run()


def comes_in(stage: Stage) -> None:
    """A contact with persons and groups; one on stop, its invoice; who was renamed."""
    ana = {"FirstName": "Ana", "LastName": "Müller", "EmailAddress": "ana@x.example"}
    ben = {"FirstName": "Ben", "LastName": "Aitken", "EmailAddress": "ben@x.example"}
    dora = {"FirstName": "Dora", "LastName": "Ng", "EmailAddress": "dora@x.example"}
    stage.set(groups_as_tags=True, contact_label="account_number")
    for persons in ([ana, ben], [ana, dora]):
        stage.xero.turn_clock(60)
        values = {"ContactPersons": persons}
        stage.xero.act("edit_contact", contact=_GROUPED, values=values)
        stage.sync()
        stage.run()
    stage.xero.act("archive_contact", contact=_STOPPED)
    stage.sync()
    stage.run()
    issue = stage.newest("xero.issue", ("cause", "=", "person_renamed"))
    stage.shoot("person-renamed", f"xero.issue/{issue}")
    stage.shoot_dialog("person-dialog", f"xero.issue/{issue}", "action_solve")
    contact = stage.newest("xero.contact", ("name", "=", _GROUPED))
    stage.shoot("contact-with-persons", f"xero.contact/{contact}")
    partner = stage.newest("res.partner", ("name", "=", _STOPPED))
    stage.shoot("on-stop-partner", f"res.partner/{partner}")
    values = {"move_type": "out_invoice", "partner_id": partner}
    (move,) = stage.user.create("account.move", values)
    stage.shoot("on-stop-invoice", f"customer-invoices/{move}")
    stage.set(groups_as_tags=False, contact_label="name")


def partner_note(stage: Stage) -> None:
    """What a pull changed on a partner stands in its chatter, from what to what."""
    partner = stage.newest("res.partner", ("name", "=", _KNOWN))
    values = {
        "EmailAddress": "cellar.door@marlboroughcellars.example",
        "Addresses": [
            {"AddressType": "STREET", "AddressLine1": "9 Wharf Road", "City": "Picton"}
        ],
    }
    stage.xero.act("edit_contact", contact=_KNOWN, values=values)
    stage.sync()

    def is_told() -> bool:
        rows = stage.user.read("res.partner", [("id", "=", partner)], ["city"])
        return bool(rows[0]["city"] == "Picton")

    stage.odoo.wait_until(is_told, "the change in Odoo")
    stage.shoot("partner-note", f"res.partner/{partner}")
