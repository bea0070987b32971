"""The report of a planning year, and its measures."""

from parecon.reports.figures import figures, gini
from parecon.reports.page import report_text, write_report

__all__ = ["figures", "gini", "report_text", "write_report"]
