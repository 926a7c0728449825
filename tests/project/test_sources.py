from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_line_of_the_package_is_left_out_of_coverage() -> None:
    sources = sorted((ROOT / "kam_xl").rglob("*.py"))
    assert [str(path) for path in sources if "pragma: no" in path.read_text(encoding="utf-8")] == []
    assert len(sources) > 10
