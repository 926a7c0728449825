import pytest

MISSES_A_HOST = """
def test_host(require_host):
    require_host("no-such-program")
"""
SKIPS_ITS_FILE = """
import pytest

pytest.skip("no host", allow_module_level=True)
"""


@pytest.fixture
def project(pytester: pytest.Pytester, request: pytest.FixtureRequest) -> pytest.Pytester:
    conftest = request.config.rootpath / "tests" / "conftest.py"
    pytester.makeconftest(conftest.read_text(encoding="utf-8"))
    pytester.makepyfile(test_host=MISSES_A_HOST, test_file=SKIPS_ITS_FILE)
    return pytester


def test_a_skipped_test_fails_in_ci(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    result = project.runpytest_subprocess("--continue-on-collection-errors")
    result.assert_outcomes(failed=1, errors=1)
    result.stdout.fnmatch_lines(["*skipped, which CI does not allow*no host*"])


def test_elsewhere_it_is_skipped_and_says_why(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    result = project.runpytest_subprocess("-rs")
    result.assert_outcomes(skipped=2)
    result.stdout.fnmatch_lines(["*no-such-program is not installed*"])
