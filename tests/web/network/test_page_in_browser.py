import pytest

from web.network.page import network_page

COLOURS_ON_CANVAS = """() => {
  const canvas = document.querySelector("#network canvas");
  const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return new Set(pixels).size;
}"""

PLACE_OF = """(number) => {
  songNetwork.focus(number, { scale: 1, animation: false });
  const place = songNetwork.canvasToDOM(songNetwork.getPosition(number));
  const frame = document.getElementById("network").getBoundingClientRect();
  return [place.x + frame.left, place.y + frame.top];
}"""


@pytest.fixture
def opened(tmp_path, visit):
    def open_page(neighbourhood, **options):
        path = tmp_path / "network.html"
        path.write_text(network_page(neighbourhood), encoding="utf-8")
        return visit(path, **options)

    return open_page


def drawn(page):
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate(COLOURS_ON_CANVAS)


def hover(page, number):
    x, y = page.evaluate(PLACE_OF, number)
    page.mouse.move(x - 2, y)
    page.mouse.move(x, y)
    page.wait_for_selector("#hint:visible")
    return page.inner_text("#hint")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_draws_offline_and_in_silence(opened, make, scheme):
    seen = opened(make(100, recommended=10), color_scheme=scheme)
    assert drawn(seen.page) > 50
    light = seen.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"
    assert light == (scheme == "light")
    assert seen.faults == []


@pytest.mark.parametrize("count", [1, 2, 500])
def test_it_draws_few_and_many(opened, make, count):
    seen = opened(make(count))
    assert drawn(seen.page) > 3
    assert seen.faults == []


def test_hostile_titles_do_nothing(opened, make, hostile):
    seen = opened(make(len(hostile) + 1, titles=hostile, recommended=6))
    page = seen.page
    assert drawn(page) > 50
    for number in range(len(hostile) + 1):
        hover(page, number)
        page.mouse.move(2, 2)
        page.wait_for_selector("#hint", state="hidden")
    page.fill("#wanted", "script")
    page.press("#wanted", "Enter")
    page.click("summary")
    assert page.evaluate("() => window.harmed") is None
    assert (
        page.evaluate(
            "() => document.querySelectorAll('#network img, table img, table a, .card *:is(img, a, svg, script)').length"
        )
        == 0
    )
    assert seen.faults == []


def test_the_hover_card_tells_of_the_song(opened, make):
    neighbourhood = make(30, recommended=5)
    seen = opened(neighbourhood)
    song = neighbourhood.songs[-1]
    text = hover(seen.page, len(neighbourhood.songs) - 1)
    for part in (
        song.title,
        song.artist_credit,
        str(song.year),
        "bpm",
        "key",
        "recommended, rank 5",
        "both are by somebody",
    ):
        assert part in text
    assert seen.faults == []


def test_the_search_finds_and_shows_a_song(opened, make):
    neighbourhood = make(60)
    seen = opened(neighbourhood, reduced_motion="reduce")
    page = seen.page
    page.fill("#wanted", "artist 17")
    assert page.inner_text("#found") == "1 song fits"
    page.press("#wanted", "Enter")
    assert page.evaluate("() => songNetwork.getSelectedNodes()") == [17]
    assert "Song 17" in page.inner_text("#chosen")
    place = page.evaluate("() => songNetwork.getViewPosition()")
    node = page.evaluate("() => songNetwork.getPosition(17)")
    assert place == pytest.approx(node, abs=1)
    page.fill("#wanted", "song 1")
    page.press("#wanted", "Enter")
    page.press("#wanted", "Enter")
    assert page.inner_text("#found").startswith("2 of 15")
    page.fill("#wanted", "nobody")
    page.press("#wanted", "Enter")
    assert page.inner_text("#found") == "no song here fits"
    assert seen.faults == []


def test_a_click_shows_the_song_and_a_click_beside_hides_it(opened, make):
    seen = opened(make(30))
    page = seen.page
    page.mouse.click(*page.evaluate(PLACE_OF, 3))
    page.wait_for_selector("#chosen:visible")
    assert "Song 3" in page.inner_text("#chosen")
    page.evaluate("() => songNetwork.moveTo({ position: { x: 1e6, y: 1e6 } })")
    page.mouse.click(640, 400)
    page.wait_for_selector("#chosen", state="hidden")
    assert seen.faults == []


def test_the_view_can_be_moved_with_keys_alone(opened, make):
    seen = opened(make(60), reduced_motion="reduce")
    page = seen.page
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("() => document.activeElement.id || document.activeElement.tagName.toLowerCase()"))
    assert reached[:4] == ["wanted", "nearer", "farther", "fit"]
    assert "summary" in reached
    scale = "() => songNetwork.getScale()"
    first = page.evaluate(scale)
    page.focus("#nearer")
    page.keyboard.press("Enter")
    assert page.evaluate(scale) == pytest.approx(first * 1.4)
    page.focus("#farther")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate(scale) < first
    page.focus("#fit")
    page.keyboard.press("Enter")
    assert page.evaluate(scale) == pytest.approx(first)
    page.focus(".vis-network")
    before = page.evaluate("() => songNetwork.getViewPosition().x")
    page.keyboard.down("ArrowRight")
    page.wait_for_function("(before) => songNetwork.getViewPosition().x !== before", arg=before)
    page.keyboard.up("ArrowRight")
    assert seen.faults == []


def test_the_whole_picture_is_in_the_first_view(opened, make):
    seen = opened(make(100, recommended=10))
    outside = """() => JSON.parse(document.getElementById("data").textContent).nodes.filter(({ id }) => {
      const { x, y } = songNetwork.canvasToDOM(songNetwork.getPosition(id));
      const { clientWidth, clientHeight } = document.getElementById("network");
      return x < 0 || y < 0 || x > clientWidth || y > clientHeight;
    }).length"""
    assert seen.page.evaluate(outside) == 0


def test_the_table_stands_without_scripts(opened, make):
    seen = opened(make(30), java_script_enabled=False)
    seen.page.click("summary")
    assert seen.page.locator("tbody tr").count() == 30
    assert "The picture needs JavaScript" in seen.page.inner_text("noscript")
