from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase

# An id that Xero gave to nothing.
GONE = "00000000-0000-0000-0000-000000000000"


class UpdateCase(ConnectedCase):
    """An invoice stands in Xero and is changed."""

    def pushed(self, *lines, **values):
        move = self.invoice(*lines, **values)
        self.push(move)
        self.assertEqual(move.xero_state, "pushed", self.story())
        sandbox.forget_calls()
        return move

    def change(self, move, line=None, **values):
        """Reset the invoice, change it, and confirm it again.

        :param line: values of its first line
        """
        move.button_draft()
        if line:
            move.invoice_line_ids[0].write(line)
        move.write(values)
        move.action_post()

    def bookkeeper(self, move, *lines, **values):
        """Edit the invoice in Xero, as a person there would.

        :param lines: values of its lines, in their order
        """
        if lines:
            rows = self.in_xero(move)["LineItems"]
            values["LineItems"] = [
                {"LineItemID": row["LineItemID"], **change}
                for row, change in zip(rows, lines, strict=True)
            ]
        sandbox.act("edit_invoice", invoice=move.name, values=values)

    def updates(self):
        """:return: the elements of every update since the calls were forgotten"""
        return sandbox.sent("Invoices", method="POST")

    def press(self, move):
        """Press the button of the banner."""
        model, method, ids = move.alerts["xero"]["action_call"]
        getattr(self.env[model].browse(ids), method)()
        self.run_cron(self.connection)
        self.assertEqual(self.methods(), ["GET"], "one look, and nothing is sent")

    def jobs(self, move):
        """:return: what was asked of an invoice, the newest first"""
        mine = [("res_model", "=", move._name), ("res_id", "=", move.id)]
        return self.env["xero.job"].search(mine)

    def methods(self):
        return [call["method"] for call in sandbox.calls()]

    def decide(self, issue, answer):
        """Open what the issue opens, and press one of its buttons."""
        action = issue.action_solve()
        wizard = (
            self.env[action["res_model"]].with_context(**action["context"]).create({})
        )
        getattr(wizard, answer)()
        self.run_cron(self.connection)


@tagged("post_install", "-at_install")
class TestUpdates(UpdateCase):
    """What is changed in Odoo is changed in Xero, and nothing else is."""

    def test_a_changed_price_is_changed_in_xero_after_one_look(self):
        move = self.pushed({"price_unit": 100})
        line = self.in_xero(move)["LineItems"][0]["LineItemID"]
        self.change(move, {"price_unit": 120})
        self.push(move)
        self.assertEqual(self.methods(), ["GET", "POST"])
        row = self.in_xero(move)
        self.assertEqual(row["Total"], 138)
        self.assertEqual([item["LineItemID"] for item in row["LineItems"]], [line])
        self.assertEqual(move.xero_state, "pushed")
        self.assertIn("Changed in Xero", move.message_ids[0].body)

    def test_only_what_changed_leaves(self):
        move = self.pushed({"price_unit": 100}, ref="PO 7")
        move.ref = "PO 8"
        self.push(move)
        (sent,) = self.updates()
        self.assertEqual(sent, {"InvoiceID": self.in_xero(move)["InvoiceID"], **sent})
        self.assertEqual(set(sent), {"InvoiceID", "Reference"})
        self.assertEqual(self.in_xero(move)["Reference"], "PO 8")

    def test_pressing_again_sends_nothing_and_asks_nothing(self):
        move = self.pushed()
        self.change(move, {"price_unit": 120})
        self.push(move)
        sandbox.forget_calls()
        self.push(move)
        self.assertFalse(sandbox.calls())

    def test_lines_are_added_and_removed_and_the_others_keep_their_ids(self):
        move = self.pushed(
            *({"name": name, "price_unit": 50} for name in ("Desk", "Chair", "Lamp"))
        )
        before = {i["Description"]: i for i in self.in_xero(move)["LineItems"]}
        move.button_draft()
        lines = move.invoice_line_ids
        new = {"name": "Rug", "price_unit": 30, "tax_ids": [Command.set(self.tax.ids)]}
        move.invoice_line_ids = [Command.delete(lines[1].id), Command.create(new)]
        move.action_post()
        self.push(move)
        after = {i["Description"]: i for i in self.in_xero(move)["LineItems"]}
        self.assertEqual(set(after), {"Desk", "Lamp", "Rug"})
        for name in ("Desk", "Lamp"):
            self.assertEqual(after[name]["LineItemID"], before[name]["LineItemID"])
        self.assertEqual(move.xero_state, "pushed")

    def test_tracking_and_account_of_a_bookkeeper_survive_an_update(self):
        move = self.pushed(
            {"name": "Desk", "price_unit": 100}, {"name": "Chair", "price_unit": 50}
        )
        tracking = [{"Name": "Region", "Option": "North"}]
        self.bookkeeper(move, {"AccountCode": "260", "Tracking": tracking}, {})
        self.change(move, {"price_unit": 120})
        self.push(move)
        desk = self.in_xero(move)["LineItems"][0]
        self.assertEqual(desk["UnitAmount"], 120)
        self.assertEqual(desk["AccountCode"], "260")
        self.assertEqual(desk["Tracking"][0]["Option"], "North")

    def test_an_edit_while_the_push_is_under_way_is_pushed_after_it(self):
        move = self.invoice({"price_unit": 100})
        sandbox.fault("drop_after", "PUT", "Invoices")
        self.push(move)
        self.assertEqual(move.xero_state, "checking")
        self.change(move, {"price_unit": 120})
        move.action_xero_push()
        self.wait(self.connection)
        self.assertEqual(self.in_xero(move)["Total"], 138)
        self.assertEqual(move.xero_state, "pushed")

    def test_posting_again_updates_by_itself_when_posting_pushes(self):
        self.connection.frequency = "hourly"
        move = self.pushed({"price_unit": 100})
        self.change(move, {"price_unit": 120})
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Total"], 138)

    def test_a_reference_edited_in_place_follows_when_posting_pushes(self):
        self.connection.frequency = "hourly"
        move = self.pushed(ref="PO 7")
        move.ref = "PO 8"
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Reference"], "PO 8")

    def test_five_updates_take_one_look_and_one_write(self):
        moves = [self.invoice() for _each in range(5)]
        self.push(*moves)
        for move in moves:
            self.change(move, {"price_unit": 120})
        sandbox.forget_calls()
        self.push(*moves)
        self.assertEqual(
            [(c["method"], c["elements"]) for c in sandbox.calls()],
            [("GET", 5), ("POST", 5)],
        )
        for move in moves:
            self.assertEqual(self.in_xero(move)["Total"], 138)

    def test_new_ones_and_changed_ones_leave_in_calls_of_their_own(self):
        old = self.pushed()
        self.change(old, {"price_unit": 120})
        new = self.invoice()
        self.push(old, new)
        self.assertEqual(sorted(self.methods()), ["GET", "POST", "PUT"])
        self.assertEqual((old | new).mapped("xero_state"), ["pushed", "pushed"])


@tagged("post_install", "-at_install")
class TestChangedOnBothSides(UpdateCase):
    """Nobody's work is overwritten silently: a person sees both sides."""

    def conflict(self):
        move = self.pushed({"name": "Desk", "price_unit": 100}, ref="PO 7")
        self.bookkeeper(move, {"UnitAmount": 105}, Reference="Bookkeeper's")
        self.change(move, {"price_unit": 120})
        self.push(move)
        return move, self.the_issue("changed_in_xero", move)

    def test_nothing_is_sent_and_both_sides_are_shown(self):
        move, issue = self.conflict()
        self.assertEqual(self.methods(), ["GET"])
        self.assertEqual(self.in_xero(move)["LineItems"][0]["UnitAmount"], 105)
        self.assertIn(move.name, issue.title)
        self.assertEqual(issue.severity, "warning")
        action = issue.action_solve()
        wizard = (
            self.env[action["res_model"]].with_context(**action["context"]).create({})
        )
        (line,) = wizard.line_ids
        self.assertEqual(
            (line.what, line.line, line.agreed, line.odoo, line.xero),
            ("Unit price", "Desk", "100", "120", "105"),
        )

    def test_who_may_not_read_the_invoice_neither_sees_nor_decides(self):
        _move, issue = self.conflict()
        wizards = self.env["xero.conflict.wizard"]
        decided = wizards.create({"issue_id": issue.id})
        user = self.xero_user()
        self.assertFalse(user.has_group("account.group_account_readonly"))
        self.assertTrue(issue.with_user(user).title)
        with self.assertRaises(AccessError):
            wizards.with_user(user).create({"issue_id": issue.id})
        for action in ("odoo", "xero"):
            theirs = decided.with_user(user)
            with self.assertRaises(AccessError):
                getattr(theirs, f"action_take_{action}")()
        self.assertEqual(issue.state, "open")

    def test_odoos_word_goes_to_xero_and_what_only_xero_changed_stays(self):
        move, issue = self.conflict()
        self.decide(issue, "action_take_odoo")
        row = self.in_xero(move)
        self.assertEqual(row["LineItems"][0]["UnitAmount"], 120)
        self.assertEqual(row["Reference"], "Bookkeeper's")
        self.assertFalse(self.issues())
        self.assertEqual(move.xero_state, "pushed")

    def test_xeros_word_stays_and_the_difference_is_shown(self):
        move, issue = self.conflict()
        self.decide(issue, "action_take_xero")
        self.assertFalse(self.updates())
        self.assertFalse(self.issues())
        self.assertEqual(move.xero_state, "differs")
        self.scheduled_run(self.connection)
        self.pull(self.connection)
        self.assertFalse(self.updates() or self.issues(), "it was decided already")

    def test_once_the_bookkeeper_has_taken_it_back_trying_again_sends_it(self):
        move, issue = self.conflict()
        self.bookkeeper(move, {"UnitAmount": 100})
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["UnitAmount"], 120)

    def test_the_same_change_on_both_sides_is_none(self):
        move = self.pushed({"price_unit": 100})
        self.bookkeeper(move, {"UnitAmount": 120})
        self.change(move, {"price_unit": 120})
        self.push(move)
        self.assertFalse(self.updates())
        self.assertEqual(move.xero_state, "pushed")
        self.change(move, {"price_unit": 130})
        self.push(move)
        self.assertEqual(self.in_xero(move)["LineItems"][0]["UnitAmount"], 130)

    def test_two_changes_that_add_up_to_nobodys_total_are_asked(self):
        move = self.pushed(
            {"name": "Desk", "price_unit": 100}, {"name": "Chair", "price_unit": 50}
        )
        self.bookkeeper(move, {}, {"UnitAmount": 105})
        self.change(move, {"price_unit": 120})
        self.push(move)
        issue = self.the_issue("changed_in_xero", move)
        self.assertFalse(self.updates())
        wizard = self.env["xero.conflict.wizard"].create({"issue_id": issue.id})
        line = wizard.line_ids
        self.assertEqual(
            (line.what, line.agreed, line.odoo, line.xero),
            ("Total", *map(move.currency_id._xero_format, (172.5, 195.5, 258.75))),
        )
        self.decide(issue, "action_take_odoo")
        self.assertEqual(self.in_xero(move)["Total"], move.amount_total)

    def test_what_only_xero_changed_is_left_alone(self):
        move = self.pushed(ref="PO 7")
        self.bookkeeper(move, Reference="Bookkeeper's")
        self.push(move)
        self.assertFalse(self.updates() or self.issues())
        self.assertEqual(self.in_xero(move)["Reference"], "Bookkeeper's")


@tagged("post_install", "-at_install")
class TestPaidDocuments(UpdateCase):
    """What is paid in Xero hardly changes any more, and that is said beforehand."""

    def test_the_reference_and_a_text_still_change(self):
        move = self.pushed({"name": "Desk", "price_unit": 100})
        sandbox.act("pay", invoice=move.name, amount=10)
        self.change(move, {"name": "Big desk"}, ref="PO 8")
        self.push(move)
        row = self.in_xero(move)
        self.assertEqual(row["Reference"], "PO 8")
        self.assertEqual(row["LineItems"][0]["Description"], "Big desk")
        self.assertEqual(row["Total"], 115)

    def test_a_price_does_not_and_the_issue_names_it_and_the_way_out(self):
        move = self.pushed({"price_unit": 100})
        sandbox.act("pay", invoice=move.name, amount=10)
        self.change(move, {"price_unit": 120})
        self.push(move)
        issue = self.the_issue("paid_in_xero", move)
        self.assertIn("has a payment or credit in Xero", issue.title)
        self.assertIn("Unit price", issue.advice)
        self.assertIn("credit note", issue.advice)
        self.assertFalse(self.updates())
        preview = self.env["xero.preview.wizard"].create({"move_id": move.id})
        self.assertIn(f"Needs attention: {issue.title}", preview.page)
        self.assertNotIn("alert-success", preview.page)
        sandbox.act("unpay", invoice=move.name)
        issue.action_try_again()
        self.run_cron(self.connection)
        self.assertEqual(self.in_xero(move)["Total"], 138)

    def test_what_was_voided_in_xero_takes_no_change(self):
        move = self.pushed({"price_unit": 100})
        sandbox.act("void", invoice=move.name)
        self.change(move, {"price_unit": 120})
        self.push(move)
        issue = self.the_issue("voided_in_xero", move)
        self.assertIn("duplicate", issue.advice)
        self.assertFalse(self.updates())


@tagged("post_install", "-at_install")
class TestAnotherTotalInXero(UpdateCase):
    """A bookkeeper changed what moves the total, and nobody anything here: who presses
    is asked which side counts."""

    def edited(self, *lines):
        """:return: the invoice, and the question"""
        move = self.pushed({"name": "Desk", "price_unit": 100}, ref="PO 7")
        self.bookkeeper(move, *lines or ({"UnitAmount": 105},), Reference="Theirs")
        self.known(move)
        self.press(move)
        return move, self.the_issue("changed_in_xero", move)

    def known(self, move):
        self.scheduled_run(self.connection)
        self.assertEqual(move.xero_state, "differs")
        self.assertFalse(self.updates() or self.issues(), "by itself nothing is asked")
        sandbox.forget_calls()

    def test_both_sides_are_shown_and_nothing_is_sent(self):
        move, issue = self.edited()
        self.assertIn("was changed in Xero", issue.title)
        action = issue.action_solve()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        total = move.currency_id._xero_format(115)
        self.assertEqual(
            [
                (line.what, line.agreed, line.odoo)
                for line in wizard.create({}).line_ids
            ],
            [("Unit price", "100", "100"), ("Total", total, total)],
        )
        self.assertEqual(self.in_xero(move)["LineItems"][0]["UnitAmount"], 105)

    def test_odoos_total_goes_to_xero_and_what_moves_none_stays_there(self):
        move, issue = self.edited()
        self.decide(issue, "action_take_odoo")
        row = self.in_xero(move)
        self.assertEqual((row["Total"], row["Reference"]), (115, "Theirs"))
        self.assertEqual(move.xero_state, "pushed")
        self.assertFalse(self.issues())

    def test_xeros_total_stays_and_is_asked_again_by_a_press_alone(self):
        move, issue = self.edited()
        self.decide(issue, "action_take_xero")
        self.scheduled_run(self.connection)
        self.assertFalse(self.updates() or self.issues())
        self.assertEqual(self.in_xero(move)["Total"], 120.75)
        self.assertEqual((move.xero_state, move.amount_total), ("differs", 115))
        sandbox.forget_calls()
        self.press(move)
        self.the_issue("changed_in_xero", move)

    def test_what_xero_says_at_the_press_counts(self):
        move = self.pushed({"price_unit": 100})
        self.bookkeeper(move, {"UnitAmount": 105})
        self.known(move)
        self.bookkeeper(move, {"UnitAmount": 100})
        self.press(move)
        self.assertFalse(self.issues())
        self.assertEqual(move.xero_state, "pushed")

    def test_lines_that_were_added_and_removed_there_come_back(self):
        move = self.pushed(
            {"name": "Desk", "price_unit": 100}, {"name": "Chair", "price_unit": 50}
        )
        desk = self.in_xero(move)["LineItems"][0]["LineItemID"]
        rug = {"Description": "Rug", "Quantity": 1, "UnitAmount": 30}
        rows = [
            {"LineItemID": desk},
            {**rug, "AccountCode": "200", "TaxType": "OUTPUT2"},
        ]
        sandbox.act("edit_invoice", invoice=move.name, values={"LineItems": rows})
        self.known(move)
        self.press(move)
        self.decide(self.the_issue("changed_in_xero", move), "action_take_odoo")
        row = self.in_xero(move)
        self.assertEqual(
            {item["Description"]: item["UnitAmount"] for item in row["LineItems"]},
            {"Desk": 100, "Chair": 50},
        )
        self.assertEqual(row["Total"], move.amount_total)

    def test_a_paid_one_is_said_to_change_no_more(self):
        move = self.pushed({"price_unit": 100})
        self.bookkeeper(move, {"UnitAmount": 105})
        sandbox.act("pay", invoice=move.name, amount=10)
        self.known(move)
        self.press(move)
        issue = self.the_issue("paid_in_xero", move)
        self.assertIn("was changed there", issue.title)
        self.assertIn("Unit price", issue.advice)


@tagged("post_install", "-at_install")
class TestNoLongerListed(UpdateCase):
    """Xero's list does not name an invoice that stood there: whose press asks for it
    reads what became of it."""

    def unlisted(self, move):
        """Xero's full list names it under an id that is not ours."""
        document = move.xero_document_ids
        real, document.xero_id = document.xero_id, GONE
        self.compare_later()
        self.pull(self.connection)
        self.assertEqual(move.xero_state, "gone")
        self.env["xero.document"].search([("xero_id", "=", real)]).unlink()
        sandbox.forget_calls()
        return real

    def test_one_that_is_back_is_listed_as_missing_no_more(self):
        move, other = self.pushed(), self.pushed()
        move.xero_document_ids.xero_id = self.unlisted(move)
        other.xero_document_ids.gone_at = fields.Datetime.now()
        self.press(move)
        self.assertEqual(move.xero_state, "pushed")
        (toast,) = self.env["xero.job"].read_toasts(self.jobs(move)[0].ids, [])
        self.assertIn("is in Xero, with the same total", toast["message"])
        issue = self.issues("unlisted")
        self.assertIn(other.name, issue.title)
        self.assertNotIn(move.name, issue.title)

    def test_the_issue_opens_all_that_it_counts(self):
        """One that another issue holds back is missing in Xero as well."""
        move, other = self.pushed(), self.pushed()
        self.unlisted(move)
        self.press(move)
        self.assertEqual(move.xero_state, "blocked")
        issue = self.issues("unlisted")
        found = self.env["account.move"].search(issue.action_solve()["domain"])
        self.assertEqual(found, move)
        self.assertTrue(issue.advice.startswith("It was removed in Xero"))
        self.assertEqual(issue.button, "Open Invoice")
        other.xero_document_ids.gone_at = fields.Datetime.now()
        self.env["xero.document"]._tell_unlisted(self.connection)
        found = self.env["account.move"].search(issue.action_solve()["domain"])
        self.assertEqual(found, move | other)
        self.assertTrue(issue.advice.startswith("They were removed in Xero"))

    def test_one_that_was_voided_meanwhile_is_said_to_be(self):
        move = self.pushed()
        move.xero_document_ids.xero_id = self.unlisted(move)
        sandbox.act("void", invoice=move.name)
        self.press(move)
        issue = self.issues("voided_in_xero")
        self.assertEqual(issue.job_ids.res_id, move.id)
        self.assertIn("was voided", issue.title)

    def test_one_that_xero_does_not_know_is_said_to_be_unknown(self):
        move = self.pushed()
        self.unlisted(move)
        self.press(move)
        issue = self.issues("gone_in_xero")
        self.assertEqual(issue.job_ids.res_id, move.id)

    def test_whose_it_is_is_no_question_before_it_is_known_to_be_there(self):
        """The organisation was reset: the customer is gone as well."""
        move = self.pushed()
        sandbox.act("forget_invoice", invoice=move.name)
        sandbox.act("forget_contact", contact=self.customer.name)
        self.compare_later()
        self.pull(self.connection)
        sandbox.forget_calls()
        self.press(move)
        self.assertEqual(self.issues("gone_in_xero").job_ids.res_id, move.id)
        self.assertFalse(self.issues("contact_unknown"))

    def test_in_a_selection_they_are_read_together_and_the_others_are_not(self):
        moves = [self.pushed() for _each in range(3)]
        for move in moves[:2]:
            move.xero_document_ids.gone_at = fields.Datetime.now()
        going = moves[0].union(*moves)._xero_going()
        self.assertIn("2 invoices are being compared with Xero", going[-1])
        self.push(*moves)
        self.assertEqual(
            [(c["method"], c["elements"]) for c in sandbox.calls()], [("GET", 2)]
        )
        self.assertEqual({move.xero_state for move in moves}, {"pushed"})

    def test_by_itself_nothing_is_asked(self):
        move = self.pushed()
        move.xero_document_ids.gone_at = fields.Datetime.now()
        self.connection.frequency = "hourly"
        move._xero_follow()
        self.run_cron(self.connection)
        self.assertFalse(sandbox.calls(path="Invoices"))
        self.assertEqual(move.xero_state, "gone")


@tagged("post_install", "-at_install")
class TestUpdatesOnce(UpdateCase):
    """However the answer is lost, an update arrives once."""

    def changed(self):
        move = self.pushed({"name": "Desk", "price_unit": 100})
        move.button_draft()
        lamp = {
            "name": "Lamp",
            "price_unit": 20,
            "tax_ids": [Command.set(self.tax.ids)],
        }
        move.invoice_line_ids = [Command.create(lamp)]
        move.action_post()
        return move

    def assert_arrived_once(self, move):
        lines = self.in_xero(move)["LineItems"]
        self.assertEqual([i["Description"] for i in lines], ["Desk", "Lamp"])
        self.assertEqual(move.xero_state, "pushed")
        sandbox.forget_calls()
        self.push(move)
        self.assertFalse(sandbox.calls(), "nothing is left to do")

    def test_a_lost_answer_is_looked_up_and_the_line_is_not_added_twice(self):
        move = self.changed()
        sandbox.fault("drop_after", "POST", "Invoices")
        self.push(move)
        self.assertEqual(move.xero_state, "checking")
        self.wait(self.connection)
        self.assertEqual(self.methods(), ["GET", "POST", "GET"])
        self.assert_arrived_once(move)

    def test_what_never_arrived_goes_again_as_it_was(self):
        move = self.changed()
        sandbox.fault("drop_before", "POST", "Invoices")
        self.push(move)
        self.wait(self.connection)
        posts = self.env["xero.exchange"].search([("method", "=", "POST")])
        self.assertEqual(posts.attempts, 2)
        self.assert_arrived_once(move)

    def test_after_a_crash_before_the_answer_xero_is_read_first(self):
        move = self.changed()
        move.action_xero_push()
        self.env.cr.flush()
        document = self.env["xero.document"]
        waiting, held = document._next_jobs(self.connection)
        jobs = document._to_read(self.connection, waiting)
        jobs.read_at = self.env.cr.now()
        exchange = document._claim(self.connection, waiting, held)
        exchange._leave()
        self.run_cron(self.connection)
        self.assertEqual(move.xero_state, "checking")
        self.wait(self.connection)
        self.assert_arrived_once(move)

    def test_after_a_long_pause_xero_is_read_again_before_it_is_sent(self):
        move = self.changed()
        sandbox.fault(
            "status", "POST", "Invoices", status=429, headers={"Retry-After": "9"}
        )
        self.push(move)
        self.bookkeeper(move, {"UnitAmount": 105})
        jobs = self.env["xero.job"].search([("state", "=", "sending")])
        jobs.read_at = "2026-01-01"
        self.wait(self.connection)
        self.assertEqual(self.methods(), ["GET", "POST", "GET"])
        self.the_issue("changed_in_xero", move)

    def test_a_bookkeeper_who_edits_before_it_is_sent_again_is_not_overwritten(self):
        move = self.changed()
        sandbox.fault("drop_before", "POST", "Invoices")
        self.push(move)
        self.bookkeeper(move, {"UnitAmount": 105})
        self.wait(self.connection)
        self.the_issue("changed_in_xero", move)
        (line,) = self.in_xero(move)["LineItems"]
        self.assertEqual(line["UnitAmount"], 105)
