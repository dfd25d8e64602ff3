"""What the pretend Xero tells apps by itself: signed deliveries."""
