"""One file per resource: its routes, its rules with their sources."""
