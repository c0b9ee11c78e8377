from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from commonpurse.kernel.errors import Refused
from commonpurse.kernel.money import Money
from commonpurse.web.parts.forms import AmountField, AmountForm, DayField, RequestIdField
from commonpurse.web.parts.pages import refuse


class ExampleForm(AmountForm):
    request_id = RequestIdField()
    amount = AmountField(label="How much", help_text="Write it like £12.50.", error_messages={"required": "How much?"})
    on = DayField(label="Which day", required=False)
    kind = forms.ChoiceField(label="What for", choices=[("a", "Food"), ("b", "Travel")], widget=forms.RadioSelect)


def filled(**data):
    return ExampleForm({"amount": "12.50", "kind": "a", **data}, currency="GBP")


def test_a_sum_is_read_by_the_one_grammar():
    form = filled()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == Money(1250, "GBP")


@pytest.mark.parametrize("typed", ["12,50", "£12.5", "1e9", "-3", "NaN", "１２.３４", "1_000", "twelve", "1,200.00"])
def test_a_sum_that_cannot_be_read_is_answered_in_words_and_kept(typed):
    form = filled(amount=typed)
    assert not form.is_valid()
    assert form.errors["amount"][0].startswith("Write the ") or form.errors["amount"][0].startswith("Write an ")
    assert f'value="{typed}"' in str(form["amount"])


def test_a_field_is_tied_to_its_label_hint_and_error():
    form = filled(amount="x")
    drawn = str(form)
    assert '<label for="id_amount">How much' in drawn
    assert 'id="id_amount_helptext"' in drawn
    assert 'id="id_amount_error"' in drawn
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "£</span>" in drawn


def test_a_choice_of_buttons_is_a_group_with_its_question():
    drawn = str(filled(kind=""))
    assert "<fieldset" in drawn
    assert "<legend>What for</legend>" in drawn


@pytest.mark.parametrize("typed", ["2026-11-24", "24/11/2026", "24 November 2026"])
def test_a_day_is_read_as_people_write_it(typed):
    form = filled(on=typed)
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2026, 11, 24)


def test_a_form_names_its_act_once_and_keeps_the_name_while_corrected():
    first = ExampleForm(currency="GBP")
    name = str(first["request_id"].value())
    again = filled(request_id=name, amount="x")
    assert name in str(again["request_id"])
    assert filled(request_id=name).is_valid()


def test_a_form_without_its_name_gets_one_rather_than_failing():
    form = filled(request_id="not an id")
    assert form.is_valid()
    assert form.cleaned_data["request_id"].version == 7


def test_a_refusal_stands_at_its_field_or_above_all():
    form = filled()
    form.is_valid()
    refuse(form, Refused("Too much.", field="amount"))
    refuse(form, Refused("Not today.", field="somewhere_else"))
    assert form.errors["amount"] == ["Too much."]
    assert form.non_field_errors() == ["Not today."]


def test_a_file_goes_through_a_form_of_ours():
    class FileForm(AmountForm):
        file = forms.FileField(label="The file")

    form = FileForm({}, {"file": SimpleUploadedFile("a.xml", b"<a/>")}, currency="GBP")
    assert form.is_valid()
