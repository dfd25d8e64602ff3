from . import (
    xero_app_wizard,
    xero_connect_wizard,
    xero_contact_wizard,
    xero_organisation_wizard,
    xero_preview_wizard,
)
