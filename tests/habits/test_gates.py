"""Each verb asks a gate, whichever door it came by: a page, the command line, a job. One that does not says why here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.habits.reading import command_files, public_functions

COMMANDS = [(path, node.name) for path in command_files() for node in public_functions(path)]

# Verbs without a gate of their own, each with the reason.
WITHOUT_A_GATE = {
    # Parts of another verb, which has asked: they run inside its transaction.
    **dict.fromkeys(
        ("note_news", "lock_open_messages", "lock_accounts", "keep_permissions", "end_sharing_with_member"), "a part"
    ),
    **dict.fromkeys(
        ("seal_for_subject", "seal_content_for_subject", "destroy_key", "close_access", "end_places_of"), "a part"
    ),
    **dict.fromkeys(("record_decision", "record_release"), "a part"),
    **dict.fromkeys(("keep_person", "keep_support", "keep_coordinator_named", "put_offer", "tell_her"), "a part"),
    # The ledger knows money, never people: who may move it is asked by the verb above.
    **dict.fromkeys(
        ("open_accounts", "close_account", "hold_transfer", "settle_hold", "void_hold", "expire_holds"), "the ledger"
    ),
    **dict.fromkeys(("force_settle", "close_period"), "the ledger"),
    # Before the door: nobody is known yet, and what is shown there is the gate.
    **dict.fromkeys(
        ("take_try", "forgive_tries", "give_back_try", "use_set_up_code", "ask_for_codes", "come_in_by_text_code"),
        "before",
    ),
    **dict.fromkeys(("found_partnership", "complain_from_outside", "note_service"), "before"),
    # Each for oneself alone: `by` is whom it is about.
    **dict.fromkeys(("choose_reading", "choose_text_codes", "end_text_codes", "note_seen"), "oneself"),
    **dict.fromkeys(("go_on_helping", "end_help", "make_complaint", "ask_to_correct"), "oneself"),
    # Who looked is written down whoever looks, before it is asked what they may see.
    **dict.fromkeys(("log_access", "log_accesses"), "the log"),
    # Hands on to the kernel's verb, which asks.
    "send_messages": "hands on",
}


def asks_a_gate(path: Path, name: str) -> bool:
    """Whether the function, or one of its own file that it calls, asks a `can_...` or `may`, or says NotAllowed."""
    functions = {node.name: node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}
    waiting, seen = [name], set()
    while waiting:
        current = waiting.pop()
        seen.add(current)
        for node in ast.walk(functions[current]):
            if isinstance(node, ast.Raise) and node.exc is not None and "NotAllowed" in ast.dump(node.exc):
                return True
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if called.startswith(("can_", "may")):
                    return True
                if called in functions and called not in seen:
                    waiting.append(called)
    return False


@pytest.mark.parametrize(("path", "name"), COMMANDS, ids=[name for _, name in COMMANDS])
def test_a_verb_asks_a_gate_or_has_a_reason(path: Path, name: str) -> None:
    assert asks_a_gate(path, name) is (name not in WITHOUT_A_GATE)


def test_no_reason_is_for_a_verb_that_is_not_there() -> None:
    assert set(WITHOUT_A_GATE) <= {name for _, name in COMMANDS}
