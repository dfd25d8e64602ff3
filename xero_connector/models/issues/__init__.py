from . import xero_issue
from . import xero_issue_news
from . import xero_issue_openers
from . import xero_issue_types
from . import xero_odd_row
from . import xero_retry
