"""The charter's rules for a book, in smallest units."""

from __future__ import annotations

from dataclasses import dataclass, fields

from parecon.charter import Charter

__all__ = ["LedgerRules"]


@dataclass(frozen=True)
class LedgerRules:
    """The limits that one book keeps from its first line to its last; amounts in smallest units.

    >>> from parecon.charter import default_charter
    >>> LedgerRules.of_charter(default_charter()).loan_person_units_max
    1000000
    """

    units_per_credit: int
    loan_person_units_max: int
    loan_council_units_max: int
    loan_federation_units_max: int
    loan_instalments_max: int
    loan_days_max: int
    debit_council_units_max: int
    debit_federation_units_max: int
    pending_days_max: int
    overtime_percent: int

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if type(value) is not int or value < 0:
                raise ValueError(f"{field.name} is a whole number from 0, got {value!r}; take the rules from a charter")

    @classmethod
    def of_charter(cls, charter: Charter) -> LedgerRules:
        """Return the rules that ``charter`` has in force, its credits turned into smallest units."""
        units = charter["ledger.units_per_credit"]
        return cls(
            units_per_credit=units,
            loan_person_units_max=charter["ledger.loan_person_credits_max"] * units,
            loan_council_units_max=charter["ledger.loan_council_credits_max"] * units,
            loan_federation_units_max=charter["ledger.loan_federation_credits_max"] * units,
            loan_instalments_max=charter["ledger.loan_instalments_max"],
            loan_days_max=charter["ledger.loan_days_max"],
            debit_council_units_max=charter["ledger.debit_council_credits_max"] * units,
            debit_federation_units_max=charter["ledger.debit_federation_credits_max"] * units,
            pending_days_max=charter["ledger.pending_days_max"],
            overtime_percent=charter["ledger.overtime_percent"],
        )
