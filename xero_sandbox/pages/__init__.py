"""What a person sees of the pretend Xero."""
