import math
import os
import subprocess
import sys
from itertools import combinations, pairwise

import pytest

from web.network.drawing import draw
from web.network.kinds import songs_graph
from web.network.layout import Box, layout
from web.network.years import estimated_years

BOX = Box(60, 10, 40)


def placed(neighbourhood):
    graph = songs_graph(neighbourhood)
    return graph, layout(graph, dict.fromkeys(graph, BOX))


@pytest.mark.parametrize("count", [1, 2, 3, 30, 200])
def test_every_song_has_a_finite_place_of_its_own(make, count):
    graph, found = placed(make(count, recommended=count // 10))
    assert set(found.positions) == set(graph)
    assert all(math.isfinite(place) for position in found.positions.values() for place in position)
    for (ax, ay), (bx, by) in combinations(found.positions.values(), 2):
        assert abs(ax - bx) >= 2 * BOX.half_width or abs(ay - by) >= BOX.above + BOX.below - 0.01


def test_time_flows_from_left_to_right(make):
    graph, found = placed(make(120, recommended=10))
    in_time = sorted((graph.nodes[name]["song"].year, x) for name, (x, _) in found.positions.items())
    for (early, left), (late, right) in pairwise(in_time):
        assert early == late or left < right
    assert [year for year, _ in found.years] == sorted({year for year, _ in in_time})
    assert sorted(left for _, left in found.years) == [left for _, left in found.years]


def test_the_picture_has_about_the_shape_of_a_screen(make):
    for count in (30, 100, 400):
        left, top, right, bottom = placed(make(count, recommended=10))[1].bounds
        assert 1.4 < (right - left) / (bottom - top) < 2.7


def test_recommended_songs_stand_below_all_others(make):
    graph, found = placed(make(60, recommended=10))
    ranked = {name for name in graph if graph.nodes[name]["song"].rank}
    assert len(ranked) == 10
    lowest = max(y + BOX.below for name, (_, y) in found.positions.items() if name not in ranked)
    assert lowest < found.lane <= min(y - BOX.above for name, (_, y) in found.positions.items() if name in ranked)
    assert placed(make(60))[1].lane is None


def test_a_song_of_unknown_year_stands_among_its_neighbours(make):
    neighbourhood = make(40, unknown=[5, 25])
    graph, _ = placed(neighbourhood)
    years = estimated_years(graph)
    for number in (5, 25):
        name = neighbourhood.songs[number].song_id
        near = [years[other] for other in {*graph.predecessors(name), *graph.successors(name)}]
        assert min(near) <= years[name] <= max(near)


def test_no_year_is_known(make):
    _, found = placed(make(20, unknown=range(20)))
    assert found.years == []
    assert len(found.positions) == 20


def test_the_same_neighbourhood_gets_the_same_picture(make):
    assert draw(make(80, recommended=5)).layout == draw(make(80, recommended=5)).layout


def test_the_picture_does_not_hang_on_the_run(tmp_path):
    program = """
import random
from graph.answers.neighbourhood import Link, Neighbourhood, Song
from graph.schema import Relation
from web.network.page import network_page
songs = [Song(f"a{n}/s{n}", f"S{n}", f"A{n}", 1960 + n * 7 % 60, ring=min(n, 1)) for n in range(60)]
links = [Link(Relation.SAMPLES, song.song_id, songs[n // 3].song_id) for n, song in enumerate(songs[1:])]
import hashlib; print(hashlib.sha256(network_page(Neighbourhood(songs, links)).encode()).hexdigest())
"""
    seen = set()
    for hash_seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", program]
        seen.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(seen) == 1
