"""``{% translate %}`` and ``{% url %}`` as Django has them. What they say in a language without being given anything of
the page is worked out once: a page of the shop says fifty such words, at a hundred calls each."""

from django.template import Library, Node
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode, url
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

register = Library()


class SaidOnce(Node):
    """What ``node`` draws in the active language, which it is asked for the first time only."""

    child_nodelists = ()

    def __init__(self, node: TranslateNode | URLNode) -> None:
        self.node = node
        self.said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        said = self.said.get(get_language())
        if said is None:
            said = self.said[get_language()] = self._say(context)
        if not self.node.asvar:
            return said
        context[self.node.asvar] = said
        return ""

    def _say(self, context: Context) -> str:
        drawn = self.node.render(context)
        return context[self.node.asvar] if self.node.asvar else drawn


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    node = do_translate(parser, token)
    asked = [node.filter_expression, *filter(None, [node.message_context])]
    return SaidOnce(node) if all(map(_is_constant, asked)) else node


@register.tag("url")
def address(parser: Parser, token: Token) -> Node:
    node = url(parser, token)
    return node if node.args or node.kwargs or not _is_constant(node.view_name) else SaidOnce(node)


def _is_constant(asked: FilterExpression) -> bool:
    return not asked.filters and getattr(asked.var, "lookups", None) is None
