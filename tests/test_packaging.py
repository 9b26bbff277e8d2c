"""What is installed is what is here."""

import itertools
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("cli", "crawler", "graph", "model", "web")


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "source"
    skip = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, source / name, ignore=skip)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "neo4j.conf"):
        shutil.copy(ROOT / name, source)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        tmp_path,
        source,
    ]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = tmp_path.glob("mixgraph-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    here = {
        path.relative_to(source).as_posix()
        for name in PACKAGES
        for path in (source / name).rglob("*")
        if path.is_file()
    }
    conf = f"{wheel.name.removesuffix('-py3-none-any.whl')}.data/data/share/mixgraph/neo4j.conf"
    assert held == here | {conf}


def test_the_lock_has_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "--hash=sha256:" in lock
    assert "://" not in lock
    for line in lock.splitlines():
        assert not line or line[0] in " #" or "==" in line, line


def test_each_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "setup.cfg").read_text().splitlines()
    for before, line in itertools.pairwise(lines):
        if line.startswith("    ") and any(mark in line for mark in (">=", "==")) and "#" not in line:
            assert before.strip().startswith("#"), line
            assert ">=" in line, line
