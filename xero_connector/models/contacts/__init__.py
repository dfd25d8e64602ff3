from . import res_partner
from . import xero_contact
from . import xero_contact_pull
from . import xero_contact_push
from . import xero_issue
