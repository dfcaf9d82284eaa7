"""PaddleNLP brought in quietly, offline and in part, and whole for whoever asks for more."""

from __future__ import annotations

import subprocess
import sys

import pytest

from paddle_inspect.base.errors import FrameworkMissing
from paddle_inspect.models import catalogue
from paddle_inspect.zoos.paddlenlp.environment import import_framework

pytestmark = pytest.mark.paddle


def python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


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


def test_only_the_model_classes_are_imported() -> None:
    result = python(
        f"{COUNT}\nimport sys\n"
        "print(sorted({'paddlenlp.trainer', 'paddlenlp.taskflow', 'paddlenlp.datasets'} & sys.modules.keys()))"
    )
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


def test_a_framework_that_fails_otherwise_is_one_clear_line_too() -> None:
    result = python(
        "import sys, types\n"
        "class Broken(types.ModuleType):\n"
        "    def __getattr__(self, name):\n"
        "        raise RuntimeError('does not fit')\n"
        "sys.modules['paddle'] = Broken('paddle')\n"
        "from paddle_inspect.cli import main\n"
        "sys.exit(main(['summary', '--fresh']))"
    )
    assert result.returncode == 2
    assert result.stderr.startswith("paddle_inspect: PaddlePaddle and PaddleNLP are needed for counting: RuntimeError:")
    assert len(result.stderr.splitlines()) == 1


def test_importing_twice_is_free() -> None:
    import_framework()
    before = dict(sys.modules)
    import_framework()
    assert dict(sys.modules) == before
    assert catalogue.load().names
