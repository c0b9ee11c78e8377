from __future__ import annotations

from commonpurse.kernel.money import Money
from commonpurse.web.parts.downloads import attachment, csv_file


def test_a_spreadsheet_never_runs_what_somebody_typed():
    answer = csv_file("statement.csv", ["what", "sum"], [["=HYPERLINK(1)", Money(-350, "GBP")]])
    assert answer.content.decode() == "\ufeffwhat,sum\r\n'=HYPERLINK(1),-3.50\r\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statement.csv"'


def test_a_file_is_saved_and_not_shown():
    assert attachment("a.xml", b"<a/>", "application/xml").headers["Content-Disposition"].startswith("attachment")
