from . import account_move, account_move_document, account_move_push
from . import account_move_update, account_tax, res_company, res_currency
from . import res_partner, res_partner_name, res_partner_sync
