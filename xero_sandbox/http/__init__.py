"""Between the socket and Xero's endpoints: what happens to every call alike."""
