"""Reports of runs and of data, as Chromium has them on a screen and on a telephone, in light and dark."""
import base64
import os
import re
from pathlib import Path

import browser
import pytest
from launcher import refused, unroll

pytestmark = pytest.mark.skipif(browser.CHROMIUM is None, reason="there is no Chromium on this machine")

WIDTHS = [1280, 390]
# A class a sequence, a class a step, numbers; images.
RECIPES = {
    "motion-lstm": [],
    "burst-lstm": [],
    "climate-gru": ["--set", "data.reader={type: climate, angles: [], lookback: 24, step: 2, delays: [1, 12]}"],
    "frames-lstm": ["--data", "moving-shapes"],
}


def weather(folder):
    """Forty days of a temperature that rises and falls with the hour and the week."""
    lines = ["Date Time,T (degC),p (mbar)"]
    for hour in range(40 * 24):
        day, time = divmod(hour, 24)
        month, of_month = divmod(day, 28)
        warmth = 10 + abs(time - 12) / -2 + (day % 7) + (hour * 7919 % 13) / 10
        lines.append(f"{of_month + 1:02}.{month + 1:02}.2020 {time:02}:00:00,{warmth:.2f},{990 + day % 5}")
    file = folder / "weather.csv"
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Pages by name, each made once."""
    folder = tmp_path_factory.mktemp("reports")
    made = {}
    for recipe, options in RECIPES.items():
        data = ["--data", f"climate:{weather(folder)}"] if recipe.startswith("climate") else []
        unroll("train", recipe, "--steps", 4, "--out", folder / recipe, *data, *options)
        made[recipe] = folder / recipe / "report.html"
    other = folder / "other"
    unroll("train", "motion-lstm", "--steps", 40, "--seed", 1, "--out", other)
    made["comparison"] = folder / "comparison.html"
    unroll("report", folder / "motion-lstm", other, folder / "burst-lstm", "--out", made["comparison"])
    made["data"] = folder / "data.html"
    unroll("data", "motion", "--out", made["data"])
    return made


@pytest.fixture(scope="module", params=WIDTHS)
def screen(request, tmp_path_factory):
    opened = browser.Page(tmp_path_factory.mktemp("profile"), request.param)
    opened.width = request.param
    yield opened
    opened.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", [*RECIPES, "comparison", "data"])
def test_it_fits_and_says_nothing_to_the_console(pages, screen, name, dark):
    screen.dark(dark)
    screen.open(pages[name].as_uri())
    screen.until(f"document.readyState === 'complete' && location.href.endsWith('{pages[name].name}')")
    screen.until("document.querySelector('h2') !== null")
    if "PICTURES" in os.environ:
        picture = Path(os.environ["PICTURES"], f"{name}-{screen.width}-{'dark' if dark else 'light'}.png")
        picture.write_bytes(base64.b64decode(screen.picture()))
    assert screen.run("document.documentElement.scrollWidth") <= screen.width
    assert screen.logged == []
    ground = screen.run("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground)[:3])) < 200) == dark, ground
    # Words are not smaller than twelve pixels, nor is a chart without room.
    smallest = "Math.min(...[...document.querySelectorAll('span, td, p, figcaption')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
    assert screen.run(smallest) >= 12
    charts = screen.run("[...document.querySelectorAll('.area, .chart')].map(e => e.getBoundingClientRect().width)")
    assert charts == [] or min(charts) > 150


@pytest.mark.parametrize("name", [*RECIPES, "comparison", "data"])
def test_it_asks_the_network_for_nothing(pages, name):
    html = pages[name].read_text()
    assert not re.search(r"<(script|link|img|iframe)[^>]* (src|href)=\"(?!data:)", html)
    assert "@import" not in html and not re.search(r"url\((?!['\"]?data:)", re.sub(r"<script>.*?</script>", "", html, flags=re.S))


def test_a_report_is_made_anew(pages, tmp_path):
    run = pages["motion-lstm"].parent
    written = tmp_path / "again.html"
    assert unroll("report", run, "--out", written) == f"report in {written}\n"
    sections = re.compile("<h2>(.*?)</h2>")
    assert sections.findall(written.read_text()) == sections.findall(pages["motion-lstm"].read_text())


def test_what_is_no_run_is_refused(pages, tmp_path):
    assert "not a run folder" in refused("report", tmp_path)
    assert "no such run folder" in refused("report", pages["motion-lstm"].parent, tmp_path / "gone")
