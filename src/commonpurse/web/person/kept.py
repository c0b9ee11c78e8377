"""One light question to her after a contact: do they keep to what they promised? Never about money, never by name."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commonpurse.insight.promises.commands import answer_promise_question
from commonpurse.insight.promises.queries import question_for
from commonpurse.kernel.errors import Refused
from commonpurse.web.doors import PERSON, door
from commonpurse.web.parts.forms import posted
from commonpurse.web.parts.kept import AnswerForm, is_same
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.request import PageRequest


def go_or_ask(request: PageRequest, happened: str, to: str) -> HttpResponse:
    """After a contact: on to the one question where chance has it that she is asked, else where she was going."""
    is_asked = question_for(person=request.person, today=request.today) is not None
    return go(request, happened, "person:kept_question" if is_asked else to)


@door(PERSON, why="to say how partners keep their word", methods="GET POST")
def kept_question(request: PageRequest) -> HttpResponse:
    """The question of today, if there is one."""
    question = question_for(person=request.person, today=request.today)
    is_skipped = request.POST.get("act") == "skip"
    form = AnswerForm(posted(request) if not is_skipped else None)
    if request.method == "POST" and (is_skipped or form.is_valid()):
        if question is None or not is_same(question, request.POST.get("clause", ""), request.POST.get("about", "")):
            return go(request, _("This question is closed. We kept nothing."), "person:plan")
        value = None if is_skipped else int(form.cleaned_data["value"])
        try:
            answer_promise_question(
                by=request.person, clause=question.clause, about=question.about, value=value, now=request.now
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = _("That is fine.") if is_skipped else _("Thank you. Nobody sees that you said it.")
            return go(request, happened, "person:plan")
    return show(request, "person/kept_question.html", question=question, form=form)
