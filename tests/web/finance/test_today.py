"""Finance's first page: what presses comes first, and what is done goes quiet."""

from __future__ import annotations

import html
import re

from commonpurse.money.payments.commands import approve_bank_file, take_back_bank_file
from tests.factories import NOW
from tests.web.scenes import Scene


def todos(client) -> tuple[dict[str, int], list[str]]:
    """What presses with its count, and what is quiet, as the page has it."""
    page = client.get("/finance/").content.decode()
    pressing = re.findall(
        r"<h2 class=\"with-icon\">.*?<span>(.*?)</span>.*?<p class=\"count\">(\d+)</p>", page, re.DOTALL
    )
    quiet = page.split('id="quiet"')[1].split("</ul>")[0] if 'id="quiet"' in page else ""
    return (
        {html.unescape(heading): int(count) for heading, count in pressing},
        [html.unescape(words) for words in re.findall(r"<a href=\"[^\"]*\">(.*?)</a>", quiet)],
    )


def test_what_presses_comes_first_with_its_count(scene: Scene, sign_in):
    pressing, quiet = todos(sign_in(scene.people.ngozi))
    errors, notices = "Errors of ours", "Notices about money back"
    assert list(pressing) == ["To send", "To look at", "To pay", "To match", "Failed", errors, notices]
    assert pressing[notices] == 4
    assert pressing["To send"] == 1
    assert pressing["Errors of ours"] == pressing["To look at"] == 1
    assert quiet == ["To check", "Month end"]


def test_a_file_of_ones_own_waits_for_somebody_else(scene: Scene, sign_in):
    own, _ = todos(sign_in(scene.people.ngozi))
    others, _ = todos(sign_in(scene.people.tom))
    assert "To check" not in own
    assert others["To check"] == 1


def test_what_is_done_goes_quiet(scene: Scene, sign_in):
    approve_bank_file(by=scene.people.tom, bank_file=scene.made_file, now=NOW)
    client = sign_in(scene.people.tom)
    assert todos(client)[0]["To send"] == 2
    for each in (scene.made_file, scene.checked_file):
        take_back_bank_file(by=scene.people.ngozi, bank_file=each, now=NOW)
    pressing, quiet = todos(client)
    assert "To send" not in pressing
    assert "To send" in quiet


def test_the_one_figure_is_broken_down_by_age(scene: Scene, sign_in):
    page = sign_in(scene.people.ngozi).get("/finance/").content.decode()
    assert "£1,020.70" in page
    assert re.search(r"up to a week</bdi></th>\s*<td class=\"sum\">£1,020\.70", page, re.IGNORECASE)
