from . import xero_contact_group
from . import xero_contact
from . import xero_contact_person
from . import xero_given_tag
from . import xero_contact_stop
from . import xero_contact_consumer
from . import res_partner
