"""What Xero accepts: from a sent element to a row, or to Xero's messages. Nothing here
knows HTTP, and nothing here saves."""
