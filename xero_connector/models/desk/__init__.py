from . import xero_match_desk
from . import res_partner
from . import xero_contact
