from . import xero_contact_finding
from . import xero_contact_linking
from . import xero_contact_matcher
from . import xero_contact_proposal
from . import xero_contact_to_match
from . import xero_partner_look
