"""Readers of national tables: every shape becomes one normal form, with its origin and every treated cell listed."""

from parecon.datasets.balance import BalanceReport, balance_report
from parecon.datasets.coming_year import ComingYear, coming_year, sweden_coming_year
from parecon.datasets.errors import TableError
from parecon.datasets.folder import read_folder
from parecon.datasets.folder_write import write_example_folder
from parecon.datasets.registry import EconomyEntry, list_economies, load_coming_year, load_tables
from parecon.datasets.sweden import SWEDEN_YEARS, read_sweden
from parecon.datasets.tables import NationalTables, Provenance, Treatment, check_tables
from parecon.datasets.united_states import US_SUMMARY_YEARS, read_us_detail_2017, read_us_summary

__all__ = [
    "SWEDEN_YEARS", "US_SUMMARY_YEARS", "BalanceReport", "ComingYear", "EconomyEntry", "NationalTables", "Provenance", "TableError",
    "Treatment", "balance_report", "check_tables", "coming_year", "list_economies", "load_coming_year", "load_tables", "read_folder",
    "read_sweden", "read_us_detail_2017", "read_us_summary", "sweden_coming_year", "write_example_folder",
]
