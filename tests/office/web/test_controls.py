"""The office's controls are Django's own, letter for letter."""

import datetime

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from zhaoshang.office.web.controls import Controls

CHOICES = [("", "全部"), ("a", '甲 <b>&"乙"'), (3, "三"), (None, "无"), ("s", mark_safe("丙&amp;丁"))]


class Everything(forms.Form):
    words = forms.CharField(
        max_length=20, help_text="说明", widget=forms.TextInput(attrs={"placeholder": '"<'})
    )
    number = forms.IntegerField(min_value=1, required=False)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    hidden = forms.CharField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(choices=CHOICES, required=False)
    grouped = forms.ChoiceField(choices=[("组", [("x", "甲"), ("y", "乙")]), ("z", "丙")])
    several = forms.MultipleChoiceField(choices=CHOICES)
    ticked = forms.BooleanField(widget=forms.CheckboxInput(attrs={"disabled": True, "autofocus": False}))
    long = forms.CharField(widget=forms.Textarea)
    yes_or_no = forms.NullBooleanField()


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"words": "<\"&'>", "number": "1x", "day": "2026-02-30", "choice": "3", "several": ["a", "3"]},
        {"words": "甲", "number": 12345, "day": datetime.date(2026, 3, 1), "choice": "a", "grouped": "y"},
    ],
)
def test_every_control_is_what_django_writes(data):
    ours, djangos = (Everything(data, renderer=kind()) for kind in (Controls, DjangoTemplates))
    for name in Everything.base_fields:
        assert str(ours[name]) == str(djangos[name])
