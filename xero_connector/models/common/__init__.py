from . import xero_guarded
from . import xero_live
from . import attempt
from . import storable
from . import change_notes
from . import counted_words
