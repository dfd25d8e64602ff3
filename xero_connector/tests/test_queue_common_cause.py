import json

from odoo.tests import tagged

from . import sandbox
from .test_invoices_updates import UpdateCase

WORDS = '{"Message": "The data posted could not be read"}'


@tagged("post_install", "-at_install")
class TestCommonCause(UpdateCase):
    """A call that is refused whole: the culprit is found, or the cause is common."""

    def invoices(self, count):
        self.pushed()
        moves = [self.invoice() for _each in range(count)]
        return self.env["account.move"].union(*moves)

    def refuse(self, culprit=None, **more):
        """Let Xero refuse every call, or each that holds a culprit, whole."""
        sandbox.fault(
            "status",
            "PUT",
            "Invoices",
            status=400,
            body=WORDS,
            times=None,
            contains=culprit.name if culprit else "",
            **more,
        )

    def sizes(self):
        calls = sandbox.calls("PUT", "Invoices")
        return [call["elements"] for call in calls]

    def test_one_culprit_is_found_and_all_others_go(self):
        moves = self.invoices(8)
        self.refuse(moves[5])
        self.push(moves)
        issue = self.the_issue("refused", moves[5])
        self.assertIn("could not be read", issue.xero_words)
        for move in moves - moves[5]:
            self.in_xero(move)
        self.assertEqual(len(self.sizes()), 7, self.sizes())

    def test_both_halves_refused_with_the_same_words_is_one_cause_and_three_calls(self):
        moves = self.invoices(8)
        self.refuse()
        self.push(moves)
        self.assertEqual(len(sandbox.calls("PUT", "Invoices")), 3)
        issue = self.the_issue("refused_together")
        self.assertEqual(set(issue.job_ids.mapped("res_id")), set(moves.ids))
        self.assertIn("could not be read", issue.title)
        self.assertEqual(issue.xero_words, "The data posted could not be read")
        self.assertTrue(issue.exchange_id)

    def test_once_the_cause_is_gone_trying_again_sends_all_of_them_together(self):
        moves = self.invoices(8)
        self.refuse()
        self.push(moves)
        sandbox.no_faults()
        sandbox.forget_calls()
        self.the_issue("refused_together").action_try_again()
        self.run_cron(self.connection)
        self.assertEqual([c["elements"] for c in sandbox.calls("PUT")], [8])
        self.assertEqual(set(moves.mapped("xero_state")), {"pushed"})

    def test_halves_refused_with_different_words_are_halved_on(self):
        moves = self.invoices(4)
        self.refuse(moves[0])
        other = json.dumps({"Message": "Something else is wrong"})
        sandbox.fault(
            "status",
            "PUT",
            "Invoices",
            status=400,
            body=other,
            times=None,
            contains=moves[3].name,
        )
        self.push(moves)
        self.assertEqual(set(self.issues().mapped("cause")), {"refused"})
        self.in_xero(moves[1])
        self.in_xero(moves[2])
        self.assert_nowhere(moves[0])
        self.assert_nowhere(moves[3])


@tagged("post_install", "-at_install")
class TestGone(UpdateCase):
    """A 404 says that something is gone, not what: one look tells, the rest goes on."""

    def test_of_three_updates_the_one_that_is_gone_is_held(self):
        moves = [self.pushed() for _each in range(3)]
        for move in moves:
            self.change(move, {"price_unit": 120})
            move.action_xero_push()
        gone = moves[1].xero_document_ids
        sandbox.act("forget_invoice", invoice=moves[1].name)
        self.run_cron(self.connection)
        issue = self.the_issue("gone_in_xero", moves[1])
        self.assertIn(gone.name, issue.title)
        for move in (moves[0], moves[2]):
            self.assertEqual(self.in_xero(move)["Total"], 138)

    def test_gone_between_the_look_and_the_write_takes_one_more_look(self):
        moves = [self.pushed() for _each in range(3)]
        for move in moves:
            self.change(move, {"price_unit": 120})
            move.action_xero_push()
        # What was read just now is gone when the update arrives.
        self.env.cr.flush()
        document = self.env["xero.document"]
        jobs, _held = document._next_jobs(self.connection)
        document._to_read(self.connection, jobs).read_at = self.env.cr.now()
        sandbox.act("forget_invoice", invoice=moves[1].name)
        self.run_cron(self.connection)
        self.the_issue("gone_in_xero", moves[1])
        for move in (moves[0], moves[2]):
            self.assertEqual(self.in_xero(move)["Total"], 138)
        self.assertEqual(self.methods(), ["POST", "GET", "POST"])

    def test_a_contact_that_is_gone_is_asked_about_and_its_neighbours_go_on(self):
        other = self.env["res.partner"].create({"name": "Ōtaki Wool"})
        self.pushed(partner_id=other.id)
        fine, bad = self.pushed(), self.invoice(partner_id=other.id)
        self.change(fine, {"price_unit": 120})
        new = self.invoice()
        contact = other._xero_contact(self.connection).xero_id
        sandbox.act("forget_contact", contact="Ōtaki Wool")
        sandbox.fault("status", "PUT", "Invoices", status=404, contains=contact)
        self.push(fine, bad, new)
        self.in_xero(new)
        self.assertEqual(self.in_xero(fine)["Total"], 138)
        self.assertEqual(bad.xero_state, "blocked", self.story())
        self.assertIn(other.name, self.issues().title)

    def test_a_404_without_a_reason_is_halved_like_any_refusal(self):
        moves = [self.pushed() for _each in range(2)]
        for move in moves:
            self.change(move, {"price_unit": 120})
            move.action_xero_push()
        sandbox.fault(
            "status",
            "POST",
            "Invoices",
            status=404,
            times=None,
            contains=moves[0].xero_document_ids.xero_id,
        )
        self.run_cron(self.connection)
        self.assertEqual(moves[0].xero_state, "blocked")
        self.assertEqual(self.in_xero(moves[1])["Total"], 138)
