"""Shoppers who never were. The same random source makes the same people."""

from dataclasses import dataclass
from random import Random

from membership.addresses import queries as addresses
from membership.addresses.services import Destination
from membership.models import User

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉萍红玲飞鑫波斌宇浩凯晨阳雪婷欣怡佳慧子涵梓轩一诺思远雨桐"
ABROAD = (
    "Elena Park",
    "Marcus Thiel",
    "Aiko Mori",
    "Sofia Rossi",
    "James Okafor",
    "Nora Lind",
    "Tom Becker",
    "Mei Lin",
)
STREETS = ("文三路", "中山北路", "解放大道", "人民路", "建设二路", "学院路", "滨江大道", "和平街")

#: Where the store's shoppers live, the largest cities first.
CITIES = (
    ("上海市", "市辖区"),
    ("北京市", "市辖区"),
    ("广东省", "深圳市"),
    ("浙江省", "杭州市"),
    ("四川省", "成都市"),
    ("广东省", "广州市"),
    ("江苏省", "苏州市"),
    ("湖北省", "武汉市"),
    ("陕西省", "西安市"),
    ("福建省", "厦门市"),
)
ENGLISH_SPEAKERS = 0.15


@dataclass(frozen=True)
class Person:
    """``user_id`` is None for someone who buys as a guest."""

    user_id: int | None
    email: str
    language: str
    destination: Destination


def make_members(count: int, random: Random, *, prefix: str = "member") -> list[Person]:
    """``count`` new members who cannot log in, with an address each. Their e-mail addresses lead nowhere."""
    people = [_person(random, f"{prefix}{number}@example.com") for number in range(count)]
    users = User.objects.bulk_create(
        [
            User(email=each.email, first_name=each.destination.name, language=each.language, password="!")  # noqa: S106
            for each in people
        ],
        batch_size=2000,
    )
    return [Person(user.pk, p.email, p.language, p.destination) for user, p in zip(users, people, strict=True)]


def a_guest(random: Random, number: int) -> Person:
    return _person(random, f"guest{number}@example.com")


def _person(random: Random, email: str) -> Person:
    speaks_english = random.random() < ENGLISH_SPEAKERS
    name = random.choice(ABROAD) if speaks_english else _chinese_name(random)
    return Person(None, email, "en" if speaks_english else "zh-hans", _destination(random, name))


def _chinese_name(random: Random) -> str:
    return random.choice(FAMILY) + "".join(random.choices(GIVEN, k=random.choice((1, 2, 2))))


def _destination(random: Random, name: str) -> Destination:
    province, city = random.choices(CITIES, weights=range(len(CITIES), 0, -1))[0]
    return Destination(
        name=name,
        phone=f"+8613{random.randrange(10**9):09d}",
        country=addresses.HOME,
        province=province,
        city=city,
        district=random.choice(addresses.districts_of(province, city)),
        street=f"{random.choice(STREETS)} {random.randint(1, 900)} 号",
    )
