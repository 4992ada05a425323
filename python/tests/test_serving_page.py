"""The page that `unroll serve` shows at /, as Chromium has it on a screen and on a telephone."""
import base64
import os
from pathlib import Path

import browser
import numpy as np
import pytest
from serving import numbers, windows

pytestmark = pytest.mark.skipif(browser.CHROMIUM is None, reason="there is no Chromium on this machine")

CLASSES = ["WALKING", "WALKING_UPSTAIRS", "WALKING_DOWNSTAIRS", "SITTING", "STANDING", "LAYING"]


@pytest.fixture(scope="module", params=[1280, 390])
def page(request, server, tmp_path_factory):
    opened = browser.Page(tmp_path_factory.mktemp("profile"), request.param)
    opened.width = request.param
    opened.open(server.url + "/")
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def picture(request, page):
    """Fits, and no script failed; a picture of it where PICTURES names a folder."""
    yield
    if "PICTURES" in os.environ:
        name = f"{request.node.originalname}-{page.width}.png"
        Path(os.environ["PICTURES"], name).write_bytes(base64.b64decode(page.picture()))
    assert page.run("document.documentElement.scrollWidth") <= page.width
    assert page.logged == []


def choose(page, model):
    page.until("document.getElementById('model').options.length > 0")
    page.run(f"(e => {{ e.value = '{model}'; e.dispatchEvent(new Event('change')); }})(document.getElementById('model'))")


def csv(values, names=None):
    lines = [",".join(map(str, row)) for row in values.tolist()]
    return "\n".join(([",".join(names)] if names else []) + lines) + "\n"


def paste(page, text):
    page.run(f"document.getElementById('text').value = {text!r}")


def click(page, button, title):
    page.run("document.getElementById('result').replaceChildren()")
    page.run(f"document.getElementById('{button}').click()")
    page.until("document.getElementById('result').children.length + document.getElementById('problem').innerText.length")
    assert page.run("document.getElementById('problem').innerText") == ""
    assert page.run("document.getElementById('result-title').innerText") == title


def bars(page):
    """The names, widths in per cent and texts of the bars."""
    rows = "[...document.querySelectorAll('#result .row')]"
    return page.run(
        f"{rows}.map(r => [r.children[0].innerText, parseFloat(r.querySelector('.fill').style.width), r.children[2].innerText])"
    )


def assert_bars(found, classes, probabilities):
    assert [name for name, _, _ in found] == classes
    np.testing.assert_allclose([width for _, width, _ in found], 100 * probabilities, atol=0.06)
    assert [float(text.removesuffix(" %")) for _, _, text in found] == pytest.approx(100 * probabilities, abs=0.06)


def test_it_lists_models_signatures_and_classes(page):
    page.until("document.getElementById('model').options.length === 4")
    assert page.run("[...document.getElementById('model').options].map(o => o.value)") == [
        "burst-lstm",
        "har-lstm",
        "scores",
        "varied",
    ]
    choose(page, "har-lstm")
    about = page.run("document.getElementById('about').innerText")
    for words in ("serving_default", "features", "inputs: float [?, 128, 9]", ", ".join(CLASSES), "body_acc_x"):
        assert words in about
    assert "train" not in about
    assert page.run("document.getElementById('wanted').innerText") == "128 rows of 9 numbers."


def test_a_pasted_window(page, expected):
    choose(page, "har-lstm")
    window = windows("har-lstm", 1, seed=71)
    paste(page, csv(window[0]))
    click(page, "predict", "Prediction")
    assert_bars(bars(page), CLASSES, expected.of("har-lstm", inputs=window)["probabilities"][0])
    assert page.run("document.querySelector('#result .best').children[0].innerText") == CLASSES[
        expected.of("har-lstm", inputs=window)["classes"][0]
    ]


def test_a_file_of_two_windows_with_a_header(page, expected, tmp_path):
    choose(page, "har-lstm")
    both = windows("har-lstm", 2, seed=72)
    file = tmp_path / "windows.csv"
    file.write_text(csv(both.reshape(256, 9), names=[f"c{i}" for i in range(9)]))
    paste(page, "")
    page.choose("#file", [file])
    page.until("document.getElementById('text').value !== ''")
    click(page, "predict", "Prediction")
    assert_bars(bars(page), CLASSES * 2, expected.of("har-lstm", inputs=both)["probabilities"].ravel())


def test_columns_are_found_by_their_names(page, expected):
    """As `unroll data` writes them: with other columns before, and texts in them."""
    choose(page, "har-lstm")
    window = windows("har-lstm", 1, seed=75)
    signals = [f"{signal}_{axis}" for signal in ("body_acc", "body_gyro", "total_acc") for axis in "xyz"]
    lines = [",".join(["index", "label", *reversed(signals)])]
    lines += [",".join(["0", "WALKING", *map(str, reversed(row))]) for row in window[0].tolist()]
    paste(page, "\n".join(lines))
    click(page, "predict", "Prediction")
    assert_bars(bars(page), CLASSES, expected.of("har-lstm", inputs=window)["probabilities"][0])


def test_step_by_step(page, expected):
    choose(page, "har-lstm")
    window = windows("har-lstm", 1, seed=73)
    paste(page, csv(window[0]))
    click(page, "steps", "Step by step")
    assert page.run("document.querySelectorAll('#result polyline').length") == len(CLASSES)
    assert page.run("document.querySelector('#result polyline').points.length") == 128
    assert_bars(bars(page), CLASSES, expected.of("har-lstm", inputs=window)["probabilities"][0])


@pytest.mark.parametrize(("button", "title"), [("predict", "Prediction"), ("steps", "Step by step")])
def test_a_class_a_step_is_shown_over_time(page, expected, button, title):
    choose(page, "burst-lstm")
    assert page.run("document.getElementById('wanted').innerText") == "130 rows of 1 number."
    window = windows("burst-lstm", 1, seed=74)
    paste(page, csv(window[0]))
    click(page, button, title)
    over = expected.of("burst-lstm", inputs=window)["probabilities"][0]
    drawn = page.run("[...document.querySelectorAll('#result polyline')].map(l => [...l.points].map(p => p.y))")
    assert np.shape(drawn) == (2, 130)
    # Higher up where it is more probable.
    for line, probabilities in zip(drawn, over.T):
        assert np.corrcoef(line, probabilities)[0, 1] < -0.9999
    assert page.run("document.querySelector('#result .legend').innerText").split() == ["over", "not", "over"]


def test_a_sequence_shorter_than_others(page, expected):
    choose(page, "varied")
    assert page.run("document.getElementById('wanted').innerText") == "Up to 9 rows of 2 numbers."
    rows = numbers([1, 9, 2], seed=76)
    paste(page, csv(rows[0, :4]))
    click(page, "predict", "Prediction")
    right = expected.of("varied", inputs=rows, lengths=np.array([4], np.int32))["probabilities"][0]
    assert_bars(bars(page), ["even", "odd"], right)


def test_an_example(page):
    for model in ("har-lstm", "burst-lstm", "varied"):
        choose(page, model)
        page.run("document.getElementById('example').click()")
        click(page, "predict", "Prediction")


def test_mistakes_are_said(page):
    choose(page, "har-lstm")
    for text, words in (
        ("", "rows of numbers"),
        ("1,2,3\n", "expected 9 numbers, found 3"),
        ("1,2,3,4,5,6,7,8,9\n1,2,3,4,5,6,7,8,x\n", "Line 2: expected numbers, found 'x'"),
        (csv(np.zeros((5, 9))), "Expected 128 rows"),
    ):
        paste(page, text)
        page.run("document.getElementById('problem').innerText = ''")
        page.run("document.getElementById('predict').click()")
        page.until("document.getElementById('problem').innerText !== ''")
        assert words in page.run("document.getElementById('problem').innerText")


def test_a_model_that_takes_no_table_says_so(page):
    choose(page, "scores")
    assert "something else" in page.run("document.getElementById('wanted').innerText")
    assert page.run("document.getElementById('predict').disabled")
