"""The wheel is whole: built, installed alone outside the checkout, it runs the demonstration."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


def run(*words: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A command outside the checkout, without a way back into it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COSTCTL"))}
    return subprocess.run(
        [str(word) for word in words], cwd=cwd, env=env | more, capture_output=True, text=True, check=False
    )


def built(source: Path, out: Path, *targets: str) -> list[Path]:
    """The archives that hatchling makes of a source tree."""
    wanted = [word for target in targets for word in ("-t", target)]
    done = run(sys.executable, "-m", "hatchling", "build", "-d", out, *wanted, cwd=source)
    assert done.returncode == 0, done.stderr
    return sorted(out.iterdir())


def tracked(folder: Path) -> Path:
    """A copy of the checkout as the repository knows it, with changes not yet committed."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source archive of this checkout."""
    base = tmp_path_factory.mktemp("build")
    sdist, wheel = sorted(
        built(tracked(base / "source"), base / "dist", "sdist", "wheel"), key=lambda path: path.suffix
    )
    return wheel, sdist


def test_the_wheel_carries_its_data_and_nothing_beside_it(archives: tuple[Path, Path]) -> None:
    """Rules, pages and sample lie below costctl/_shipped; no other top-level package is installed."""
    names = zipfile.ZipFile(archives[0]).namelist()

    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"costctl"}
    for folder in ("rules", "dashboards", "sample_data"):
        here = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if shippable(path)}
        assert here, folder
        assert here == {name.removeprefix("costctl/_shipped/") for name in names if f"/_shipped/{folder}/" in name}
    assert "costctl/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def shippable(path: Path) -> bool:
    """Whether a file of the checkout belongs into the wheel."""
    return path.is_file() and "__pycache__" not in path.parts


def test_the_source_archive_gives_the_same_wheel(archives: tuple[Path, Path], tmp_path: Path) -> None:
    """Who builds from the source archive gets what we built."""
    wheel, sdist = archives
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)  # 3.11.4 and later
        archive.extractall(tmp_path)
    (again,) = built(next(tmp_path.iterdir()), tmp_path / "dist", "wheel")

    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_the_wheel_alone_runs_the_demonstration(archives: tuple[Path, Path], tmp_path: Path) -> None:
    """`costctl demo --no-serve` in an environment that knows the dependencies and not the checkout."""
    home = tmp_path / "env"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    installed = run(
        outer_python(), "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", archives[0], cwd=tmp_path
    )
    assert installed.returncode == 0, installed.stderr
    packages = next((home / "lib").glob("python3*/site-packages"))
    link_dependencies(packages)
    said = run(python, "-c", "import costctl; print(costctl.__file__)", cwd=tmp_path)
    assert said.stdout.strip().startswith(str(packages)), said.stderr

    done = run(home / "bin" / "costctl", "demo", "--no-serve", "--ledger", tmp_path / "ledger", cwd=tmp_path)

    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr
    assert "岚川" in done.stdout
    assert "项超支" in done.stdout  # items that are over are told of, though others have money left
    assert (tmp_path / "ledger" / "ledger.duckdb").exists()


def outer_python() -> Path:
    """The interpreter below the test environment: it has pip, which the environment itself does not need."""
    return Path(sys.base_prefix) / "bin" / "python3"


def link_dependencies(packages: Path) -> None:
    """Links every installed package but this one, so that no path file leads back into the checkout."""
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        mine = "costctl" in entry.name
        if not mine and entry.suffix != ".pth" and not (packages / entry.name).exists():
            (packages / entry.name).symlink_to(entry)
