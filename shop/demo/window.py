"""What the passer-by sees first: who the store is, and the focus image of the home page."""

from datetime import timedelta

from django.core.files.base import File

from kernel import clock
from shop.content import services as content
from shop.content.models import FocusImage
from shop.demo.photographs import photograph

BASICS = {
    "name_en": "Shopkeeper",
    "name_zh_hans": "掌柜",
    "intro_en": "Furniture, plants, cameras and what else a day asks for, chosen by people who use it.",
    "intro_zh_hans": "家具、植物、相机，和一天里用得上的东西。我们自己用过，才放上架。",
    "story_en": "We began with one chair. Everything here has stood in our own rooms for a month before it is sold.",
    "story_zh_hans": "我们从一把椅子开始。店里每件东西都先在自己家里放过一个月，再拿出来卖。",
    "email": "shop@demo.shop",
    "phone": "400 800 0000",
    "return_name": "掌柜售后组",
    "return_phone": "0571 8800 0000",
    "return_address": "浙江省杭州市余杭区良渚街道玉鸟路 18 号 2 幢 1 层",
}
FOCUS = {
    "eyebrow_en": "Winter at home",
    "eyebrow_zh_hans": "入冬家居季",
    "title_en": "A softer seat for the cold months",
    "title_zh_hans": "把冬天坐软一点",
    "text_en": "Leather that finds its own colour in three winters. Sofas, armchairs and lamps for long evenings.",
    "text_zh_hans": "半苯胺皮，坐三年会有自己的颜色。沙发、扶手椅与吊灯，留给长夜。",
    "button_en": "See chairs and sofas",
    "button_zh_hans": "去看沙发与椅子",
    "alt_en": "A tan leather sofa beside a palm",
    "alt_zh_hans": "棕榈旁的棕色皮沙发",
}


def dress(link: str) -> None:
    """The store says who it is, and the focus image leads to ``link`` for a month from yesterday."""
    content.describe_store(changes=BASICS)
    picture = File(photograph("paul-weaver-1120584", None), name="sofa.jpg")
    now = clock.now()
    image = FocusImage(
        link=link, picture=picture, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=30), **FOCUS
    )
    content.schedule_focus_image(image=image)
