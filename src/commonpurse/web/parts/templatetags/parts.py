"""The tags of our templates: `{{ amount|money }}`."""

from __future__ import annotations

from django import template

from commonpurse.kernel.money import Money

register = template.Library()


@register.filter
def money(amount: Money) -> str:
    """Write a sum as people read it: £12.50."""
    return str(amount)
