from . import xero_contact_group
from . import xero_contact
