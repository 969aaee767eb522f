"""Words and addresses of a template that nothing is given to are worked out once for each language."""

from django.template import Context, Template
from django.utils import translation

WORDS = '{% translate "Remove" %} {% translate "Use" context "coupon" as use %}{{ use }} {% url "basket:summary" %}'


def test_each_language_has_its_own_however_often_it_is_asked():
    template = Template(WORDS)
    with translation.override("en"):
        english = {template.render(Context()) for _ in range(2)}
    with translation.override("zh-hans"):
        chinese = {template.render(Context()) for _ in range(2)}
    assert english == {"Remove Use /basket/"}
    assert len(chinese) == 1 and "/zh-hans/basket/" in chinese.pop()


def test_a_word_that_is_given_is_said_anew():
    template = Template("{% translate word %} {% url 'basket:line' id %} {% url page as where %}{{ where }}")
    pages = [("Remove", 1, "basket:summary"), ("<b>", 2, "checkout:start")]
    shown = [template.render(Context({"word": word, "id": pk, "page": page})) for word, pk, page in pages]
    assert shown == ["Remove /basket/lines/1/ /basket/", "&lt;b&gt; /basket/lines/2/ /checkout/"]


def test_an_address_that_may_be_missing_is_empty_each_time():
    template = Template("{% url 'no:where' as there %}({{ there }})")
    assert [template.render(Context()) for _ in range(2)] == ["()", "()"]
