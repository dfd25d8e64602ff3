"""What the pretend Xero remembers. No HTTP and no rules live here."""
