"""What is counted as killed in mutation testing, and how it is summed."""

import pytest
from benchmarks.mutation.__main__ import main
from benchmarks.mutation.scratch import LIBRARY, MODULES, ROOT, SLOW, TESTS
from benchmarks.mutation.summary import as_text, lines_of, read_verdicts, survivors, write_csv

PRINTED = """\
    rechallenge.models.tau2.x_estimate_tau2__mutmut_1: killed
    rechallenge.models.tau2.x__scan__mutmut_2: survived
    rechallenge.models.tau2.x__scan__mutmut_3: timeout
    rechallenge.effects.x_expit__mutmut_1: no tests
    rechallenge.models.binomial_normal.xǁBinomialNormalǁof__mutmut_1: segfault
    rechallenge.models.binomial_normal.xǁBinomialNormalǁof__mutmut_2: suspicious
"""


def test_only_failures_crashes_and_endless_runs_count_as_killed():
    verdicts = read_verdicts(PRINTED)
    assert len(verdicts) == 6
    assert survivors(verdicts) == (
        "rechallenge.models.tau2.x__scan__mutmut_2",
        "rechallenge.effects.x_expit__mutmut_1",
        "rechallenge.models.binomial_normal.xǁBinomialNormalǁof__mutmut_2",
    )
    lines = lines_of(verdicts, ("effects", "models/tau2", "models/binomial_normal", "intervals"))
    assert [line.cells() for line in lines] == [
        ("effects", "1", "0", "1", "0.0"),
        ("models/tau2", "3", "2", "1", "66.7"),
        ("models/binomial_normal", "2", "1", "1", "50.0"),
        ("intervals", "0", "0", "0", "0.0"),
        ("total", "6", "3", "3", "50.0"),
    ]


def test_the_summary_as_text_and_as_csv(tmp_path):
    lines = lines_of(read_verdicts(PRINTED), ("models/tau2",))
    assert as_text(lines).splitlines()[1].split() == ["models/tau2", "3", "2", "1", "66.7"]
    write_csv(tmp_path / "new" / "results.csv", lines)
    assert (tmp_path / "new" / "results.csv").read_text(encoding="utf-8") == (
        "module,mutants,killed,survived,share\nmodels/tau2,3,2,1,66.7\ntotal,3,2,1,66.7\n"
    )


def test_modules_and_tests_exist():
    for module in MODULES:
        assert (LIBRARY / f"{module}.py").is_file()
    for name in (*TESTS, *(slow.split("::")[0] for slow in SLOW)):
        assert (ROOT / name).exists()
    for name in SLOW:
        path, _, function = name.partition("::")
        assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8") or not function


def test_an_unknown_module_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["models/tau3"])
    assert "unknown module models/tau3; choose from effects, " in capsys.readouterr().err
