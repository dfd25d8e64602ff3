from . import xero_document
from . import xero_connection
from . import xero_job
