from . import res_partner
from . import xero_contact
