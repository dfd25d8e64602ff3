from . import xero_connection_checks
from . import xero_connection_check_up
from . import xero_connection_inactivity
from . import xero_connection_news
