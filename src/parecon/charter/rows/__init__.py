"""The rows of the charter, one module an area; each has a tuple `ROWS` of `Rule`."""
