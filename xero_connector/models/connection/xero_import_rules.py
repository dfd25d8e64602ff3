from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

MISSING_CONTACTS = [
    ("active", "Active contacts"),
    ("all", "All contacts: archived ones are on stop"),
    ("none", "None: contacts without a match stay in Xero only"),
]

LABELS = [("name", "Name"), ("account_number", "Account number and name")]

LONGEST_PATTERN = 500


class XeroImportRules(models.AbstractModel):
    """Which of Xero's contacts come into Odoo: what a connection keeps, and a dialog
    shows in numbers before it is kept. Both ask the same domain."""

    _name = "xero.import.rules"
    _description = "Import Rules"

    import_customers = fields.Boolean(
        "Customers",
        default=True,
        tracking=True,
        help="Contacts with a sales invoice or credit note in Xero.",
    )
    import_suppliers = fields.Boolean(
        "Suppliers",
        default=True,
        tracking=True,
        help="Contacts with a bill or supplier credit note in Xero.",
    )
    import_others = fields.Boolean(
        "Neither Customer nor Supplier",
        default=True,
        tracking=True,
        help="Contacts in Xero that have neither an invoice nor a bill yet.",
    )
    import_consumers = fields.Boolean(
        "Consumers (B2C)",
        default=True,
        tracking=True,
        help="Private persons: contacts that the consumer pattern fits, or that a user "
        "marked as consumers.",
    )
    consumer_pattern = fields.Char(
        tracking=True,
        help="A regular expression. A contact whose name, email or account number it "
        "fits, regardless of upper or lower case, is a consumer: a person, without a "
        "company. Example: ^B2C- or @(gmail|outlook)[.]",
    )
    consumer_tag_id = fields.Many2one(
        "res.partner.category",
        tracking=True,
        help="The tag that new contacts in Odoo get when they are consumers.",
    )
    import_group_ids = fields.Many2many(
        "xero.contact.group",
        string="Only Contact Groups",
        copy=False,
        help="If empty, contacts of all groups and of none are imported.",
    )
    missing_contacts = fields.Selection(
        MISSING_CONTACTS,
        "Create Missing Contacts",
        required=True,
        default="active",
        tracking=True,
        help="Which contacts in Xero that have none in Odoo are created there.",
    )

    new_user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        domain="[('share', '=', False)]",
        copy=False,
        tracking=True,
        help="The salesperson of contacts that are created from Xero.",
    )
    new_function = fields.Char(
        "Job Position",
        tracking=True,
        help="The job position of persons that are created from Xero, other than "
        "consumers.",
    )
    new_company_tag_id = fields.Many2one(
        "res.partner.category",
        "Company Tag",
        tracking=True,
        help="The tag of companies that are created from Xero.",
    )
    contact_label = fields.Selection(
        LABELS,
        "Show Contacts in Xero By",
        required=True,
        default="name",
        tracking=True,
        help="How contacts in Xero are shown in lists and in the dialogs that match "
        "them. The names of contacts in Odoo stay as they are.",
    )
    import_persons = fields.Boolean(
        "Contact Persons",
        default=True,
        tracking=True,
        help="Up to five contact persons of a company in Xero are contacts of that "
        "company in Odoo. Changes go both ways; who is removed in Xero stays in Odoo.",
    )
    groups_as_tags = fields.Boolean(
        "Contact Groups as Tags",
        tracking=True,
        help="Contacts in Odoo get a tag for each contact group they are in. It is "
        "removed once no organisation gives it any more. Tags that users set are kept.",
    )
    activate_currencies = fields.Boolean(
        default=True,
        tracking=True,
        help="Currencies of contacts and invoices in Xero are activated in Odoo. All "
        "users then see currencies. Rates are not imported: an invoice in a currency "
        "without an exchange rate waits until there is one.",
    )
    archive_stopped = fields.Boolean(
        "Archive Contacts on Stop",
        tracking=True,
        help="A contact that is archived in Xero is archived in Odoo too, and restored "
        "with it. Contacts of users and of other companies are not.",
    )

    @api.model
    def _valid_field_parameter(self, field, name):
        # EXTENDS base: a dialog that shows these settings keeps no history of them
        return name == "tracking" or super()._valid_field_parameter(field, name)

    @api.model
    def _rule_names(self):
        """:return: list of the names of all these settings"""
        own = self.env["xero.import.rules"]._fields
        return [name for name, field in own.items() if field.store and name != "id"]

    def _rule_values(self):
        """:return: dict of all these settings, as values to write"""
        return self._values_to_write(self._rule_names())

    def _values_to_write(self, names):
        """:return: dict of these fields, as values to write"""
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in names
        }

    @api.constrains("import_group_ids")
    def _check_groups(self):
        for rules in self:
            groups = rules.import_group_ids.sudo()  # sudo: of another company, perhaps
            if groups.connection_id - rules._rules_of():
                raise ValidationError(
                    self.env._(
                        "These contact groups belong to another organisation in Xero. "
                        "Choose groups of %s.",
                        rules._rules_of().display_name,
                    )
                )

    @api.constrains("new_user_id")
    def _check_salesperson(self):
        for rules in self:
            # sudo: a user that whoever saves it may not read
            user, company = rules.new_user_id.sudo(), rules._rules_of().company_id
            if user and (user.share or company not in user.company_ids):
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot be the salesperson: that user is no internal "
                        "user of %(company)s.",
                        user=user.name,
                        company=company.name,
                    )
                )

    @api.constrains("consumer_pattern")
    def _check_consumer_pattern(self):
        for rules in self:
            pattern = rules.consumer_pattern
            if pattern and len(pattern) > LONGEST_PATTERN:
                raise ValidationError(
                    self.env._(
                        "The consumer pattern may have %s characters at most.",
                        LONGEST_PATTERN,
                    )
                )

    def _rules_of(self):
        """:return: the connection that they are, or will be, the rules of"""
        self.ensure_one()
        return self if self._name == "xero.connection" else self.connection_id

    def _domain_imported(self, consumers):
        """
        :param consumers: which of the contacts are consumers
        :return: domain of the contacts in Xero, matched ones aside, that come into
            Odoo by themselves, or wait there to be matched"""
        self.ensure_one()
        neither = Domain("is_customer", "=", False) & Domain("is_supplier", "=", False)
        kinds = [
            (self.import_customers, Domain("is_customer", "=", True)),
            (self.import_suppliers, Domain("is_supplier", "=", True)),
            (self.import_others, neither),
        ]
        domain = Domain.OR(kind for is_wanted, kind in kinds if is_wanted)
        if self.missing_contacts == "none":
            return Domain.FALSE
        domain &= Domain("gone_at", "=", False)
        if self.missing_contacts == "active":
            domain &= Domain("status", "=", "ACTIVE")
        else:
            merged = Domain("merged_to", "!=", False)
            domain &= Domain("status", "in", ("ACTIVE", "ARCHIVED")) & ~merged
        if not self.import_consumers:
            domain &= Domain("id", "not in", consumers.ids)
        if self.import_group_ids:
            domain &= Domain("group_ids", "in", self.import_group_ids.ids)
        return domain
