"""The macros' texts against a grammar of VBA, since LibreOffice forgives what Excel's compiler does not."""

import ctypes
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter

from kam_xl.shipped import shipped

GRAMMAR = Path(__file__).parents[2] / ".cache" / "node" / "node_modules" / "tree-sitter-vba" / "vba" / "src"
OURS = [*sorted(path.name for path in shipped("workbook", "vba").glob("Kam*.bas")), "ThisWorkbook.cls"]


@pytest.fixture(scope="module")
def parser(tmp_path_factory: pytest.TempPathFactory) -> tree_sitter.Parser:
    compiler = shutil.which("cc")
    if compiler is None or not GRAMMAR.exists():
        pytest.skip("no C compiler, or no grammar of VBA; `make test` installs them where it may")
    library = tmp_path_factory.mktemp("grammar") / "vba.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-I", GRAMMAR, GRAMMAR / "parser.c", "-o", library], check=True)
    language = ctypes.CDLL(str(library)).tree_sitter_vba
    language.restype = ctypes.c_void_p
    capsule = ctypes.pythonapi.PyCapsule_New
    capsule.restype = ctypes.py_object
    capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    return tree_sitter.Parser(tree_sitter.Language(capsule(language(), b"tree_sitter.Language", None)))


def faults(parser: tree_sitter.Parser, text: bytes) -> list[str]:
    tree = parser.parse(text)
    return [f"line {node.start_point.row + 1}: {node.text!r}" for node in _all(tree.root_node) if _is_fault(node)]


def _all(node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    yield node
    for child in node.children:
        yield from _all(child)


def _is_fault(node: tree_sitter.Node) -> bool:
    return node.is_error or node.is_missing


@pytest.mark.parametrize("module", OURS)
def test_every_module_is_vba(module: str, parser: tree_sitter.Parser) -> None:
    assert faults(parser, shipped("workbook", "vba", module).read_bytes()) == []


@pytest.mark.parametrize(
    "broken",
    [
        b"Function Answer(ByVal row As) As Variant\r\nEnd Function\r\n",
        b"Sub Press()\r\n    value = (1 + 2\r\nEnd Sub\r\n",
        b"Sub Press()\r\n    value = 1 +\r\nEnd Sub\r\n",
        b"Sub Press(\r\nEnd Sub\r\n",
    ],
)
def test_the_grammar_notices_what_is_not_vba(broken: bytes, parser: tree_sitter.Parser) -> None:
    assert faults(parser, broken) != []
