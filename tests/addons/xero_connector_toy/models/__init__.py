from . import xero_connection
from . import toy_gift
from . import xero_gift
from . import xero_issue
from . import account_move
from . import xero_contact
