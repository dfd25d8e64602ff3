"""Who may do what: consent, tokens, connections."""
