"""What a person can do in Xero's own pages, a room per kind of thing."""
