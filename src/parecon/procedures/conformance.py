"""What every procedure must keep to: a suite that anybody can run on a procedure of their own.

    from parecon.procedures.conformance import check_procedure

    findings = check_procedure(my_run)          # on the toy economy, honest and self-interested
    assert not findings, "\\n".join(findings)

It tries: balances (nobody uses what was not made, imported or there), labels and shapes, the same twice (whoever draws from
chance that was not given is found so), nothing changed outside, events, and an economy in which no plan is possible.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields, is_dataclass, replace
from typing import Callable, Iterator

import numpy as np

from parecon.charter import Charter, default_charter
from parecon.economy import CouncilKind, Economy, GoodKind, Society
from parecon.procedures.events import ProcedureEnded, ProcedureOpened
from parecon.procedures.protocol import FEATURES, FLAGS, HIRE_TEST, Outcome
from parecon.procedures.registry import run_procedure
from parecon.quantities import FIXED_PER_UNIT
from parecon.responses import Conduct, Respondents

__all__ = ["check_outcome", "check_procedure", "fingerprint"]

_CLOSE = 1e-6


def check_procedure(run: Callable | str, economy: Economy | None = None, society: Society | None = None, charter: Charter | None = None) -> list[str]:
    """Return what a procedure does wrong, in sentences; an empty list: it conforms.

    run: a function of the protocol, or the name of a registered procedure; economy,
    society: the toy unless given. Nothing is raised but what the procedure itself raises.
    """
    from parecon.datasets.toy import toy_economy

    name, call = (run, None) if isinstance(run, str) else (getattr(run, "__name__", "run"), run)
    charter = charter or default_charter()
    if economy is None or society is None:
        economy, society = toy_economy()
    found = []
    for conduct in (Conduct(), Conduct(self_interest=1.0)):
        respond = Respondents(economy, society, charter, conduct)
        events: list = []
        before = fingerprint((economy, society))
        outcome = run_procedure(name, economy, charter, respond, seed=1, on_event=events.append, run=call)
        again = run_procedure(name, economy, charter, Respondents(economy, society, charter, conduct), seed=1, run=call)
        at = f"with self-interest {conduct.self_interest:g}: "
        found += [at + text for text in check_outcome(economy, respond, outcome)]
        found += [at + text for text in _check_events(events)]
        if fingerprint(outcome) != fingerprint(again):
            found.append(at + f"the same arguments gave two outcomes, {fingerprint(outcome)[:12]} and {fingerprint(again)[:12]}")
        if fingerprint((economy, society)) != before:
            found.append(at + "the run changed the economy or the society it was given")
    return found + _check_impossible(name, call, (economy, society, charter))


def check_outcome(economy: Economy, respond: Respondents, outcome: Outcome) -> list[str]:
    """Return what is wrong with one outcome, in sentences."""
    return [*_check_statements(outcome), *(_check_flows(economy, respond, outcome) if outcome.flows is not None else ())]


def _check_statements(outcome: Outcome) -> Iterator[str]:
    for name in (*FLAGS, *HIRE_TEST, *FEATURES):
        if name not in outcome.facts:
            yield f"facts[{name!r}] is not stated"
        elif not outcome.facts[name].reason.strip():
            yield f"facts[{name!r}] has no reason"
    if outcome.refusal is not None:
        if not outcome.refusal.strip():
            yield "the refusal says nothing"
        return
    if abs(sum(outcome.last_hand.values()) - 1.0) > _CLOSE:
        yield f"last_hand sums to {sum(outcome.last_hand.values()):.6g}, not 1"
    if not outcome.counts or any(c.messages < 0 or c.acts < 0 or c.minutes < 0 for c in outcome.counts):
        yield "counts are missing or negative; a level on which nothing happens has zeros"
    say = outcome.say
    for what, table, weights in (("control", say.control, say.asset_value), ("say", say.say, say.weight), ("affected", say.affected, say.weight)):
        wrong = np.flatnonzero(np.abs(table.sum(axis=0) - 1.0) > _CLOSE)
        if len(wrong):
            yield f"say.{what}: column {wrong[0]} sums to {table[:, wrong[0]].sum():.6g}, not 1"
        if table.shape != (len(outcome.people.name), len(weights)):
            yield f"say.{what} has the shape {table.shape}, expected {(len(outcome.people.name), len(weights))}"
    if abs(float(say.weight.sum()) - 1.0) > _CLOSE:
        yield f"weights of decisions sum to {say.weight.sum():.6g}, not 1"
    for name in ("count", "income", "perks", "hours", "empowering", "effort", "need"):
        values = getattr(outcome.people, name)
        if not np.isfinite(values).all() or (values < 0).any() and name != "income":
            yield f"people.{name} holds {values[~(np.isfinite(values) & (values >= 0))][0]}"
    if (outcome.people.empowering > outcome.people.hours * (1 + _CLOSE)).any():
        yield "people.empowering holds more hours than people.hours"


def _check_flows(economy: Economy, respond: Respondents, outcome: Outcome) -> Iterator[str]:
    flows, people, n = outcome.flows, outcome.people, len(economy.goods)
    for name in ("imported", "wasted", "unsold"):
        if getattr(flows, name).shape != (n,) or (getattr(flows, name) < 0).any():
            yield f"flows.{name} has the shape {getattr(flows, name).shape} or a negative entry; it has one entry at least 0 for each of {n} goods"
    if flows.quantity.dtype != np.int64:
        yield f"flows.quantity is {flows.quantity.dtype}, not int64 fixed point"
    if (np.diff(flows.council) <= 0).any() or len(flows.start) != len(flows.council) + 1 or flows.start[-1] != len(flows.good):
        yield "flows are not CSR by ascending council"
        return
    left = flows.left(economy)
    for g in np.flatnonzero(left < 0):
        yield f"{economy.goods[g].code}: {-left[g] / FIXED_PER_UNIT:.9g} more are used than were made, imported or there"
    over = np.flatnonzero(flows.unsold > np.maximum(left, 0))
    if len(over):
        yield f"{economy.goods[over[0]].code}: {flows.unsold[over[0]]} unsold, but only {left[over[0]]} are left"
    kind = np.repeat(economy.councils.kind[flows.council], np.diff(flows.start))
    product = np.array([g.kind in (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE) for g in economy.goods])
    mine = (kind == CouncilKind.CONSUMER) & product[flows.good]
    eaten = np.bincount(flows.good[mine], -flows.quantity[mine] / FIXED_PER_UNIT, minlength=n)
    told = people.consumed.sum(axis=0)
    apart = np.abs(eaten - told * product)
    if (apart > _CLOSE * np.maximum(np.abs(eaten), 1.0) + 2 * len(flows.council) / FIXED_PER_UNIT).any():
        g = int(np.argmax(apart / np.maximum(eaten, 1.0)))
        yield f"{economy.goods[g].code}: consumer councils use {eaten[g]:.9g}, people.consumed says {told[g]:.9g}"
    members = float(economy.councils.members[economy.councils.kind == CouncilKind.CONSUMER].sum())
    if abs(float(people.count.sum()) - members) > _CLOSE * members:
        yield f"people.count sums to {people.count.sum():.9g}, but consumer councils have {members:.9g} members"


def _check_events(events: list) -> Iterator[str]:
    names = [type(event).__name__ for event in events]
    if not events or not isinstance(events[0], ProcedureOpened) or not isinstance(events[-1], ProcedureEnded):
        yield f"a run begins with ProcedureOpened and ends with ProcedureEnded, not {names[:1]} and {names[-1:]}"
    if sum(isinstance(e, (ProcedureOpened, ProcedureEnded)) for e in events) != 2:
        yield "ProcedureOpened and ProcedureEnded are told by `run_procedure`, once each; a procedure does not tell them"


def _check_impossible(name: str, call, world) -> list[str]:
    """Try an economy in which all that was made last year of every product is promised away."""
    economy, society, charter = world
    product = np.array([g.kind is GoodKind.PRODUCT for g in economy.goods])
    made = np.zeros(len(economy.goods), dtype=np.int64)
    np.add.at(made, economy.last_totals.good, economy.last_totals.supply)
    promised = replace(economy, claim=np.where(product, made, economy.claim))
    try:
        outcome = run_procedure(name, promised, charter, Respondents(promised, society, charter), seed=1, run=call)
    except Exception as error:  # noqa: BLE001 - whatever it is, a refusal was due
        return [f"where no plan is possible it raises {type(error).__name__} ({error}) instead of an outcome with a refusal"]
    if outcome.refusal is None and (outcome.flows.left(promised) < 0).any():
        return ["where no plan is possible it returns flows that use what is not there, instead of a refusal"]
    return []


def fingerprint(value: object) -> str:
    """Return the SHA-256 of everything a value of dataclasses, arrays, mappings and plain values holds."""
    digest = hashlib.sha256()
    _feed(digest, value)
    return digest.hexdigest()


def _feed(digest, value) -> None:
    if isinstance(value, np.ndarray):
        digest.update(f"{value.dtype}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
    elif is_dataclass(value):
        for f in fields(value):
            digest.update(f.name.encode())
            _feed(digest, getattr(value, f.name))
    elif isinstance(value, (tuple, list)):
        for item in value:
            _feed(digest, item)
    elif hasattr(value, "items"):
        for key, item in value.items():
            digest.update(str(key).encode())
            _feed(digest, item)
    else:
        digest.update(repr(value).encode())
