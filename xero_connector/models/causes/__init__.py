from . import kinds
from . import words
from . import amounts
from . import failures
from . import contacts
from . import documents
from . import accounts
from . import updates
