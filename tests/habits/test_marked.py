"""Whatever a page says can be said in another language: each text is marked, and whole."""

from __future__ import annotations

from commonpurse.web.parts.looked import FIELD_WORDS, WHY_WORDS
from tests.texts.gathering import modules, templates
from tests.texts.python import is_text

# Said to nobody: codes that read like words.
CODES = {
    "web/doors.py": ("signed in",),
    # What a file says to other programs is the same in every language.
    "web/manager/times.py": (
        *("From yes to money", "From asking to money", "Failed first, and paid again", "too few to tell"),
        *("Step by step", "By month", "By organisation", "By who said yes", "Released by the person"),
        *("In the person's own hands", "per cent"),
    ),
    # Why something looks across everybody, or acts apart: said to the database, and to nobody else.
    "web/finance/import_jobs.py": ("to read a file in",),
    "web/parts/sessions.py": ("to let somebody in", "to find out who is signed in", "to let somebody out"),
    # The place for which a draft is sealed.
    "web/parts/drafts.py": ("draft of {} at {}",),
    # Under which name of a field, or reason of a door, its words for her are found; the words beside it are marked.
    "web/parts/looked.py": (*FIELD_WORDS, *WHY_WORDS),
    "web/worker/helpers_of_person.py": (*FIELD_WORDS,),
    "web/parts/papers/signs.py": ("(flag {})",),
    # Which fields the access log names.
    "web/worker/budgets.py": ("who holds the money",),
    "web/manager/limits.py": ("who decides",),
    "web/worker/limits.py": ("who decides",),
    "web/worker/law.py": ("which money can be paid direct", "what was asked of courts"),
    "web/worker/review.py": ("talks about money",),
    "web/worker/people.py": ("what is needed",),
    "web/worker/person.py": ("ways of contact", "who works with her", "who holds the money"),
    "web/worker/sharing.py": ("who sees what",),
    "web/worker/reach.py": ("other names", "ways of contact", "who works with her"),
    "web/worker/supports.py": ("who works with her",),
    "web/worker/weeks.py": ("who works with her",),
    "web/parts/templatetags/parts.py": ('{}<input type="hidden" name="{}" value="{}">',),
}


def test_no_template_says_what_nobody_can_translate() -> None:
    assert {path: read.bare for path, read in templates().items() if read.bare} == {}


def test_no_view_writes_a_sentence_that_nobody_can_translate() -> None:
    bare = {
        path: [text for text in read.bare if text not in CODES.get(path, ())]
        for path, read in modules().items()
        if path.startswith("web/") and not path.endswith("models.py")
    }
    assert {path: texts for path, texts in bare.items() if texts} == {}


def test_no_sentence_is_glued_together() -> None:
    assert {path: read.glued for path, read in modules().items() if read.glued} == {}


def test_no_text_is_only_holes() -> None:
    assert [
        (path, each.text)
        for path, read in {**templates(), **modules()}.items()
        for each in read.marked
        if not is_text(each.text) and not each.context
    ] == []
