"""Readers of national tables: every shape becomes one normal form, with its origin and every treated cell listed."""

from parecon.datasets.sweden import SWEDEN_YEARS, read_sweden
from parecon.datasets.tables import NationalTables, Provenance, Treatment, check_tables

__all__ = ["SWEDEN_YEARS", "NationalTables", "Provenance", "Treatment", "check_tables", "read_sweden"]
