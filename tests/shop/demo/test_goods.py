"""What the demo shop sells fits together."""

from shop.demo import goods


def test_every_tag_is_on_goods_that_there_are():
    codes = {good.code for _, stock in goods.shelves() for good in stock}
    assert [(name, set(tagged) - codes) for name, tagged in goods.tags() if not codes.issuperset(tagged)] == []
    assert len(goods.tags()) == 8
