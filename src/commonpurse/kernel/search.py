"""Find text within text as people mean it: SIÂN finds Siân on either database.

SQLite folds the case of English letters only; its `iregex` is Python's and folds all. PostgreSQL folds by its locale.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import CharField, Lookup
from django.db.models.lookups import IContains, IRegex


class FoundIn(Lookup):
    """`name__found_in="siân"`: whether the text stands anywhere in the field, whatever the case of its letters."""

    lookup_name = "found_in"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return IContains(self.lhs, self.rhs).as_sql(compiler, connection)

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        return IRegex(self.lhs, re.escape(str(self.rhs))).as_sql(compiler, connection)


CharField.register_lookup(FoundIn)
