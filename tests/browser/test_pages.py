"""The pages in a real browser: readable at any width, without complaint, without any foreign host."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

selenium = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
# The npm package axe-core, if it is there: CITYNET_NODE_CLIENTS names the folder that it is installed in.
AXE = Path(os.environ.get("CITYNET_NODE_CLIENTS", "/nowhere")) / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="Debian's chromium and chromium-driver are not installed"),
]

PAGES = [
    "/",
    "/doc/municipality/bonn-de",
    "/doc/municipality/bonn-de?at=2022-06-15",
    "/doc/partnership/bonn-de--kherson-ua--1",
    "/doc/network/iclei",
    "/doc/cooperation/c40--energy-cities--1",
    "/doc/source/f5adcf0e44a1a83f",
    "/questions",
    "/questions/networks-of-city",
    "/search?q=bonn",
    "/sparql",
    "/ns",
    "/validation",
    "/list/municipality",
    "/list/membership?country=DEU&at=2015-01-01",
    "/doc/network/nothing",
]
WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = selenium.ChromeOptions()
    options.binary_location = CHROMIUM
    profile = tmp_path_factory.mktemp("profile")
    for argument in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={profile}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = selenium.Chrome(options=options, service=selenium.ChromeService(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


def show(browser: Any, url: str, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get_log("browser")  # what the page before complained of
    browser.get(url)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_sticks_out_and_nothing_complains(path: str, width: int, browser: Any, server: str) -> None:
    show(browser, server + path, width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    foreign = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert [name for name in foreign if not name.startswith(server)] == []
    complaints = [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert [c for c in complaints if not ("404" in c and path.endswith("/nothing"))] == []
    assert browser.execute_script("return document.querySelectorAll('h1').length") == 1


@pytest.mark.parametrize("language", ["en", "de", "uk"])
def test_pages_speak_the_language_that_is_asked_for(language: str, browser: Any, server: str) -> None:
    show(browser, f"{server}/doc/municipality/bonn-de?lang={language}", 1280)
    assert browser.execute_script("return document.documentElement.lang") == language
    assert browser.title


def test_evidence_is_one_click_away_without_javascript(browser: Any, server: str) -> None:
    show(browser, f"{server}/doc/municipality/bonn-de?lang=en", 1280)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    text = browser.find_element("tag name", "body").text
    assert "by unanimous vote" in text
    assert browser.execute_script("return document.querySelectorAll('time[datetime=\"1983\"]').length") > 0


@pytest.mark.skipif(not AXE.exists(), reason="CITYNET_NODE_CLIENTS names no folder with axe-core")
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(path: str, browser: Any, server: str) -> None:
    show(browser, server + path, 1280)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    browser.execute_script(AXE.read_text("utf-8"))
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")["violations"]
    serious = [(v["id"], v["nodes"][0]["html"][:100]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []
