# A model stands before those that inherit from it.
from . import common
from . import mirror
from . import causes
from . import issues
from . import connection
from . import limits
from . import queue
from . import runs
from . import reference
from . import mapping
from . import contacts
from . import matching
from . import invoices
from . import recoding
from . import health
