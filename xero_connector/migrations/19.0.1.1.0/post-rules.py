from odoo import SUPERUSER_ID, api

BRANCHES = (
    "xero_connection",
    "xero_account",
    "xero_tax_rate",
    "xero_currency",
    "xero_contact",
    "xero_tax_mapping",
    "xero_job",
    "xero_issue",
)


def migrate(cr, version):
    """Branches see what they need of their parent's connection, and companies that
    share an app its organisations. A rule that somebody changed stays as it is."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for model in BRANCHES:
        rule = env.ref(f"xero_connector.{model}_rule_company", False)
        if rule and "company_id', 'in', company_ids" in (rule.domain_force or ""):
            rule.domain_force = rule.domain_force.replace("'in'", "'parent_of'")
    rule = env.ref("xero_connector.xero_organisation_rule_company", False)
    if (
        rule
        and rule.domain_force == "[('credential_id.company_id', 'in', company_ids)]"
    ):
        rule.domain_force = (
            "['|', ('credential_id.company_id', 'in', company_ids),"
            " ('credential_id.connection_ids.company_id', 'in', company_ids)]"
        )
