"""A real browser on the real shop. A journey fails if a page threw, broke our CSP, lacked a file or answered 5xx."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Response, sync_playwright

from tests.running_shop import RunningShop

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
#: Chromium stays on this machine: every name but ours is unknown to it, and it phones nobody.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys go to one test worker: the browser and the shop are started once."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("There is no Chromium on this machine, and CI must not pass without the journeys.")
    if found is None:
        pytest.skip("There is no Chromium on this machine: the journeys did not run.")
    return found


@pytest.fixture(scope="session")
def playwright_driver():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in the tests' own thread
    with sync_playwright() as driver:
        yield driver
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(chromium: str, playwright_driver: Playwright):
    browser = playwright_driver.chromium.launch(executable_path=chromium, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def running_shop(django_db_setup, tmp_path_factory):
    """One web, one worker and the Stripe stand-in. They end with their module: a worker left alone with the database

    would take other tests' news and tasks for its own.
    """
    shop = RunningShop(tmp_path_factory.mktemp("shop"))
    shop.start()
    yield shop
    shop.stop()


@pytest.fixture
def shop(running_shop: RunningShop, transactional_db) -> RunningShop:
    """The running shop with nothing in it but what migrations put there, as after every test that commits."""
    return running_shop


def listen_for_complaints(page: Page, complaints: list[str]) -> None:
    def of_console(said: ConsoleMessage) -> None:
        if said.type == "error" and "Failed to load resource" not in said.text:  # those are judged by their status
            complaints.append(f"{page.url}: {said.text}")

    def of_answers(answer: Response) -> None:
        may_refuse = answer.request.resource_type in ("document", "xhr", "fetch")
        if answer.status >= (500 if may_refuse else 400):
            complaints.append(f"{answer.status} {answer.url}")

    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", of_console)
    page.on("response", of_answers)


@pytest.fixture
def a_page(browser: Browser, shop: RunningShop):
    """Opens pages with sessions of their own: ``a_page(DESK, language="zh-CN")``; ``name`` is the browser's."""
    contexts, complaints = [], []

    def open_page(size: dict = PHONE, *, language: str = "en", scripts: bool = True, name: str | None = None) -> Page:
        context = browser.new_context(
            viewport=size,
            locale=language,
            java_script_enabled=scripts,
            user_agent=name,
            base_url=shop.address,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        listen_for_complaints(page, complaints)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def phone(a_page) -> Page:
    return a_page(PHONE)
