"""Setting a community up: the wizard, its parts, joining by code."""
