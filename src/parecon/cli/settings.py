"""What ``--set KEY=VALUE`` means: permits, consent, hours, or any rule of the charter."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from parecon.charter import Charter, UnknownRule, UnsuitableValue, default_charter
from parecon.cli.messages import CannotGoOn

__all__ = ["Settings", "read_settings"]

_CHANGE_LOW, _CHANGE_HIGH = -1.0, 10.0


@dataclass(frozen=True)
class Settings:
    """What the caller changed, and the charter in force.

    permits: hard cap of each pollutant, consent: what those affected would permit at last year's price, hours: all as
    changes on last year.
    """

    charter: Charter
    permits: dict[str, float] = field(default_factory=dict)
    hours: float = 0.0
    given: tuple[str, ...] = ()
    consent: dict[str, float] = field(default_factory=dict)


def read_settings(options: Iterable[str], also: dict[str, object] | None = None) -> Settings:
    """Return the settings that ``KEY=VALUE`` texts ask for; ``also``: rules that other options set.

    >>> settings = read_settings(["permits.CO2=-10%", "hours=-5%", "rounds.count_max=5"])
    >>> settings.permits, settings.hours, settings.charter["rounds.count_max"]
    ({'CO2': -0.1}, -0.05, 5)
    """
    charter, permits, consent, hours, rules, seen = default_charter(), {}, {}, 0.0, dict(also or {}), []
    for option in options:
        key, equals, value = (part.strip() for part in option.partition("="))
        if not equals or not key or not value:
            raise CannotGoOn(f"--set {option}: expected KEY=VALUE, such as permits.CO2=-10% or rounds.count_max=5")
        if key in seen:
            raise CannotGoOn(f"--set {key} stands twice; give each key once")
        seen.append(key)
        if key == "hours":
            hours = _change(key, value)
        elif key.startswith("permits."):
            permits[key.removeprefix("permits.")] = _change(key, value)
        elif key.startswith("consent."):
            consent[key.removeprefix("consent.")] = _change(key, value)
        else:
            rules[key] = _rule_value(charter, key, value)
    try:
        charter = charter.adopt(rules, "command line") if rules else charter
    except (UnknownRule, UnsuitableValue) as error:
        raise CannotGoOn(str(error)) from None
    return Settings(charter, permits, hours, tuple(options), consent)


def _change(key: str, value: str) -> float:
    """Return a relative change: -10% is -0.1."""
    text = value.removesuffix("%").strip()
    if not value.endswith("%"):
        raise CannotGoOn(f"--set {key}={value}: expected a change in percent, such as {key}=-10%; write the sign % (10 % more is +10%)")
    try:
        change = float(text) / 100.0
    except ValueError:
        change = math.nan
    if not math.isfinite(change):
        raise CannotGoOn(f"--set {key}={value}: {text!r} is no number; expected a change in percent, such as {key}=-10%")
    if not _CHANGE_LOW < change <= _CHANGE_HIGH and not (change == _CHANGE_LOW and key != "hours"):
        raise CannotGoOn(f"--set {key}={value}: a change lies between -100% and +1000%; give one in that range")
    return change


def _rule_value(charter: Charter, key: str, value: str) -> object:
    if key not in charter.rules:
        near = difflib.get_close_matches(key, [*charter.rules, "hours", "permits.CO2", "consent.CO2"], n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        raise CannotGoOn(f"--set {key}={value}: the charter has no rule {key!r}; {hint}`parecon charter` lists all {len(charter.rules)} rules")
    rule = charter.rules[key]
    try:
        return rule.check(_parse(rule.value, value))
    except UnsuitableValue as error:
        raise CannotGoOn(f"--set {key}={value}: {error}") from None


def _parse(default: object, text: str) -> object:
    """Return ``text`` in the type of the rule's default, or as it is where it has no such form."""
    if isinstance(default, bool):
        return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)
    if isinstance(default, tuple):
        items = [item.strip() for item in text.strip("[]()").split(",") if item.strip()]
        return tuple(_parse(default[0], item) for item in items) if default else tuple(items)
    if isinstance(default, (int, float)):
        percent = text.endswith("%")
        try:
            number = float(text.removesuffix("%")) / (100.0 if percent else 1.0)
        except ValueError:
            return text
        if not math.isfinite(number):
            return text
        return int(number) if isinstance(default, int) and number == int(number) else number
    return text
