import json

from odoo.tests import tagged

from ..models.issues.xero_issue_types import TYPES
from ..xerolib.answers import ZERO_ID
from ..xerolib.resources import INVOICES
from . import sandbox
from .common import ConnectedCase

# Where the button leads of each cause that a message of Xero's raises; None tries
# again.
PLACES = {
    "name_taken": "res.partner",
    "contact_archived": "xero.contact.wizard",
    "contact_unknown": "xero.contact.wizard",
    "email_invalid": "res.partner",
    "website_invalid": "in Xero",
    "url_invalid": None,
    "number_taken": "account.move",
    "order_number_taken": None,
    "order_deleted": None,
    "item_code_taken": None,
    "setting_name_taken": None,
    # The invoice never came to Xero: there is no page of it to open there.
    "bad_status": None,
    "bad_status_for_creation": "xero.preview.wizard",
    "has_payments": None,
    "reconciled": None,
    "account_invalid": "xero.connection",
    "account_archived": "xero.connection",
    "account_removed": "xero.connection",
    "payment_account_missing": "xero.connection",
    "tax_not_for_account": "xero.tax.mapping",
    "tax_unknown": "xero.tax.mapping",
    "currency_missing": None,
    "lock_date": None,
    "overpaid": None,
    "not_payable": None,
    "payment_in_batch": None,
    "payment_fixed": None,
    "allocation_mismatch": None,
    "not_found": None,
    "approve_limit": None,
    "group_limit": None,
    "sent_status": None,
    "refused": None,
    "no_lines": "xero.preview.wizard",
    "quantity_negative": "xero.preview.wizard",
    "discount_invalid": "xero.preview.wizard",
    "totals_refused": "xero.preview.wizard",
}

# Each of Xero's messages, with the code of the cause that it raises.
MESSAGES = [
    (type_.code, message) for type_ in TYPES.values() for message in type_.messages
]

UNKNOWN = "The moon is in the wrong house."


class RefusedCase(ConnectedCase):
    """One call, in which Xero refuses each element with another sentence."""

    def refuse(self, kind, key, texts):
        """Let Xero refuse the next writes of all of these.

        :param dict texts: our reference to Xero's sentence
        """
        body = {
            kind: [
                {
                    key: reference,
                    f"{kind[:-1]}ID": ZERO_ID,
                    "StatusAttributeString": "ERROR",
                    "ValidationErrors": [{"Message": text}],
                }
                for reference, text in texts.items()
            ]
        }
        times = -(-len(texts) // INVOICES.batch_size)
        sandbox.fault(
            "status", "PUT", kind, status=200, body=json.dumps(body), times=times
        )

    def issue_of(self, record):
        jobs = self.env["xero.job"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )
        return jobs.filtered(lambda job: job.state == "blocked").issue_id

    def leads_to(self, issue):
        """:return: where the button leads, as :data:`PLACES` says it"""
        action = issue._opener()
        if not action:
            return None
        if action["type"] == "ir.actions.act_url":
            return "in Xero"
        return action["res_model"]


@tagged("post_install", "-at_install")
class TestCauses(RefusedCase):
    """Each of Xero's messages says in plain words what happened and what to do, with
    the button that solves it. There is a test for each: see below."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("issue_of")
        texts = [*(message.sample for _code, message in MESSAGES), UNKNOWN]
        partners = cls.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(len(texts))]
        )
        moves = [case.invoice(partner_id=partner.id) for partner in partners]
        cls.moves = dict(zip(texts, moves, strict=True))
        cls.env["account.move"].union(*moves).action_xero_push()
        case.refuse(
            "Invoices",
            "InvoiceNumber",
            {move.name: text for text, move in cls.moves.items()},
        )
        case.run_cron(cls.connection)

    def check(self, code, message):
        move, place = self.moves[message.sample], PLACES[code]
        issue = self.issue_of(move)
        self.assertEqual(issue.cause, code)
        self.assertEqual(self.leads_to(issue), place)
        self.assertTrue(issue.title and issue.advice and issue.button)
        if place is None:
            self.assertIn(issue.button, ("Try Again", "Check Again"))
        if code != "number_taken":
            self.assertEqual(issue.xero_words, message.sample)
            elements = issue.exchange_id.element_ids
            self.assertIn(move.name, elements.mapped("reference"))

    def test_every_message_of_xeros_has_its_test(self):
        self.assertEqual(set(PLACES), {code for code, _message in MESSAGES})
        self.assertEqual(len(self.moves), len(MESSAGES) + 1)

    def test_a_message_that_nobody_knows_is_shown_as_it_is(self):
        issue = self.issue_of(self.moves[UNKNOWN])
        self.assertEqual(issue.cause, "refused")
        self.assertIn(UNKNOWN, issue.advice)
        self.assertEqual(issue.xero_words, UNKNOWN)
        self.assertEqual(issue.severity, "problem")


def _test_of(code, message):
    def test(self):
        self.check(code, message)

    return test


for _number, _place in enumerate(MESSAGES):
    setattr(TestCauses, f"test_{_number:02}_{_place[0]}", _test_of(*_place))


@tagged("post_install", "-at_install")
class TestOneCause(RefusedCase):
    """37 invoices that one thing holds back are one issue, and one answer."""

    def refuse_all(self, text, count=3):
        moves = self.env["account.move"].union(*(self.invoice() for _n in range(count)))
        moves.action_xero_push()
        self.refuse("Invoices", "InvoiceNumber", {move.name: text for move in moves})
        self.run_cron(self.connection)
        return moves

    def test_an_archived_account_is_one_issue_and_another_account_lets_all_go(self):
        moves = self.refuse_all("Account code '200' has been archived.")
        issue = self.the_issue("account_archived")
        self.assertEqual(issue.job_count, 3)
        self.assertEqual(issue.title, "Account 200 is archived in Xero")
        self.connection.account_id = self.account(self.connection, "220")
        self.run_cron(self.connection)
        self.assertEqual(issue.state, "solved")
        self.assertEqual(set(moves.mapped("xero_state")), {"pushed"})

    def test_two_accounts_are_two_issues(self):
        self.refuse_all("Account code '200' has been archived.")
        self.refuse_all("Account code '210' has been archived.")
        self.assertEqual(self.issues().mapped("key"), ["200", "210"])

    def test_a_tax_that_xero_no_longer_takes_waits_for_another_choice(self):
        moves = self.refuse_all("TaxType code OUTPUT2 is not active")
        issue = self.the_issue("tax_unknown")
        self.assertIn("OUTPUT2", issue.title)
        mapping = self.connection.tax_mapping_ids.filtered(
            lambda m: m.tax_id == self.tax
        )
        mapping.rate_id = mapping.rate_id
        self.run_cron(self.connection)
        self.assertEqual(set(moves.mapped("xero_state")), {"pushed"})

    def test_a_plan_that_is_used_up_is_one_issue_of_the_organisation(self):
        moves = self.refuse_all(
            "You have reached the limit of invoices you can approve"
        )
        issue = self.the_issue("approve_limit")
        self.assertIn("Demo Company (NZ)", issue.title)
        issue.action_solve()
        self.run_cron(self.connection)
        self.assertEqual(set(moves.mapped("xero_state")), {"pushed"})

    def test_a_key_that_xero_has_met_before_is_looked_up_and_no_error(self):
        move = self.invoice()
        text = "Idempotency Key: 7f3a is used with a different request."
        sandbox.fault(
            "status", "PUT", "Invoices", status=400, body=json.dumps({"Message": text})
        )
        self.push(move)
        self.assertFalse(self.issues(), self.story())
        self.in_xero(move)

    def test_what_is_a_question_weighs_less_than_what_is_wrong(self):
        self.refuse_all("Account code '200' has been archived.")
        self.assertEqual(self.issues().severity, "problem")
        self.issues()._solve()
        self.connection.account_id = False
        self.push(self.invoice())
        self.assertEqual(self.the_issue("account_missing").severity, "warning")


@tagged("post_install", "-at_install")
class TestCausesOfContacts(RefusedCase):
    """A customer whom Xero refuses is told as what it is, and an edit tries again."""

    def refused(self, text, **values):
        partner = self.env["res.partner"].create({"name": "Weka & Co", **values})
        partner.action_xero_push()
        self.refuse("Contacts", "ContactNumber", {partner._xero_number(): text})
        self.run_cron(self.connection)
        return partner, self.issue_of(partner)

    def test_a_name_that_somebody_took_a_moment_ago_asks_who_it_is(self):
        _partner, issue = self.refused(
            "The contact name Weka & Co is already assigned to another contact."
        )
        self.assertEqual(issue.cause, "contact_unknown")
        self.assertEqual(self.leads_to(issue), "xero.contact.wizard")
        self.assertIn("already assigned", issue.xero_words)

    def test_a_bad_address_is_corrected_on_the_customer_and_goes_by_itself(self):
        partner, issue = self.refused(
            "Email address must be valid", email="weka@weka.example"
        )
        self.assertEqual(issue.cause, "email_invalid")
        self.assertEqual(self.leads_to(issue), "res.partner")
        partner.email = "hello@weka.example"
        self.run_cron(self.connection)
        self.assertEqual(issue.state, "solved")
        (contact,) = sandbox.things("Contacts", Name="Weka & Co")
        self.assertEqual(contact["EmailAddress"], "hello@weka.example")
