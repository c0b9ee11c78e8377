"""The `commonpurse` command: it only gathers the verbs."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """Real personal budgets, released to the person."""
