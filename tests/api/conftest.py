from __future__ import annotations

from tests.web.conftest import clock, sign_in, standing

__all__ = ["clock", "sign_in", "standing"]
