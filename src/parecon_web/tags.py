"""What templates can call: amounts, request ids, errors."""

from __future__ import annotations

from django import template
from django.utils.html import format_html

from parecon_web.record.acts import new_request_id
from parecon_web.rounds.amounts import write_amount

register = template.Library()


@register.simple_tag
def request_id() -> str:
    """Return the hidden field that makes a form count once, however often it is sent."""
    return format_html('<input type="hidden" name="request_id" value="{}">', new_request_id())


@register.filter
def amount(fixed: int, digits: int = 3) -> str:
    """Write a fixed-point amount."""
    return "" if fixed is None else write_amount(abs(int(fixed)), int(digits))


@register.filter
def signed(fixed: int, digits: int = 3) -> str:
    """Write a fixed-point amount with its sign."""
    return ("−" if int(fixed) < 0 else "") + write_amount(abs(int(fixed)), int(digits))


@register.filter
def entry(mapping: dict, key: str) -> object:
    """Look a key up."""
    return mapping.get(key) if mapping else None
