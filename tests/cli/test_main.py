"""What every verb does alike: help, refusals, who acts, JSON, and starting no more than it needs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from commonpurse.cli import main as main_module
from commonpurse.cli.main import VERBS, main
from commonpurse.cli.running import acts_as_member, json_option, print_json
from commonpurse.kernel.audit.commands import system_user
from commonpurse.kernel.errors import FileRefused, NotAllowed, Refused, RowError
from commonpurse.parties.partners.commands import add_member
from commonpurse.parties.partners.models import Member
from tests.cli.running import run_commonpurse
from tests.factories import NOW, standing_people


@click.command()
@click.argument("how")
def refuse(*, how: str) -> None:
    """Refuse in one of the ways that the domain knows."""
    if how == "rule":
        raise Refused("There is not enough money. You can release up to £3.00.")
    if how == "gate":
        raise NotAllowed
    if how == "file":
        raise FileRefused(
            "The file was refused.", [RowError(2, "amount", "Write 12.50."), RowError(7, None, "Too long.")]
        )


@click.command()
@acts_as_member
@json_option
def act(*, by: Member, now: datetime, as_json: bool) -> None:
    """Say who acts."""
    print_json({"by": by.id, "user": system_user.get(), "has_zone": now.tzinfo is not None, "as_json": as_json})


@pytest.fixture
def _own_verbs(monkeypatch: pytest.MonkeyPatch) -> None:
    here = __name__
    monkeypatch.setattr(main_module, "VERBS", VERBS | {"refuse": (f"{here}:refuse", ""), "act": (f"{here}:act", "")})
    monkeypatch.setitem(sys.modules, here, sys.modules[__name__])


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def walk(command: click.Command, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield names, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from walk(inner, (*names, name))


def test_every_verb_is_there_and_its_help_holds_an_example() -> None:
    found = dict(walk(main, ()))
    assert len(found) > len(VERBS)
    helps = {names: command.help or "" for names, command in found.items() if not isinstance(command, click.Group)}
    assert [" ".join(names) for names, words in helps.items() if "Example" not in words] == []
    assert "Example" in (main.help or "")


def test_every_example_names_its_own_verb_and_no_option_that_is_not_there() -> None:
    for names, command in walk(main, ()):
        if isinstance(command, click.Group):
            continue
        example = (command.help or "").partition("Example")[2]
        assert " ".join(("commonpurse", *names)) in example, names
        options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        used = {word.partition("=")[0] for word in example.split() if word.startswith("--")}
        assert used <= options | {"--help"}, names


def test_every_option_says_what_it_is() -> None:
    for names, command in walk(main, ()):
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help or parameter.show_default, (names, parameter.name)


def test_the_list_of_verbs_has_a_line_for_each() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"  {verb} " in result.output for verb in VERBS)


def test_help_starts_neither_django_nor_the_domain() -> None:
    program = (
        "import sys; from commonpurse.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith(('django', 'commonpurse.money', 'rich'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.usefixtures("_own_verbs")
@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("rule", "There is not enough money. You can release up to £3.00.\n"),
        ("gate", "You may not do this.\n"),
        ("file", "The file was refused.\n  row 2, amount: Write 12.50.\n  row 7: Too long.\n"),
    ],
)
def test_a_refusal_is_said_on_standard_error_and_ends_with_one(how: str, said: str) -> None:
    result = run("refuse", how)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)


@pytest.mark.parametrize("words", [("nonsense",), ("serve", "--port", "x"), ("check", "--no-such-option")])
def test_a_wrong_call_ends_with_two(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


@pytest.mark.usefixtures("_own_verbs")
def test_who_acts_may_be_named_by_id_or_by_exact_name_and_the_machines_user_is_noted(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "clerk1")
    member = standing_people().ngozi
    for named in (str(member.id), "Ngozi"):
        result = run("act", "--as", named, "--json")
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout) == {"by": str(member.id), "user": "clerk1", "has_zone": True, "as_json": True}
    assert system_user.get() == ""


@pytest.mark.usefixtures("_own_verbs")
def test_a_changing_verb_without_a_member_is_a_wrong_call() -> None:
    result = run("act")
    assert result.exit_code == 2
    assert "--as" in result.stderr


@pytest.mark.usefixtures("_own_verbs")
def test_a_name_that_nobody_or_two_or_only_a_leaver_has_is_refused(db: None) -> None:
    standing = standing_people()
    first = add_member(by=standing.priya, organisation=standing.council, name="Sam", roles=["worker"], now=NOW)
    second = add_member(by=standing.priya, organisation=standing.charity, name="Sam", roles=["worker"], now=NOW)
    Member.objects.filter(id=standing.femi.id).update(is_active=False)
    shared = run("act", "--as", "Sam")
    assert shared.exit_code == 1
    assert str(first.id) in shared.stderr
    assert str(second.id) in shared.stderr
    for nobody in ("sam", "Femi", "Commonpurse", "018f2f6e-0000-7000-8000-000000000000"):
        result = run("act", "--as", nobody)
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1), nobody
        assert result.stderr.startswith("There is no active member")


def test_before_init_a_verb_says_what_to_do(tmp_path: Path) -> None:
    done = run_commonpurse("ledger", "verify", data_folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The database is not ready. Make it ready with: commonpurse init.\n"


def test_a_database_out_of_reach_is_said_in_one_line(tmp_path: Path) -> None:
    url = "postgresql://somebody:secret@127.0.0.1:1/nothing"
    done = run_commonpurse("ledger", "verify", data_folder=tmp_path, COMMONPURSE_DATABASE=url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The database cannot be reached. To see why: commonpurse check.\n"
