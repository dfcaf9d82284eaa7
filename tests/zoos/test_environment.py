"""PaddleNLP brought in quietly, offline and in part, and whole for whoever asks for more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from paddle_inspect.base.errors import FrameworkMissing
from paddle_inspect.models import catalogue
from paddle_inspect.zoos.paddlenlp.environment import import_framework

pytestmark = pytest.mark.paddle


def python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


#: Parts of PaddleNLP that no count needs.
WHOLE = {"paddlenlp.trainer", "paddlenlp.taskflow", "paddlenlp.datasets"}

COUNT = """
import socket
def refuse(*args): raise SystemExit(f"connects to {args[1:]}")
socket.socket.connect = socket.socket.connect_ex = refuse
from paddle_inspect.models.catalogue import load
from paddle_inspect.base.keep import Keep
from paddle_inspect.base.run import Run
from paddle_inspect.models.counting import count_one
print(count_one(load().weight("albert-base-v1"), Run(keep=Keep(fresh=True))).parameters)
"""


def test_counting_prints_nothing_and_connects_nowhere() -> None:
    result = python(COUNT)
    assert (result.stdout, result.stderr, result.returncode) == ("11683584\n", "", 0)


@pytest.mark.parametrize("home", ["/proc", "absent"])
def test_no_home_is_needed_and_none_is_made(home: str, tmp_path: Path) -> None:
    folder = tmp_path / home  # "/proc" stays as it is
    result = python(f"import os\nos.environ['HOME'] = {str(folder)!r}\nos.environ.pop('PPNLP_HOME', None)\n{COUNT}")
    assert (result.stdout, result.stderr, result.returncode) == ("11683584\n", "", 0)
    assert list(tmp_path.iterdir()) == []


def test_folders_are_still_made_in_the_users_home(tmp_path: Path) -> None:
    """Should the libraries leave that, `NO_FOLDERS` may go."""
    nothing = "import os\nfrom paddle_inspect.zoos.paddlenlp import environment, quirks\n"
    nothing += "from dataclasses import replace\n"
    nothing += "quirks.NO_FOLDERS = replace(quirks.NO_FOLDERS, find=lambda module: ())\n"
    result = python(f"{nothing}os.environ['HOME'] = {str(tmp_path)!r}\nenvironment.import_framework()")
    assert (result.stderr, result.returncode) == ("", 0)
    assert ".paddlenlp" in {folder.name for folder in tmp_path.iterdir()}


def test_only_the_model_classes_are_imported() -> None:
    result = python(f"{COUNT}\nimport sys\nprint(sorted({WHOLE} & sys.modules.keys()))")
    assert result.stdout.splitlines()[-1] == "[]"


def test_whoever_asks_for_the_rest_of_the_package_gets_it() -> None:
    result = python(
        "from paddle_inspect.zoos.paddlenlp.environment import import_framework, quiet\n"
        "import_framework()\n"
        "from paddlenlp.transformers import AlbertModel\n"
        "with quiet():\n"
        "    from paddlenlp import Taskflow\n"
        "import paddlenlp\n"
        "print(Taskflow.__name__, paddlenlp.transformers.AlbertModel is AlbertModel)"
    )
    assert result.stdout == "Taskflow True\n"


def test_a_package_imported_before_is_used_as_it_is() -> None:
    result = python(
        "import paddlenlp\n"
        "before = paddlenlp\n"
        "from paddle_inspect.zoos.paddlenlp.environment import import_framework\n"
        "import_framework()\n"
        "import sys\n"
        "print(sys.modules['paddlenlp'] is before)"
    )
    assert result.stdout == "True\n"


def test_a_release_that_needs_its_whole_package_is_imported_whole() -> None:
    result = python(
        "import sys\n"
        "from importlib.abc import MetaPathFinder\n"
        "class Stubborn(MetaPathFinder):\n"
        "    tried = False\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'paddlenlp.data' and not Stubborn.tried:\n"
        "            Stubborn.tried = True\n"
        "            raise AttributeError('not without the package')\n"
        "sys.meta_path.insert(0, Stubborn())\n"
        "from paddle_inspect.zoos.paddlenlp.environment import import_framework\n"
        "import_framework()\n"
        "print(Stubborn.tried, 'paddlenlp.trainer' in sys.modules, 'paddlenlp.transformers.albert' in sys.modules)"
    )
    assert result.stdout == "True True True\n"


def test_a_missing_framework_is_one_clear_line() -> None:
    result = python(
        "import sys\n"
        "sys.modules['paddle'] = None\n"
        "from paddle_inspect.base.errors import FrameworkMissing\n"
        "from paddle_inspect.zoos.paddlenlp.environment import import_framework\n"
        "try:\n"
        "    import_framework()\n"
        "except FrameworkMissing as error:\n"
        "    print(error)\n"
    )
    assert result.stdout.startswith("PaddlePaddle and PaddleNLP are needed for counting: ")
    assert FrameworkMissing.exit_code == 2


def test_a_framework_that_fails_otherwise_is_one_clear_line_and_gone_without() -> None:
    result = python(
        "import sys, types\n"
        "class Broken(types.ModuleType):\n"
        "    def __getattr__(self, name):\n"
        "        raise RuntimeError('does not fit')\n"
        "sys.modules['paddle'] = Broken('paddle')\n"
        "from paddle_inspect.cli import main\n"
        "sys.exit(main(['summary', '--fresh']))"
    )
    assert result.returncode == 0
    assert "11,683,584" in result.stdout
    assert result.stderr.startswith("paddle-inspect: PaddlePaddle and PaddleNLP are needed for counting: RuntimeError:")
    assert len(result.stderr.splitlines()) == 1


def test_importing_twice_is_free() -> None:
    import_framework()
    before = dict(sys.modules)
    import_framework()
    assert dict(sys.modules) == before
    assert catalogue.load().names


# --- a package that stands for PaddleNLP ------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A `paddlenlp` of three modules, of which the first imports a trainer as well."""
    folder = tmp_path / "paddlenlp"
    for name in ("", "data", "transformers", "trainer"):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").touch()
    (folder / "__init__.py").write_text("from . import data, transformers, trainer\nTaskflow = 'whole'\n")
    (tmp_path / "paddlenlp-9.dist-info").mkdir()
    (tmp_path / "paddlenlp-9.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: paddlenlp\nVersion: 9\n")
    return folder


def with_package(package: Path, program: str) -> list[str]:
    """What a program prints whose `paddlenlp` is the package."""
    start = f"import sys\nsys.path.insert(0, {str(package.parent)!r})\n"
    start += "from paddle_inspect.zoos.paddlenlp.quirks import import_transformers\n"
    start += "def names(): return sorted(name for name in sys.modules if name.startswith('paddlenlp'))\n"
    result = python(start + program)
    assert result.stderr == ""
    return result.stdout.splitlines()


def fail_once(package: Path, error: str) -> str:
    """Source that raises an error the first time that it is run."""
    return f"from pathlib import Path\nmark = Path({str(package / 'ran')!r})\n" + (
        f"if not mark.exists():\n    mark.touch()\n    raise {error}\n"
    )


def test_a_part_is_imported_and_completed_on_demand(package: Path) -> None:
    program = """
import_transformers()
import paddlenlp
print(names(), paddlenlp.__version__, hasattr(paddlenlp, '__nothing__'))
print(paddlenlp.Taskflow, names(), hasattr(paddlenlp, 'nothing'), type(paddlenlp).__name__)
"""
    part = ["paddlenlp", "paddlenlp.data", "paddlenlp.transformers"]
    assert with_package(package, program) == [
        f"{part} 9 False",
        f"whole {[*part[:2], 'paddlenlp.trainer', part[2]]} False module",
    ]


@pytest.mark.parametrize("error", ["RuntimeError('no')", "ImportError('no')", "KeyboardInterrupt('no')"])
def test_a_package_that_fails_on_demand_is_tried_again(package: Path, error: str) -> None:
    init = package / "__init__.py"
    init.write_text(fail_once(package, error) + init.read_text())
    program = f"""
import_transformers()
import paddlenlp
try:
    paddlenlp.Taskflow
except {error.partition("(")[0]} as error:
    print(error)
print(paddlenlp.Taskflow)
"""
    assert with_package(package, program) == ["no", "whole"]


@pytest.mark.parametrize("error", ["AttributeError('no')", "ImportError('no')", "RuntimeError('no')"])
def test_a_part_that_does_not_stand_alone_is_imported_whole(package: Path, error: str) -> None:
    (package / "transformers" / "__init__.py").write_text(fail_once(package, error))
    program = "import_transformers()\nimport paddlenlp\nprint(paddlenlp.Taskflow, 'paddlenlp.trainer' in names())"
    assert with_package(package, program) == ["whole True"]


def test_an_error_of_the_whole_package_is_passed_on(package: Path) -> None:
    (package / "transformers" / "__init__.py").write_text("raise RuntimeError('broken')")
    program = "try:\n    import_transformers()\nexcept RuntimeError as error:\n    print(error, names())"
    assert with_package(package, program) == ["broken ['paddlenlp.data']"]


def test_ctrl_c_leaves_no_placeholder_behind(package: Path) -> None:
    (package / "transformers" / "__init__.py").write_text(fail_once(package, "KeyboardInterrupt('no')"))
    program = """
try:
    import_transformers()
except KeyboardInterrupt as error:
    print(error, names())
import_transformers()
print(names())
"""
    assert with_package(package, program) == ["no []", "['paddlenlp', 'paddlenlp.data', 'paddlenlp.transformers']"]


def test_ctrl_c_is_no_missing_framework(package: Path) -> None:
    (package / "transformers" / "__init__.py").write_text(fail_once(package, "KeyboardInterrupt('no')"))
    program = """
import gc, logging, types
sys.modules['paddle'] = types.ModuleType('paddle')
from paddle_inspect.zoos.paddlenlp.environment import import_framework
logging.getLogger('PaddleNLP').setLevel(17)
try:
    import_framework()
except KeyboardInterrupt as error:
    print(error, gc.isenabled(), logging.getLogger('PaddleNLP').level)
"""
    assert with_package(package, program) == ["no True 17"]


def test_the_whole_package_still_brings_what_no_count_needs() -> None:
    """Should it import its trainer, task flows and data sets on demand by itself, the placeholder may go."""
    program = (
        "import sys\nfrom paddle_inspect.zoos.paddlenlp.environment import quiet\nwith quiet(): import paddlenlp\n"
    )
    result = python(f"{program}print({WHOLE} <= sys.modules.keys())")
    assert result.stdout == "True\n"
