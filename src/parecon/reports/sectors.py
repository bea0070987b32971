"""Industries grouped to a dozen sectors that everybody knows."""

from __future__ import annotations

import numpy as np

from parecon.reports.material import Material

__all__ = ["group_rows"]

_NACE = (
    ("Farming and food", "A"), ("Mining, energy, water", "BDE"), ("Manufacturing", "C"), ("Building", "F"), ("Trade", "G"), ("Transport and post", "H"),
    ("Hotels, culture, other services", "IRSTU"), ("Media and computing", "J"), ("Finance and business services", "KMN"), ("Homes and premises", "L"),
    ("Public administration", "O"), ("Education", "P"), ("Health and care", "Q"),
)
_MANUFACTURED = (("Farming and food", ("C10", "C11", "C12")),)
_BEA = (
    ("Farming and food", ("11", "311", "312")), ("Mining, energy, water", ("21", "22", "562")), ("Building", ("23",)), ("Manufacturing", ("31", "32", "33")),
    ("Trade", ("42", "44", "45", "4A", "4B")), ("Transport and post", ("48", "49")), ("Media and computing", ("51",)),
    ("Finance and business services", ("52", "54", "55", "56")), ("Homes and premises", ("53", "HS", "ORE")), ("Education", ("61",)), ("Health and care", ("62",)),
    ("Hotels, culture, other services", ("71", "72", "81")), ("Public administration", ("G", "S0", "491")),
)
_OTHERS = "Other industries"
_SECTORS_MAX = 14


def group_rows(material: Material, worth: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Return names of sectors and the sector of each worker row, (rows,); worth: (rows,) output by which the largest come first.

    Rows are grouped by their codes (NACE letters, or BEA and NAICS numbers); an economy
    with few rows, or with other codes, shows its largest rows by name.
    """
    rows = [material.economy.rows[r] for r in material.worker_rows]
    if len(rows) <= _SECTORS_MAX:
        names = [row.name for row in rows]
    else:
        digits = sum(row.code[:1].isdigit() for row in rows) > len(rows) / 2
        found = [_of_number(row.code) if digits else _of_letter(row.code) for row in rows]
        names = _largest(rows, worth) if sum(name == _OTHERS for name in found) > len(rows) / 4 else found
    order: dict[str, float] = {}
    for name, value in zip(names, worth):
        order[name] = order.get(name, 0.0) + float(value)
    sectors = sorted(order, key=lambda name: (name == _OTHERS, -order[name], name))
    return sectors, np.array([sectors.index(name) for name in names], dtype=np.int64)


def _largest(rows, worth: np.ndarray) -> list[str]:
    largest = set(np.argsort(-worth, kind="stable")[:_SECTORS_MAX - 1].tolist())
    return [row.name if i in largest else _OTHERS for i, row in enumerate(rows)]


def _of_letter(code: str) -> str:
    for name, codes in _MANUFACTURED:
        if code.startswith(codes):
            return name
    return next((name for name, letters in _NACE if code[:1] in letters and (code[1:2] in ("", "-") or not code[1:2].isalpha())), _OTHERS)


def _of_number(code: str) -> str:
    best = max(((len(start), name) for name, starts in _BEA for start in starts if code.startswith(start)), default=(0, _OTHERS))
    return best[1]
