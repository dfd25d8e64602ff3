"""The control API, /_sandbox/…: for tests and for the demo. Not Xero's."""
