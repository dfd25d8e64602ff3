from . import xero_dialog

# A model stands before those that inherit from it.
from . import xero_secret_wizard
from . import (
    xero_app_wizard,
    xero_conflict_wizard,
    xero_connect_wizard,
    xero_contact_wizard,
    xero_match_wizard,
    xero_field_wizard,
    xero_health_wizard,
    xero_import_wizard,
    xero_ledger_wizard,
    xero_organisation_wizard,
    xero_pairs_wizard,
    xero_person_wizard,
    xero_preview_wizard,
    xero_recode_wizard,
    xero_switch_on_wizard,
    xero_sync_wizard,
    xero_webhook_wizard,
)
