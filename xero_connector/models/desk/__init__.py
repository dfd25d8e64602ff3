from . import xero_match_desk
from . import res_partner
from . import xero_contact
from . import xero_contact_to_match
