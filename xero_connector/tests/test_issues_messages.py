from odoo.tests import BaseCase, tagged

from ..models.issues.xero_issue_types import TYPES
from ..xerolib.messages import recognise

OWNERS = {message: type_ for type_ in TYPES.values() for message in type_.messages}


@tagged("post_install", "-at_install")
class TestMessages(BaseCase):
    """Each of Xero's known messages leads to its cause, and to no other."""

    def cause_of(self, text):
        """:return: the code of the cause that it raises, None for a new message"""
        found = recognise(text, OWNERS)
        return found and OWNERS[found[0]].code

    def test_a_sample_is_recognised_by_its_own_row_alone(self):
        self.assertGreater(len(OWNERS), 50)
        for message in OWNERS:
            with self.subTest(message.sample):
                fitting = [m for m in OWNERS if m.named_in(message.sample) is not None]
                self.assertEqual(fitting, [message])

    def test_case_spacing_and_the_final_dot_do_not_matter(self):
        for message, type_ in OWNERS.items():
            base = message.sample.rstrip(".")
            spaced = f"  {base.replace(' ', '  ')}\n"
            for text in (base, base + ".", base.upper(), spaced):
                with self.subTest(text):
                    self.assertEqual(self.cause_of(text), type_.code)

    def test_every_message_says_where_it_comes_from(self):
        self.assertTrue(all(message.source for message in OWNERS))

    def test_what_the_message_names_is_kept(self):
        for text, named in {
            "The contact name Smith's (old) is already assigned to another contact. The"
            " contact name must be unique across all active contacts.": {
                "name": "Smith's (old)"
            },
            "Account code '200' has been archived, or has been deleted.": {
                "account": "200"
            },
            "Account code '' is not a valid code for this document.": {},
            "The TaxType code 'INPUT2' cannot be used with account code '200'.": {
                "tax": "INPUT2",
                "account": "200",
            },
            "Organisation is not subscribed to currency EUR": {"currency": "EUR"},
            "The current organisation is not subscribed to currency 'USD'.": {
                "currency": "USD"
            },
            "The document date cannot be before the end of year lock date, currently"
            " set at 31/03/2026": {"lock": "end of year", "date": "31/03/2026"},
            "The document date cannot be before the period lock date, currently set at"
            " 30 June 2026.": {"lock": "period", "date": "30 June 2026"},
            "The line total 10.00 does not match the expected line total 10.01": {
                "sent": "10.00",
                "expected": "10.01",
            },
            "The TaxType code GST on Income does not exist or cannot be used for this"
            " type of transaction.": {"tax": "GST on Income"},
            "Tax amount 52.23 is incorrect for INPUT2 tax type, should be 52.28": {
                "sent": "52.23",
                "tax": "INPUT2",
                "expected": "52.28",
            },
            "Idempotency Key: a-b is used with a different request.": {"key": "a-b"},
        }.items():
            with self.subTest(text):
                self.assertEqual(recognise(text, OWNERS)[1], named)

    def test_a_new_message_is_unknown_and_not_guessed(self):
        for text in (
            "",
            "Xero never said so",
            "A validation exception occurred",
        ):
            self.assertIsNone(self.cause_of(text))

    def test_the_same_cause_in_other_words(self):
        texts = {
            "Users Organisation is not subscribed to currency GBP": "currency_missing",
            "Tax amount cannot be greater than the UnitAmount": "totals_refused",
            "Invoice number must be unique": "number_taken",
            "The status VOIDED cannot be applied to the credit note because it has"
            " payments or credit notes allocated to it.": "has_payments",
            "Credit Note # must be unique.": "number_taken",
            "Account code 200 has been archived": "account_archived",
            "TaxType code TAX001 is not active": "tax_unknown",
            "The date is before the organisation's lock date": "lock_date",
            "Credit note not of valid status for modification": "bad_status",
        }
        self.assertEqual({text: self.cause_of(text) for text in texts}, texts)
