"""What becomes of sets of rows, as tables: a row and its outcome, and between them what the accounts hold.

`account NAME POSTED PENDING` checks a balance; `--` posts what stands above as one set, whose rows are one journal
unless `|` parts them; `batch` or `journal` before a set says how it stands or falls.
"""

from __future__ import annotations

import pytest

from commonpurse.money.ledger.commands import Journal, post_transfers
from commonpurse.money.ledger.queries import balance_of, verify_ledger
from tests.money.ledger.books import ACTOR, NOW, TODAY, Books

TABLES = {
    "money moves and both sides know": """
        post p1 bank suspense 100                       created
        --
        account bank 100 0
        account suspense 100 0
        post p2 suspense line 40                        created
        --
        account suspense 60 0
        account line 40 0
    """,
    "nobody but bank, suspense and loss goes below zero": """
        post p1 line clearing 1                         would_overdraw
        --
        post p2 fund line 1                             would_overdraw
        --
        post p3 suspense line 5                         created
        --
        post p4 suspense bank 7                         created
        --
        account bank -7 0
        account suspense -12 0
        post p5 loss clearing 3                         created
        --
        account loss 3 0
        post p6 suspense loss 9                         created
        --
        account loss -6 0
        post p7 contra spent 4                          would_overdraw
        --
        post p8 spent contra 4                          created
        --
        account spent 4 0
        post p9 contra spent 5                          would_overdraw
        --
        post p10 contra spent 4                         created
        --
        account spent 0 0
    """,
    "a hold reserves and moves nothing": """
        post p1 suspense line 100                       created
        --
        hold h1 line 60                                 created
        --
        account line 100 60
        hold h2 line 41                                 would_overdraw
        --
        post p2 line clearing 41                        would_overdraw
        --
        hold h3 line 40                                 created
        --
        account line 100 100
        post p3 line clearing 1                         would_overdraw
        --
    """,
    "a settle in parts, the last by its size": """
        post p1 suspense line 100                       created
        hold h1 line 60                                 created
        --
        settle s1 h1 line clearing 20                   created
        --
        account line 80 40
        settle s2 h1 line clearing 41                   exceeds_hold
        --
        settle s3 h1 line clearing 40                   created
        --
        account line 40 0
        settle s4 h1 line clearing 1                    hold_already_resolved
        --
        void v1 h1 line                                 hold_already_resolved
        --
        account clearing 60 0
    """,
    "a final settle frees the rest": """
        post p1 suspense line 100                       created
        hold h1 line 60                                 created
        --
        settle s1 h1 line clearing 10 final             created
        --
        account line 90 0
        settle s2 h1 line clearing 1                    hold_already_resolved
        --
    """,
    "a void frees what is left": """
        post p1 suspense line 100                       created
        hold h1 line 60                                 created
        settle s1 h1 line clearing 10                   created
        --
        void v1 h1 line                                 created
        --
        account line 90 0
        expire e1 h1 line                               hold_already_resolved
        --
    """,
    "a hold is found only on its own account": """
        post p1 suspense line 100                       created
        post p2 suspense other 100                      created
        hold h1 line 60                                 created
        --
        settle s1 nothing line clearing 10              hold_not_found
        --
        settle s2 h1 other clearing 10                  hold_not_found
        --
        settle s3 p1 line clearing 10                   hold_not_found
        --
        void v1 h1 other                                hold_not_found
        --
        account line 100 60
    """,
    "a reversal goes back the same way, never beyond": """
        post p1 suspense line 100                       created
        --
        post p2 line clearing 30                        created
        --
        reverse r1 p2 clearing line 10                  created
        --
        reverse r2 p2 clearing line 21                  exceeds_unreversed
        --
        reverse r3 p2 clearing line 20                  created
        --
        reverse r4 p2 clearing line 1                   exceeds_unreversed
        --
        account line 100 0
        account clearing 0 0
    """,
    "only a post or a settle is reversed, and between its own accounts": """
        post p1 suspense line 100                       created
        hold h1 line 50                                 created
        settle s1 h1 line clearing 20                   created
        --
        reverse r1 s1 clearing line 20                  created
        --
        reverse r2 r1 line clearing 20                  not_reversible
        --
        reverse r3 h1 clearing line 1                   not_reversible
        --
        reverse r4 nothing clearing line 1              reverses_not_found
        --
        reverse r5 p1 clearing suspense 1               not_reversible
        --
        reverse r6 p1 suspense line 1                   not_reversible
        --
        account line 100 30
    """,
    "a reversal obeys the balance": """
        post p1 suspense line 100                       created
        --
        post p2 line clearing 80                        created
        --
        reverse r1 p1 line suspense 21                  would_overdraw
        --
        reverse r2 p1 line suspense 20                  created
        --
        account line 0 0
    """,
    "what is refused first is said first": """
        post p1 nowhere nowhere 0 in=EUR                account_not_found
        --
        post p2 euro line 0                             currency_mismatch
        --
        post p3 line line 0                             same_account
        --
        post p4 line clearing 0                         amount_not_positive
        --
        post p5 line clearing -5                        amount_not_positive
        --
        post p6 line clearing 5                         would_overdraw
        --
        post p7 line nowhere 5                          account_not_found
        --
        hold h1 line 0                                  amount_not_positive
        --
        hold h2 euro 5                                  currency_mismatch
        --
    """,
    "an amount is in the currency of its accounts": """
        post p1 euros euro 50 in=EUR                    created
        --
        post p2 euro clearing 5                         currency_mismatch
        --
        post p3 suspense euro 5                         currency_mismatch
        --
        post p4 suspense line 5 in=EUR                  currency_mismatch
        --
        hold h1 euro 5                                  currency_mismatch
        --
        hold h2 euro 5 in=EUR                           created
        --
        account euro 50 5
    """,
    "a repeat changes nothing, and with other details it is refused": """
        post p1 suspense line 100                       created
        --
        post p1 suspense line 100                       exists
        --
        post p1 suspense line 101                       exists_with_different_content
        --
        post p1 suspense other 100                      exists_with_different_content
        --
        post p1 nowhere line 0                          exists_with_different_content
        --
        account line 100 0
        hold h1 line 100                                created
        --
        hold h1 line 100                                exists
        --
        account line 100 100
    """,
    "rows of a set see the rows before them": """
        post p1 suspense line 100                       created
        hold h1 line 100                                created
        settle s1 h1 line clearing 30                   created
        settle s2 h1 line clearing 70                   created
        reverse r1 s1 clearing line 30                  created
        post p2 line other 30                           created
        --
        account line 0 0
        account clearing 70 0
        account other 30 0
    """,
    "a set that is refused leaves nothing, each row has its own answer": """
        post p1 suspense line 100                       not_applied
        post p2 line clearing 101                       would_overdraw
        post p3 line clearing 100                       not_applied
        post p4 nowhere line 1                          account_not_found
        --
        account line 0 0
        account clearing 0 0
    """,
    "a journal falls alone": """
        journal
        post p1 suspense line 100                       created
        |
        post p2 line clearing 60                        not_applied
        post p3 line clearing 60                        would_overdraw
        |
        post p4 line clearing 100                       created
        |
        post p5 line clearing 1                         would_overdraw
        --
        account line 0 0
        account clearing 100 0
    """,
    "what a fallen journal brought is not there for the next": """
        journal
        post p1 suspense line 100                       not_applied
        hold h1 line 10                                 not_applied
        post p2 fund other 1                            would_overdraw
        |
        hold h2 line 10                                 would_overdraw
        |
        settle s1 h1 line clearing 10                   hold_not_found
        |
        reverse r1 p1 line suspense 10                  reverses_not_found
        --
        account line 0 0
    """,
    "the same id twice in a set": """
        journal
        post p1 suspense line 10                        created
        |
        post p1 suspense line 10                        exists
        |
        post p2 suspense line 10                        not_applied
        post p1 suspense line 10                        exists_with_different_content
        |
        hold h1 line 10                                 not_applied
        hold h1 line 10                                 not_applied
        hold h2 line 1                                  would_overdraw
        --
        account line 10 0
    """,
    "the same id again after its first was taken out": """
        journal
        post p1 fund line 10                            would_overdraw
        |
        post p1 suspense line 10                        created
        --
        account line 10 0
    """,
    "what was there before stays so in a set that falls": """
        post p1 suspense line 10                        created
        --
        post p1 suspense line 10                        exists
        post p2 suspense line 10                        not_applied
        post p2 suspense line 10                        not_applied
        post p3 fund line 1                             would_overdraw
        --
        account line 10 0
    """,
    "a correction names who allows it": """
        post p1 suspense line 100                       created
        --
        reverse r1 p1 line suspense 20 code=correction authority  created
        --
        account line 80 0
        account suspense -80 0
    """,
}


@pytest.mark.parametrize("table", TABLES.values(), ids=[name.replace(" ", "_") for name in TABLES])
def test_the_ledger_answers_as_the_table_says(books: Books, table: str) -> None:
    journals: list[list[tuple[str, str]]] = [[]]
    atomic = "batch"
    for line in filter(None, map(str.strip, table.splitlines())):
        if line in ("batch", "journal"):
            atomic = line
        elif line == "|":
            journals.append([])
        elif line == "--":
            told = [pair for rows in journals for pair in rows]
            # A journal is named by its first row, so that a repeat of it is the same journal.
            asked = [
                Journal(books.id(f"journal of {rows[0][0].split()[1]}"), tuple(books.row(text) for text, _ in rows))
                for rows in journals
            ]
            outcomes = post_transfers(asked, by=ACTOR, now=NOW, atomic=atomic)
            assert [(text, str(outcome)) for (text, _), outcome in zip(told, outcomes, strict=True)] == told
            assert outcomes == books.model.post(asked, NOW, TODAY, atomic)
            journals, atomic = [[]], "batch"
        elif line.startswith("account"):
            _, name, posted, pending = line.split()
            balance = balance_of(books.id(name))
            assert (name, balance.posted.minor, balance.pending.minor) == (name, int(posted), int(pending))
        else:
            text, _, outcome = line.rpartition(" ")
            journals[-1].append((text.strip(), outcome))
    assert verify_ledger() == []
