from __future__ import annotations

from tests.texts.python import is_text, read_module
from tests.texts.templates import Marked, read_template


def test_a_template_gives_up_its_marked_texts() -> None:
    source = (
        '{% translate "Your money" %}{% translate \'Say "no"\' context "a button" %}'
        "{% blocktranslate trimmed with sum=x|money %}\n  {{ sum }} is\n  100% yours.\n{% endblocktranslate %}"
        "{% blocktranslate count n=n %}One line{% plural %}{{ n }} lines{% endblocktranslate %}"
        '{% include "parts/next.html" with next=_("We pay.") decides=_("You decide.") %}'
        '{{ n|counted:"person,people" }}{{ n|counted:"line" }}{# a note #}{% comment %}{% translate "No" %}{% endcomment %}'
    )
    read = read_template(source)
    assert read.marked == (
        Marked("Your money"),
        Marked('Say "no"', "", "a button"),
        Marked("%(sum)s is 100%% yours."),
        Marked("One line", "%(n)s lines"),
        Marked("We pay."),
        Marked("You decide."),
        Marked("person", "people"),
        Marked("line", "lines"),
    )
    assert read.bare == ()
    assert read.includes == ("parts/next.html",)


def test_a_template_gives_away_what_is_not_marked() -> None:
    source = (
        '{% block measure %}narrow{% endblock %}<p class="soft">Pay <b>{{ sum }}</b> now</p><a aria-label="More here"></a>'
        '{% include "a.html" with here="Back" next=_("We pay.") %}{% state "granted" "Yes, paid" %}{% icon "clock" %}'
        '{% url "a:b" %}<svg><text>no</text></svg>Commonpurse &amp; –<script>let x</script>'
    )
    assert sorted(read_template(source).bare) == ["Back", "More here", "Pay", "Yes, paid", "now"]


MODULE = '''
"""A doc string of some words."""
from django.utils.translation import gettext as _, gettext_lazy, ngettext as several, pgettext

LABEL = gettext_lazy("How much?")
def f(n, x):
    """Another doc string."""
    raise Refused("Only {left} is left.", left=n)
    raise Late("Too late." if n else "Too soon.")
    RowError(1, "reason", Words("Write {this}."))
    Words.counted("1 line", "{number} lines", n)
    Words("{a} {b}", a=1, b=2)
    several("{n} day", "{n} days", n)
    pgettext("month", "May")
    Refused(f"Only {n} is left.")
    raise ValueError("for the programmer only")
    return show("person/ask.html", words="A bare sentence here.", more=f"You have {n} left.")

@door("x", why="to see it")
def view(): ...

class Late(Refused):
    def __init__(self):
        super().__init__("It is too late.")
'''


def test_a_module_gives_up_its_marked_texts() -> None:
    read = read_module(MODULE, {"Refused", "Late"})
    assert set(read.marked) == {
        Marked("How much?"),
        Marked("Only {left} is left."),
        Marked("Too late."),
        Marked("Too soon."),
        Marked("Write {this}."),
        Marked("1 line", "{number} lines"),
        Marked("{n} day", "{n} days"),
        Marked("May", "", "month"),
        Marked("to see it"),
        Marked("It is too late."),
    }
    assert read.templates == ("person/ask.html",)


def test_a_module_gives_away_what_is_glued_or_not_marked() -> None:
    read = read_module(MODULE, {"Refused", "Late"})
    assert read.glued == ("f'Only {n} is left.'",)
    assert read.bare == ("A bare sentence here.", "You have {} left.")


def test_what_holds_no_letter_is_no_text() -> None:
    assert [is_text(text) for text in ("{a} {b}", "“{a}”", "Pay {a}", "مال")] == [False, False, True, True]
