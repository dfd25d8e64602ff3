from . import xero_connection_alerts
from . import xero_connection_health
from . import xero_connection_health_odoo
from . import xero_connection_health_sync
from . import xero_connection_check_up
from . import xero_connection_inactivity
from . import xero_connection_news
from . import xero_connection_digest
