"""People, their roles, their links, and who may call what."""
