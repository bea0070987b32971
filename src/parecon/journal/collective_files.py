"""Collective goods in the record: who wished what and how every place voted, beside the journal by the hash of their columns."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parecon.ballots import ApprovalCounts
from parecon.economy import Economy
from parecon.facilitation.settlement import (
    Alternative, LevelVote, Settlement, close_level, close_package, cost_per_head, file_alternative, file_wishes, open_settlement, refile,
    settled_economy,
)
from parecon.facilitation.wishes import voters_of
from parecon.journal.errors import BrokenJournal
from parecon.journal.plain import array_hash, as_plain, columns_hash
from parecon.quantities import round_significant

__all__ = ["recount_settlement", "settlement_body", "write_settlement"]

_FOLDER = "collective"
_HEADING = "parecon collective goods 1"


def _wish_columns(settlement: Settlement) -> dict[str, np.ndarray]:
    return {good.code: column for good, column in zip(settlement.economy.collective.goods, settlement.wishes.T)}


def _vote_columns(vote: LevelVote) -> dict[str, np.ndarray]:
    return {"cast": vote.cast, **{f"for {name}": column for name, column in zip(vote.options, vote.counts.T)}}


def settlement_body(settlement: Settlement, round: int) -> dict:
    """Return a settlement as the journal holds it: hashes of wishes and votes, alternatives in full, what each level costs a member."""
    economy = replace(settlement.economy, collective=replace(settlement.economy.collective, amount=settlement.amount))
    digits = settlement.charter["rounds.price_digits"]
    cost = round_significant(cost_per_head(economy, settlement.prices), digits).tolist()
    return {
        "act": settlement.act, "round": round, "aggregation": settlement.charter["collective.aggregation"], "silent": int(settlement.silent),
        "wishes": columns_hash(_HEADING, _wish_columns(settlement)),
        "alternatives": [{"place": a.place, "amounts": as_plain(a.amounts), "filed_by": a.filed_by, "reason": a.reason} for a in settlement.alternatives],
        "votes": [{"level": v.level, "options": list(v.options), "counts": columns_hash(_HEADING, _vote_columns(v)),
                   "chosen": np.bincount(v.chosen, minlength=len(v.options)).tolist()} for v in settlement.votes],
        "package": as_plain(settlement.package), "amount": array_hash(settlement.amount),
        "cost_per_head": dict(zip(economy.collective.levels, cost)),
    }


def write_settlement(folder: Path, settlement: Settlement) -> None:
    """Write wishes and votes into ``folder``/collective, each under the hash of its columns."""
    (folder / _FOLDER).mkdir(exist_ok=True)
    for columns in (_wish_columns(settlement), *map(_vote_columns, settlement.votes)):
        path = folder / _FOLDER / f"{columns_hash(_HEADING, columns)}.parquet"
        if not path.exists():
            part = path.with_suffix(".part")
            pq.write_table(pa.table({name: pa.array(column) for name, column in columns.items()}), part, compression="zstd")
            part.replace(path)


def _read_columns(folder: Path, digest: str) -> dict[str, np.ndarray]:
    path = folder / _FOLDER / f"{digest}.parquet"
    try:
        table = pq.read_table(path)
        columns = {name: table.column(name).to_numpy() for name in table.column_names}
    except (OSError, pa.ArrowException) as error:
        raise BrokenJournal("wishes or votes on collective goods cannot be read", file=path, found=f"{type(error).__name__}: {str(error)[:160]}",
                            expected="the file as it was written", way_out="take an unchanged copy of the folder") from None
    found = columns_hash(_HEADING, columns)
    if found != digest:
        raise BrokenJournal("wishes or votes on collective goods have been changed", file=path, found=found, expected=digest,
                            way_out="take an unchanged copy of the folder")
    return columns


def recount_settlement(folder: Path, body: dict, economy: Economy, given) -> tuple[Economy, dict]:
    """Return the economy with the amounts that the recorded wishes and votes come to, and the body recomputed.

    given: the charter and the prices (n,) at which was settled.
    """
    charter, prices = given
    columns = _read_columns(folder, body["wishes"])
    wishes = np.stack([columns[good.code] for good in economy.collective.goods], axis=1)
    if body["act"] == "refiled":
        again = refile(economy, charter, prices, wishes)
        found = replace(open_settlement(economy, charter, prices), wishes=wishes, silent=body["silent"], levels=(),
                        amount=again.collective.amount, act="refiled")
        return again, settlement_body(found, body["round"])
    held = economy.collective
    levels = None if body["act"] == "settled" else tuple(held.levels.index(vote["level"]) for vote in body["votes"])
    settlement, _ = file_wishes(open_settlement(economy, charter, prices, levels=levels), voters_of(economy), wishes)
    settlement = replace(settlement, silent=body["silent"])
    for filed in body["alternatives"]:
        amounts = {int(q): int(amount) for q, amount in filed["amounts"].items()}
        settlement, refused = file_alternative(settlement, Alternative(filed["place"], amounts, filed["filed_by"], filed["reason"]))
        assert refused is None, refused
    for vote in body["votes"]:
        columns = _read_columns(folder, vote["counts"])
        settlement, refused = close_level(settlement, np.stack([columns[f"for {name}"] for name in vote["options"]], axis=1), columns["cast"])
        assert refused is None, refused
    if body["package"] is not None:
        result = body["package"]
        counts = ApprovalCounts(tuple(Fraction(result["scores"][name]) for name in ("the package", "last year's amounts")),
                                result["voters"], Fraction(result["cast"]))
        settlement, refused = close_package(settlement, counts)
        assert refused is None, refused
    return settled_economy(settlement), settlement_body(settlement, body["round"])
