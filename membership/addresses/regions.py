"""The tree of provinces, cities and districts (GB/T 2260), from the package china-area-data."""

import json
from functools import cache

from django.conf import settings

HOME = "CN"
_ROOT = "86"

#: Levels that say nothing on a parcel: the one “city” of a municipality, and counties run by a province.
_UNSPOKEN = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


@cache
def tree() -> dict[str, dict[str, str]]:
    """Each code with the codes and names beneath it; ``86`` is the country."""
    path = settings.BASE_DIR / "node_modules" / "china-area-data" / "v5" / "data.json"
    return json.loads(path.read_text(encoding="utf-8"))


#: Shipped to as regions of their own: see countries.py.
_APART = {"710000", "810000", "820000"}


def provinces() -> list[str]:
    return [name for code, name in tree()[_ROOT].items() if code not in _APART]


def cities_of(province: str) -> list[str]:
    return list(_beneath(province).values())


def districts_of(province: str, city: str) -> list[str]:
    """Districts, or the towns of a city without them (东莞市); empty where the city is not known."""
    code = next((code for code, name in _beneath(province).items() if name == city), "")
    return list(tree().get(code, {}).values())


def place(province: str, city: str, district: str) -> str:
    """As it is said: 上海市黄浦区, not 上海市市辖区黄浦区."""
    return "".join(name for name in (province, city, district) if name not in _UNSPOKEN)


def _beneath(province: str) -> dict[str, str]:
    code = next((code for code, name in tree()[_ROOT].items() if name == province), "")
    return tree().get(code, {})
