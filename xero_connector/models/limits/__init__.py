from . import xero_quota
from . import xero_quota_words
from . import xero_connection
