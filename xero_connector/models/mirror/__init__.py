from . import xero_mirror
from . import xero_push_mirror
from . import xero_push_claim
from . import xero_push_prerequisites
