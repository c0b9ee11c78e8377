"""Members say how ready we are to work together on its page, change it, and read what all say."""

from __future__ import annotations

from django.urls import reverse

from commonpurse.insight.readiness.models import ReadinessAnswer
from commonpurse.insight.readiness.rules import Statement
from tests.insight.readiness.answering import make_readiness_answer, more_workers
from tests.web.scenes import Scene

HERE, ANSWER = "partner:readiness", "partner:readiness_answer"


def test_a_member_answers_and_changes_it_and_nobody_else_sees_it(scene: Scene, sign_in) -> None:
    wren = sign_in(scene.people.wren)
    given = {"role": "worker"} | {each.value: "2" for each in Statement}
    missing = wren.post(reverse(ANSWER), given | {"told_once": ""})
    assert missing.status_code == 422
    assert "Choose what comes nearest." in missing.content.decode()
    assert "Kept." in wren.post(reverse(ANSWER), given, follow=True).content.decode()
    assert "You answered" in wren.get(reverse(HERE)).content.decode()
    wren.post(reverse(ANSWER), given | {"told_once": "5"})
    again = wren.get(reverse(ANSWER)).content.decode()
    assert '<option value="5" selected>' in again
    assert ReadinessAnswer.objects.count() == 2
    assert wren.post(reverse(ANSWER), given | {"role": "manager"}).status_code == 422
    femi = sign_in(scene.people.femi)
    assert "selected>Yes" not in femi.get(reverse(ANSWER)).content.decode()
    shown = femi.get(reverse(HERE)).content.decode()
    assert "You answered" not in shown
    assert "Too few have answered to tell." in shown


def test_what_all_say_is_read_in_words_and_figures(scene: Scene, sign_in, django_assert_max_num_queries) -> None:
    for worker in (scene.people.wren, *more_workers(scene.people, 4)):
        make_readiness_answer(worker, 4, begins_with_plan=1, told_once=2)
    femi = sign_in(scene.people.femi)
    femi.get(reverse(HERE))  # the session's own first write is not the page's
    with django_assert_max_num_queries(12):
        shown = femi.get(reverse(HERE)).content.decode()
    assert "5 people who work here answered." in shown
    assert "There is most to do with: What we offer." in shown
    assert "Night Shelter" in shown  # their own organisation, of which too few answered
    assert "Open Door" not in shown
