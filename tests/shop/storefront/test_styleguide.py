"""Every component is on the style guide, and the style guide is for us alone."""

from pathlib import Path

import pytest
from django.conf import settings as shop_settings

pytestmark = pytest.mark.django_db
GUIDE = Path(shop_settings.BASE_DIR) / "templates" / "shop" / "storefront" / "styleguide.html"

#: Parts of the frame that is around the guide itself, and what only stands inside others.
IN_THE_FRAME = {"head_member", "assets", "head", "head_brand", "head_search", "head_tools", "menu", "foot"}
IN_OTHERS = {
    *("seo", "photo", "filters", "listing", "toast", "basket_count", "basket_link", "seen", "review_state"),
    "why_rule",
}


def test_the_guide_shows_every_component(client, settings):
    settings.DEMO = True
    assert client.get("/styleguide/").status_code == 200
    drawn = GUIDE.read_text()
    components = {part.stem for part in (GUIDE.parents[2] / "components").glob("*.html")}
    wanted = components - IN_THE_FRAME - IN_OTHERS
    assert {name for name in wanted if f"components/{name}.html" not in drawn} == set()


def test_shoppers_of_a_real_shop_never_see_it(client, settings):
    settings.DEMO = settings.DEBUG = False
    assert client.get("/styleguide/").status_code == 404
