"""How an error is written down: of which kind it is and where in the code it happened, never what it says.

The text of an error repeats what it was about: a database names the row that it refused, a conversion the word that it
could not read. A safe address has left houses that way. Kind and place are enough to find the fault.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType

LEFT_OUT = "(what it says is left out: it may name somebody)"


class PlainFormatter(logging.Formatter):
    """Formats records as ever, and errors without their texts."""

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have kept its own account of the error in the record, with the text in it.
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: object) -> str:  # noqa: N802  the name is logging's
        error = ei[1] if isinstance(ei, tuple) else None
        return describe_error(error) if isinstance(error, BaseException) else "no error"


def describe_error(error: BaseException) -> str:
    """Return the kind of an error and of those that led to it, each with its way through the code."""
    return "\n".join(_accounts(error))


def _accounts(error: BaseException) -> Iterator[str]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _accounts(before)
        yield "and so:"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    yield f"{type(error).__module__}.{type(error).__qualname__} {LEFT_OUT}"


def write_last_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write down the error that ends a command, for `sys.excepthook`: its output often lands in a log as well."""
    logging.getLogger("commonpurse").critical("The command ended with an error of ours.", exc_info=error)
