"""Components say what they are given, safely, and figures look as officials write them."""

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory

from zhaoshang.office.web.templatetags import office

NASTY = '"><script>alert(1)</script>'


def render(source, **context):
    # A component is compiled when a template is loaded, so the source goes the way a file's would.
    from django_cotton.compiler_regex import CottonCompiler

    template = engines["django"].from_string(CottonCompiler().process(source))
    return template.render(context, RequestFactory().get("/x/?page=2&q=电池"))


@pytest.mark.parametrize(
    "source",
    [
        '<c-card title="{{ x }}" :data-x="x" data-y="{{ x }}">{{ x }}</c-card>',
        '<c-card :title="x">{{ x }}</c-card>',
        '<c-figure label="{{ x }}" :value="x" unit="{{ x }}" href="{{ x }}" :note="x" />',
        '<c-button :href="x" :confirm="x" confirm-text="{{ x }}" :name="x">{{ x }}</c-button>',
        '<c-badge :state="x" :label="x" /><c-badge tone="{{ x }}">{{ x }}</c-badge>',
        '<c-fact :label="x">{{ x }}</c-fact><c-notice :title="x" :tone="x">{{ x }}</c-notice>',
        '<c-toast :undo="x">{{ x }}</c-toast><c-empty :title="x">{{ x }}</c-empty>',
        '<c-timeline.item :title="x" :who="x" :date="x">{{ x }}</c-timeline.item>',
        '<c-board.card :title="x" :href="x" :left="x" /><c-board.column :title="x" :stage="x" count="0" />',
        '<c-meter :value="x" :label="x" :text="x" /><c-place :value="x" /><c-menu :label="x">{{ x }}</c-menu>',
        '<c-tabs.tab :href="x" :count="x">{{ x }}</c-tabs.tab><c-crumb :href="x">{{ x }}</c-crumb>',
    ],
)
def test_no_component_lets_markup_through(source):
    page = render(source, x=NASTY)
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_an_attribute_given_as_safe_markup_still_cannot_break_out():
    form = forms.Form()
    page = render('<c-card title="a" :data-form="form">b</c-card>', form=form.as_div())
    assert "<input" not in page.partition("data-form=")[2].partition(">")[0]


def test_a_component_does_not_see_what_the_page_calls_by_the_same_name():
    assert "外面" not in render("<c-card>内</c-card>", title="外面", note="外面", class_="外面")


def test_a_state_has_its_word_and_its_tone():
    page = render('<c-badge state="returned" label="退回" />')
    assert "tone-red" in page and "退回" in page
    assert "struck" in render('<c-badge state="void" label="作废" />')
    assert "tone-grey" in render('<c-badge state="unheard-of" label="?" />')


def test_a_question_travels_with_the_button_that_asks_it():
    page = render(
        '<c-button confirm="作废？" confirm-text="不能恢复" confirm-yes="作废" name="do">作废</c-button>'
    )
    assert 'data-confirm="作废？" data-confirm-text="不能恢复" data-confirm-yes="作废"' in page
    assert 'name="do"' in page and page.count("confirm") == 3


class Wrong(forms.Form):
    name = forms.CharField(label="名称", help_text="与协议一致")
    kind = forms.ChoiceField(label="类型", choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    seen = forms.BooleanField(label="已核对", required=False)
    day = forms.DateField(label="日期")


def test_a_form_says_what_is_wrong_on_top_and_at_the_field():
    page = render('<c-form :form="form" version="7" />', form=Wrong({"day": "三月五日"}))
    assert "有 3 处需要改正" in page
    assert 'href="#id_name"' in page
    assert 'aria-describedby="id_name-help id_name-errors"' in page and 'aria-invalid="true"' in page
    assert 'id="id_name-errors"' in page and 'id="id_name-help"' in page
    assert 'name="version" value="7"' in page
    assert "csrfmiddlewaretoken" in page


def test_a_wrong_date_is_shown_as_it_was_written():
    page = render('<c-form :form="form" />', form=Wrong({"day": "三月五日"}))
    assert 'value="三月五日"' in page and 'type="date"' not in page
    assert 'type="date"' in render('<c-form :form="form" />', form=Wrong())


def test_a_form_with_files_is_sent_as_one():
    class WithFile(forms.Form):
        document = forms.FileField(label="合同")

    assert 'enctype="multipart/form-data"' in render('<c-form :form="form" />', form=WithFile())


def test_pages_keep_the_filters():
    from django.core.paginator import Paginator

    page = render('<c-pagination :page="page" />', page=Paginator(range(100), 10).get_page(2))
    assert "q=%E7%94%B5%E6%B1%A0" in page and "page=3" in page
    assert 'aria-current="page">2<' in page


@pytest.mark.parametrize(
    ("fen", "yi", "wan"),
    [
        (42_671_000_000_00, "426.71", "4,267,100.00"),
        (50_000_00, "0.00", "5.00"),
        (0, "0.00", "0.00"),
        (-1_005_000_000_00, "−10.05", "−100,500.00"),
        (500_000_00_00 // 100, "0.01", "50.00"),
        (499_999_99, "0.00", "50.00"),
        (None, "—", "—"),
    ],
)
def test_money_is_rounded_half_up_and_grouped(fen, yi, wan):
    assert office.yi(fen) == yi
    assert office.wan(fen) == wan


def test_shares_have_no_needless_zeros():
    assert [office.share(v) for v in (10**8, 62_500_000, 33_333_333, 0)] == [
        "100%",
        "62.5%",
        "33.333333%",
        "0%",
    ]


def test_only_addresses_of_this_site_undo():
    assert office.undo_address("/leads/1/undo/") == "/leads/1/undo/"
    assert [office.undo_address(t) for t in ("//evil", "https://evil", "safe", "")] == ["", "", "", ""]
