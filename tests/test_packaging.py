"""What is published: the wheel carries the configs and works away from the checkout."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from paddle_inspect import __version__
from paddle_inspect.models import catalogue

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that the checkout stays as it is."""
    source = tmp_path_factory.mktemp("source")
    for name in ("setup.py", "setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("paddle_inspect", "configs"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(target), str(source)], check=True)
    [path] = target.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the scripts of a clean environment with the wheel; its dependencies are this environment's."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(command, check=True)
    program = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([python, "-c", program], capture_output=True, text=True, check=True).stdout.strip())
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder / "bin"


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


@pytest.mark.wheel
def test_the_wheel_holds_every_module_config_and_page_and_nothing_else(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "paddle_inspect").rglob("*.py")}
    data = {path.relative_to(ROOT / "configs") for path in (ROOT / "configs").rglob("*") if path.is_file()}
    configs = {f"paddle_inspect/configs/{path.as_posix()}" for path in data}
    assert held == modules | configs | {"paddle_inspect/py.typed"}


@pytest.mark.wheel
def test_it_runs_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import paddle_inspect; print(paddle_inspect.__file__)", cwd=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(installed.parent)
    listed = run(installed / "paddle-inspect", "configs", "list", "ALBERT", cwd=tmp_path)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert len(listed.stdout.splitlines()) == 1 + len(catalogue.load().family("ALBERT").weights)
    version = run(installed / "python", "-m", "paddle_inspect", "--version", cwd=tmp_path)
    assert version.stdout == f"paddle-inspect {__version__}\n"


@pytest.mark.wheel
@pytest.mark.paddle
def test_the_main_job_works_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    summary = run(installed / "python", "-m", "paddle_inspect", "summary", cwd=tmp_path)
    said = [line for line in summary.stderr.splitlines() if ": building models " not in line]  # where that takes long
    assert (summary.returncode, said) == (0, [])
    assert [line.split()[0] for line in summary.stdout.splitlines() if line.startswith("albert-")][:14] == [
        weight.name for weight in catalogue.load().family("ALBERT").weights
    ]


def setup_cfg() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def test_every_declared_dependency_has_a_version_known_to_work() -> None:
    def name(requirement: str) -> str:
        return requirement.split(";")[0].translate(str.maketrans("<>=", "   ")).split()[0].replace("_", "-").lower()

    config = setup_cfg()
    lines = f"{config['options']['install_requires']}\n{config['options.extras_require']['dev']}".splitlines()
    declared = {name(line) for line in lines if line.strip() and not line.strip().startswith("#")}
    for file in (ROOT / "constraints.txt", ROOT / ".ci" / "constraints-paddlenlp-3.txt"):
        pinned = {name(line) for line in file.read_text(encoding="utf-8").splitlines() if "==" in line}
        assert declared <= pinned, file
