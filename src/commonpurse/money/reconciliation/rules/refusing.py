from __future__ import annotations

from commonpurse.kernel.errors import Refused


class ReconciliationRefused(Refused):
    """A rule about statements or their lines said no. The code says which: see the verbs that raise it."""

    code = "reconciliation_refused"
