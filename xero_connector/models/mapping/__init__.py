from . import xero_field_mapping
from . import xero_field_mapping_pairs
from . import xero_field_mapping_words
from . import xero_field_mapping_outlook
from . import ir_model_fields
