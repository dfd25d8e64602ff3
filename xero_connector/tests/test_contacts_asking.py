from odoo.tests import tagged

from . import sandbox
from .common import ConnectedCase

NASTY = (
    'The 17" Monitor Company',
    'Bob "The" Builder',
    '"',
    "C:\\Program Files\\",
    '\\"',
    '" OR true OR Name=="',
    "O'Brien & Söhne, 100% {0} [a] #?+;=",
    "羊毛 🐑 " * 12,
)


@tagged("post_install", "-at_install")
class TestAsking(ConnectedCase):
    """Whatever a customer is called, Xero is asked for that very name."""

    def invoice_of(self, name, **values):
        vals = {"name": name, "is_company": True, **values}
        return self.invoice(partner_id=self.env["res.partner"].create(vals).id)

    def test_a_customer_is_found_whatever_signs_are_in_the_name(self):
        moves = self.env["account.move"]
        for number, name in enumerate(NASTY):
            email = f"accounts@customer{number}.example"
            known = {"Name": name.strip(), "EmailAddress": email}
            sandbox.act("create_contact", values=known)
            moves |= self.invoice_of(name, email=email)
        self.push(*moves)
        for move in moves:
            contact = self.in_xero(move)["Contact"]["Name"]
            self.assertEqual(contact, move.partner_id.name.strip())
        self.assertFalse(sandbox.sent("Contacts"), "nobody was created twice")

    def test_a_customer_with_a_quote_is_created_and_not_twice(self):
        moves = self.invoice_of(NASTY[0]), self.invoice_of(NASTY[3])
        self.push(*moves)
        again = [self.invoice(partner_id=move.partner_id.id) for move in moves]
        self.push(*again)
        for move in (*moves, *again):
            self.in_xero(move)
        for name in (NASTY[0], NASTY[3]):
            self.assertEqual(len(sandbox.things("Contacts", Name=name)), 1)

    def test_a_name_that_nobody_can_ask_for_stands_in_nobodys_way(self):
        odd, sound = self.invoice_of("Bell\x07 Ltd"), self.invoice_of("Sound Ltd")
        self.push(odd, sound)
        self.in_xero(sound)
        self.assertEqual(odd.xero_state, "blocked", self.story())
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self.issues())
