from . import kinds
from . import words
from . import words_amounts
from . import words_aside
from . import words_contacts
from . import words_refused
from . import words_setup
from . import words_updates
