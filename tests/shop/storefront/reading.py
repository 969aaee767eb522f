"""What a page says, as a program reads it."""

import json
import re
from typing import Any


def page_of(client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def things_on(page: str) -> dict[str, dict[str, Any]]:
    """The structured data of a page by type."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return {thing["@type"]: thing for block in blocks for thing in json.loads(block)["@graph"]}


def meta_of(page: str, name: str) -> str:
    found = re.search(rf'<meta (?:name|property)="{re.escape(name)}" content="([^"]*)">', page)
    return found[1] if found else ""


def words_of(page: str) -> str:
    """What is read on the page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1].split("</main>", 1)[0]))
