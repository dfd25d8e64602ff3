from urllib.parse import parse_qsl, urlparse

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.modules.migration import load_script
from odoo.tests import new_test_user, tagged
from odoo.tools import file_path

from . import sandbox
from .common import ConnectedCase
from .test_connection_connect import KAURI

UPGRADE = "xero_connector/migrations/19.0.1.1.0/post-rules.py"
MANAGER = "xero_connector.group_xero_manager"
ROLES = {
    "salesperson": "base.group_user",
    "contact editor": "base.group_user,base.group_partner_manager",
    "invoicing": "account.group_account_invoice",
    "accountant": "account.group_account_manager",
    "xero user": "xero_connector.group_xero_user",
    "xero user, contacts": "xero_connector.group_xero_user,base.group_partner_manager",
    "xero manager": MANAGER,
    "administrator": "base.group_system",
}

# What RPC can write of ours, as each role. Dialogs are not in it: their rows are their
# maker's own, and TestOtherCompany holds that they are no way round these.
NAME_IN_XERO = {"xero_name", "xero_name_key"}
WRITABLE = {
    "salesperson": {},
    "contact editor": {"res.partner": NAME_IN_XERO},
    "invoicing": {},
    "accountant": {},
    "xero user": {},
    "xero user, contacts": {
        "res.partner": NAME_IN_XERO | {"xero_excluded", "xero_refused_contact_ids"}
    },
    "xero manager": {
        "xero.connection": {
            "account_id",
            "activate_currencies",
            "alert_user_ids",
            "archive_stopped",
            "company_id",
            "consumer_pattern",
            "consumer_tag_id",
            "contact_label",
            "direction",
            "field_mapping_ids",
            "fill_odoo",
            "fill_xero",
            "first_link",
            "frequency",
            "groups_as_tags",
            "import_consumers",
            "import_customers",
            "import_group_ids",
            "import_others",
            "import_persons",
            "import_suppliers",
            "inactivity_days",
            "log_days",
            "match_automatic",
            "match_by",
            "match_propose",
            "names_apart",
            "missing_contacts",
            "new_company_tag_id",
            "new_contacts_for",
            "new_function",
            "new_records",
            "new_user_id",
            "only_payment_accounts",
            "push_from",
            "push_when",
            "role",
            "shared_contacts",
            "show_balances",
            "sync_contacts",
            "sync_invoices",
            "tax_mapping_ids",
            "weekly_digest",
        },
        "xero.field.mapping": {"address_kind", "direction", "winner"},
        "xero.tax.mapping": {"rate_id"},
    },
    "administrator": {
        "res.partner": NAME_IN_XERO | {"xero_match_keys"},
        "res.users": NAME_IN_XERO | {"xero_match_keys"},
    },
}


class SeveralCase(ConnectedCase):
    """Two companies, each with its manager; the second has nothing to say about what
    the first connected."""

    def user(self, login, group, company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            login,
            group,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def as_user(self, record, user):
        """The record as that user's RPC meets it."""
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_id.ids
        )


@tagged("post_install", "-at_install")
class TestWritable(SeveralCase):
    """What RPC can write: held here by name, so that a new field is a decision."""

    def writable(self, user):
        """:return: the fields of this addon that have an effect when that user writes
        them, as a dict by model"""
        found = {}
        for name in self.env.registry:
            model = self.env[name].with_user(user)
            if model._abstract or model._transient:
                continue
            if not (model.has_access("write") or model.has_access("create")):
                continue
            fields = {
                field.name
                for field in model._fields.values()
                if "xero_connector" in field._modules
                and self.is_kept(field)
                and model._has_field_access(field, "write")
                and not self.is_shut(field, user)
            }
            if fields and name.startswith("xero."):
                inherited = self.env["mail.thread"]._fields.keys()
                inherited |= self.env["mail.activity.mixin"]._fields.keys()
                fields -= inherited
            if fields:
                found[name] = fields
        return found

    def is_kept(self, field):
        """Whether what is written into it is kept: of a user's field that is the
        partner's, into that."""
        own = field.related_field if field.inherited else field
        return own.store or own.inverse

    def is_shut(self, field, user):
        """Whether it stands for records of ours that the user cannot write."""
        rows = field.type == "one2many" and self.env[field.comodel_name]
        return rows is not False and not rows.with_user(user).has_access("write")

    def test_each_role_writes_what_is_listed_and_nothing_else(self):
        for role, group in ROLES.items():
            with self.subTest(role=role):
                user = self.user(role.replace(" ", "-").replace(",", ""), group)
                self.assertEqual(self.writable(user), WRITABLE[role])

    def test_what_is_read_only_is_so_for_rpc_too(self):
        """Also on create, and through a default in the context."""
        user = self.user("manager", MANAGER)
        connection = self.as_user(self.connection, user)
        cron = self.env.ref("base.autovacuum_job")
        for name, value in {
            "credential_id": False,
            "cron_id": cron.id,
            "tenant_id": "another",
            "lifecycle": "draft",
            "fingerprint": False,
            "organisation_name": "Mine",
            "import_settings_saved": True,
            "quota_ids": [Command.clear()],
        }.items():
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    connection.write({name: value})
                with self.assertRaises(AccessError):
                    connection.create({"company_id": self.company.id, name: value})
                with self.assertRaises(AccessError):
                    connection.with_context(**{f"default_{name}": value}).create(
                        {"company_id": self.company.id}
                    )
                described = connection.fields_get([name], ["readonly"])
                self.assertTrue(described[name]["readonly"])

    def test_a_draft_that_is_deleted_takes_its_own_cron_and_no_other(self):
        connections = self.as_user(
            self.env["xero.connection"], self.user("manager", MANAGER)
        )
        draft = connections.create({"company_id": self.company.id, "role": "secondary"})
        cron = draft.sudo().cron_id
        others = self.env["ir.cron"].search([("id", "!=", cron.id)])
        draft.unlink()
        self.assertFalse(cron.exists())
        self.assertEqual(others.exists(), others)

    def test_a_connection_in_use_keeps_company_and_role(self):
        other = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            self.connection.company_id = other
        with self.assertRaisesRegex(UserError, "Disconnect it before"):
            self.connection.role = "secondary"

    def test_a_manager_changes_the_settings(self):
        connection = self.as_user(self.connection, self.user("manager", MANAGER))
        connection.write(
            {
                "account_id": self.account(self.connection, "260").id,
                "frequency": "daily",
                "direction": "to_xero",
                "push_from": "2026-02-01",
            }
        )
        self.assertEqual(self.connection.frequency, "daily")
        mapping = connection.tax_mapping_ids.filtered(lambda m: m.tax_id.amount == 15)
        rate = mapping[0].rate_id
        mapping[0].rate_id = False
        mapping[0].rate_id = rate
        self.assertEqual(mapping[0].chosen_by, "person")
        with self.assertRaises(AccessError):
            mapping[0].chosen_by = "match"

    def test_a_tax_rate_is_of_the_same_organisation(self):
        mapping = self.connection.tax_mapping_ids.filtered(
            lambda m: m.tax_id.amount == 15
        )[0]
        other = self.env["xero.connection"].create(
            {"company_id": self.company.id, "role": "secondary"}
        )
        theirs = mapping.rate_id.copy(
            {"connection_id": other.id, "xero_id": "elsewhere"}
        )
        with self.assertRaisesRegex(ValidationError, "another organisation"):
            mapping.rate_id = theirs

    def test_a_manager_disconnects_and_connects_again(self):
        """All that their buttons do, with no more rights than theirs."""
        user = self.user("manager", MANAGER)
        connection = self.as_user(self.connection, user)
        connection.action_disconnect()
        self.run_cron(self.connection)
        self.assertEqual(self.connection.lifecycle, "disconnected")
        trip = self.as_user(self.env["xero.connect.wizard"], user).create(
            {"connection_id": connection.id, "push_from": "2026-01-01"}
        )
        address = sandbox.consent(trip.action_continue()["url"])
        query = dict(parse_qsl(urlparse(address).query))
        landed = trip._consume_state(query["state"])._handle_callback(
            query["code"], None
        )
        self.assertEqual(landed, self.connection)
        self.assertEqual(self.connection.state, "connected")
        action = connection.action_check_health()
        lines = self.env[action["res_model"]].browse(action["res_id"]).line_ids
        self.assertTrue(lines)
        with self.assertRaises(AccessError):
            self.as_user(lines, user).write({"action": {"type": "ir.actions.act_url"}})


@tagged("post_install", "-at_install")
class TestOtherCompany(SeveralCase):
    """A manager of another company has nothing to say about this one's connection."""

    def setUp(self):
        super().setUp()
        self.other = self.env["res.company"].create({"name": "Elsewhere Ltd"})
        self.stranger = self.user("stranger", MANAGER, self.other)

    def test_no_dialog_is_a_way_round(self):
        move = self.invoice()
        self.connection.new_records = "review"
        self.push(move)
        about = {
            "res.partner": self.customer,
            "xero.organisation": self.connection.credential_id.organisation_ids[:1],
            "xero.connection": self.connection,
            "xero.issue": self.connection.issue_ids[:1],
            "xero.contact": self.env["xero.contact"].search(
                [("connection_id", "=", self.connection.id)], limit=1
            ),
            "account.move": move,
        }
        self.assertTrue(all(about.values()))
        tried = 0
        for model, subjects in self.dialogs(about):
            dialogs = self.as_user(model, self.stranger)
            for act in ("read", *self.buttons(model)):
                tried += 1
                with self.subTest(dialog=model._name, act=act):
                    self.assertTrue(self.is_denied(self.open, dialogs, subjects, act))
            with self.subTest(dialog=model._name, act="onchange"):
                spec = {name: {} for name in model._fields}
                asked = (subjects, [], spec)
                self.assertTrue(self.is_denied(dialogs.onchange, *asked))
        self.assertGreater(tried, 30)

    def buttons(self, dialog):
        names = {name for name in dir(type(dialog)) if name.startswith("action_")}
        return sorted(names - {"action_archive", "action_unarchive"})

    def open(self, dialogs, subjects, act):
        getattr(dialogs.create(subjects), act)()

    def is_denied(self, call, *args):
        try:
            with self.cr.savepoint():
                call(*args)
                self.env.flush_all()
        except (AccessError, UserError):
            return True
        return False

    def dialogs(self, about):
        """:return: list of (dialog, values that make it one about these records)"""
        found = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not (name.startswith("xero.") and model._transient):
                continue
            subjects = {
                field.name: about[field.comodel_name].id
                for field in model._fields.values()
                if field.type == "many2one"
                and field.store
                and field.comodel_name in about
            }
            if subjects.keys() - {"partner_id"}:  # who is everybody's customer
                found.append((model, subjects))
        return found

    # === One app for two companies === #

    def shared(self):
        """:return: a connection of the other company's, with this one's tokens"""
        self.env.user.company_ids |= self.other
        shared = self.go_through_consent(
            self.new_connection(company=self.other), organisations=(KAURI,)
        )
        self.assertEqual(shared.credential_id, self.connection.credential_id)
        return shared

    def type_app(self, connection, **typed):
        self.as_user(self.env["xero.app.wizard"], self.stranger).create(
            {"connection_id": connection.id, **typed}
        )

    def test_a_secret_typed_for_one_company_is_none_for_the_other(self):
        shared, credential = self.shared(), self.connection.credential_id.sudo()
        secret = credential.client_secret
        self.type_app(shared, client_secret="something else")
        self.assertEqual(credential.client_secret, secret)
        self.assertEqual(self.connection.credential_id, credential)
        self.assertNotEqual(shared.credential_id, credential)
        self.assertEqual(shared.credential_id.client_id, credential.client_id)
        self.assertEqual(shared.credential_id.company_id, self.other)

    def test_who_manages_both_types_it_for_both(self):
        shared, credential = self.shared(), self.connection.credential_id.sudo()
        self.stranger.company_ids |= self.company
        self.type_app(shared, client_secret="something else")
        self.assertEqual(credential.client_secret, "something else")
        self.assertEqual(shared.credential_id, credential)

    def test_a_webhook_key_is_that_of_all_who_use_the_app(self):
        shared, credential = self.shared(), self.connection.credential_id.sudo()
        credential._set_webhook_key("the-key")
        dialogs = self.as_user(self.env["xero.webhook.wizard"], self.stranger)
        with self.assertRaisesRegex(UserError, "Other companies use the same app"):
            dialogs.create({"connection_id": shared.id, "webhook_key": "mine"})
        with self.assertRaisesRegex(UserError, "Other companies use the same app"):
            dialogs.create({"connection_id": shared.id}).action_turn_off()
        self.assertEqual(credential.webhook_key, "the-key")

    def test_an_app_of_another_company_is_not_taken(self):
        credential = self.connection.credential_id.sudo().copy()
        draft = self.env["xero.connection"].create({"company_id": self.other.id})
        with self.assertRaisesRegex(ValidationError, "client ID and secret of"):
            draft.credential_id = credential

    def test_no_draft_is_moved_to_a_company_of_others(self):
        draft = self.env["xero.connection"].create({"company_id": self.other.id})
        with self.assertRaises(AccessError):
            self.as_user(draft, self.stranger).company_id = self.company
        self.stranger.company_ids |= self.company
        both = self.as_user(draft, self.stranger).with_context(
            allowed_company_ids=self.stranger.company_ids.ids
        )
        both.company_id = self.company
        self.assertEqual(draft.company_id, self.company)

    def test_no_dialog_tells_the_name_of_what_is_not_seen(self):
        """Whatever a field of it is computed from: here it is given as it comes."""
        tried = 0
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not (name.startswith("xero.") and model._transient):
                continue
            for field in model._fields.values():
                if field.comodel_name != "xero.connection":
                    continue
                tried += 1
                default = {f"default_{field.name}": self.connection.id}
                dialogs = self.as_user(model, self.stranger).with_context(**default)
                spec = {field.name: {"fields": {"display_name": {}}}}
                with self.subTest(dialog=name, field=field.name):
                    self.assertTrue(
                        self.is_denied(dialogs.onchange, {}, [], spec), name
                    )
        self.assertGreater(tried, 10)

    # === Outsiders === #

    def test_a_customer_reads_his_invoice_and_nothing_of_xero(self):
        move = self.invoice()
        self.push(move)
        customer = self.user("customer", "base.group_portal")
        customer.partner_id.commercial_partner_id = self.customer
        move.message_subscribe(customer.partner_id.ids)
        seen = self.as_user(move, customer)
        self.assertEqual(seen.read(["name"])[0]["name"], move.name)
        ours = [name for name in move._fields if name.startswith("xero_")]
        self.assertGreater(len(ours), 8)
        for name in ours:
            with self.subTest(field=name), self.assertRaises(AccessError):
                seen.read([name])
            if not move._fields[name]._description_searchable:
                continue  # Odoo looks past it: it tells nothing
            with self.subTest(searched=name), self.assertRaises(AccessError):
                # As a domain of his own, to tell which of them it is.
                seen.search([(name, "in", ["pushed", "not_paid", True])])
        partner = self.as_user(customer.partner_id, customer)
        for name in partner._fields:
            if name.startswith("xero_"):
                with self.subTest(field=name), self.assertRaises(AccessError):
                    partner.read([name])

    def test_no_button_on_what_its_presser_may_not_read(self):
        """Odoo's own records with our buttons: another company's, and a stranger's."""
        move = self.invoice()
        self.push(move)
        private = self.customer.copy({"company_id": self.company.id})
        plain = self.user("plain", "base.group_user")
        tried = 0
        for record in (move, private):
            for button in self.buttons(record):
                if not button.startswith("action_xero_"):
                    continue
                for user in (self.stranger, plain):
                    tried += 1
                    with (
                        self.subTest(button=button, by=user.login),
                        self.assertRaises(AccessError),
                    ):
                        getattr(self.as_user(record, user), button)()
        self.assertGreater(tried, 8)


@tagged("post_install", "-at_install")
class TestRulesUpgraded(SeveralCase):
    """Rules are not overwritten by an update, so the upgrade changes them."""

    def test_the_upgrade_brings_the_rules_that_an_installation_has(self):
        rules = (
            self.env["ir.rule"]
            .search([])
            .filtered(
                lambda rule: (
                    rule.model_id.model.startswith("xero.")
                    and rule.get_external_id()[rule.id].endswith("_rule_company")
                    # Newer than that upgrade.
                    and rule.model_id.model
                    not in (
                        "xero.contact.proposal",
                        "xero.match.change",
                        "xero.match.run",
                        "xero.contact.person",
                    )
                )
            )
        )
        now = {rule: rule.domain_force for rule in rules}
        mine = self.env.ref("xero_connector.xero_account_rule_company")
        for rule in rules:
            rule.domain_force = (
                "[('credential_id.company_id', 'in', company_ids)]"
                if "|" in rule.domain_force
                else rule.domain_force.replace("parent_of", "in")
            )
        mine.domain_force = "[('code', '!=', '200')]"
        load_script(file_path(UPGRADE), "post_rules").migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(mine.domain_force, "[('code', '!=', '200')]")
        for rule, domain in now.items():
            if rule != mine:
                self.assertEqual(rule.domain_force, domain)
        self.assertGreater(len(rules), 15)
