"""Reading lists: where, order, If-Modified-Since, pages."""
