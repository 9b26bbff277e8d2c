import os
import subprocess
import sys
from pathlib import Path

import pytest

from model.als.native_cache import keep_kernels
from model.errors import EngineFailed

FIT = """\
import sys
from pathlib import Path
import numpy as np
import scipy.sparse as sp
from model.adjacency import Adjacency
from model.als.native import NativeEngine
from model.als.parameters import AlsParameters

assert "numba" not in sys.modules
adjacency = Adjacency("seed", {}, ["a", "b"], 2, 0, 0, sp.csr_array(np.eye(2, dtype=np.float32)))
NativeEngine(1, kernels=Path(sys.argv[1])).fit(adjacency, AlsParameters(rank=2, iterations=1))
"""


def fitted(folder: Path, **variables: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    told = environment | variables | {"PYTHONPATH": str(Path.cwd())}
    subprocess.run([sys.executable, "-c", FIT, folder], env=told, check=True)


def test_kernels_are_kept_in_the_folder_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "kernels"
    fitted(folder)
    kept = sorted(folder.rglob("*.nbc"))
    assert kept
    assert folder.stat().st_mode & 0o077 == 0
    times = [file.stat().st_mtime_ns for file in kept]
    fitted(folder)  # reads them
    assert [file.stat().st_mtime_ns for file in sorted(folder.rglob("*.nbc"))] == times

    elsewhere = tmp_path / "elsewhere"
    fitted(tmp_path / "unused", NUMBA_CACHE_DIR=str(elsewhere))
    assert any(elsewhere.rglob("*.nbc"))
    assert not (tmp_path / "unused").exists()


def test_a_folder_that_cannot_be_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineFailed, match="compiled code cannot be kept") as raised:
        keep_kernels(tmp_path / "file" / "kernels")
    assert "MIXGRAPH_CACHE" in raised.value.hint
    assert "NUMBA_CACHE_DIR" not in os.environ
