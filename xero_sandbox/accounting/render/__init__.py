"""From rows to Xero's JSON, in the shapes of recorded answers."""
