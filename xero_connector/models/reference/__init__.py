from . import xero_usable_for_sales
from . import xero_account
from . import xero_tax_rate
from . import xero_currency
from . import xero_tax_mapping
from . import account_tax
from . import res_currency
from . import res_currency_rate
