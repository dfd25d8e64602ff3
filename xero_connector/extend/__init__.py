from . import account_move, account_move_document, res_company, res_partner
