"""./run: what it says and what it leaves alone, without setting anything up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

import pytest


@pytest.fixture
def run(root, tmp_path, monkeypatch):
    """Return ./run as a module, moved to an empty folder with the lock files."""
    shutil.copy(root / "run", tmp_path / "run")
    shutil.copy(root / "pyproject.toml", tmp_path)
    shutil.copytree(root / "requirements", tmp_path / "requirements")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = SourceFileLoader("run_script", str(tmp_path / "run"))
    module = module_from_spec(spec_from_loader("run_script", loader))
    loader.exec_module(module)
    return module


def call(run, *words, **variables) -> subprocess.CompletedProcess:
    """Type ./run and words."""
    environment = {"PATH": os.defpath, **variables}
    return subprocess.run([sys.executable, "-B", run.__file__, *words], capture_output=True, text=True, check=False, env=environment)


def listing(run) -> set[str]:
    """Return what lies beside the script."""
    return set(os.listdir(run.ROOT))


def test_an_unknown_word_ends_with_2_and_names_the_words(run):
    before = listing(run)
    answer = call(run, "plant")
    assert answer.returncode == 2
    assert "'plant'" in answer.stderr and "demo" in answer.stderr
    assert listing(run) == before


def test_without_venv_and_pip_it_says_the_line_that_installs_them_and_changes_nothing(run, tmp_path_factory):
    broken = tmp_path_factory.mktemp("broken")
    (broken / "ensurepip.py").write_text("raise ImportError('as on a system that ships it apart')\n")
    before = listing(run)
    answer = call(run, "demo", PYTHONPATH=str(broken), PATH=str(broken))
    assert answer.returncode == 2
    assert "Nothing was changed" in answer.stderr
    assert "install" in answer.stderr.splitlines()[-1]
    assert "Traceback" not in answer.stderr
    assert listing(run) == before


def test_a_cut_off_set_up_is_not_trusted(run):
    os.mkdir(run.VENV)
    run.write(run.INSTALLING, "being installed\n")
    assert not run.is_ready("core")
    assert run.fault() == "the last set-up was cut off"


@pytest.mark.parametrize("kept", [True, False])
def test_a_sound_set_up_outlives_a_failed_addition_and_a_new_one_does_not(run, monkeypatch, kept):
    os.mkdir(run.VENV)
    run.write(run.INSTALLING, "being installed\n")
    monkeypatch.setattr(run, "call", lambda command, step: 1)
    with pytest.raises(run.Stop, match="network"):
        run.install("dev", kept)
    assert os.path.exists(run.INSTALLING) is not kept
    assert not os.path.exists(run.stamp("dev"))


def test_a_set_up_is_trusted_only_with_all_its_packages(run):
    folder = os.path.join(run.VENV, "lib", "python3.12", "site-packages")
    os.makedirs(folder)
    os.makedirs(os.path.dirname(run.PYTHON))
    os.symlink(sys.executable, run.PYTHON)
    run.write(run.stamp("core"), run.digest("core") + "\n" + run.ROOT)
    assert "numpy" in run.missing_packages("core") and "parecon" in run.missing_packages("core")
    assert not run.is_ready("core")


def test_a_changed_lock_file_asks_for_a_new_set_up(run):
    before = run.digest("core")
    with open(run.lock_path("core"), "a") as file:
        file.write("# changed\n")
    assert run.digest("core") != before


def test_an_environment_of_others_is_moved_aside_not_deleted(run):
    os.mkdir(run.VENV)
    run.write(os.path.join(run.VENV, "theirs"), "precious")
    run.clear_venv()
    assert run.read(os.path.join(run.VENV + ".old-1", "theirs")) == b"precious"


def test_an_earlier_demo_is_moved_aside_and_kept(run, monkeypatch):
    monkeypatch.chdir(run.ROOT)
    os.makedirs("out/demo")
    run.write("out/demo/report.html", "last time")
    assert run.demo_folder([]) == ["--out", os.path.join("out", "demo")]
    assert not os.path.exists("out/demo")
    assert run.read("out/demo-1/report.html") == b"last time"


@pytest.mark.parametrize("word", ["--help", "--resume"])
def test_a_demo_that_starts_nothing_new_moves_nothing(run, monkeypatch, word):
    monkeypatch.chdir(run.ROOT)
    os.makedirs("out/demo")
    run.demo_folder([word])
    assert os.path.exists("out/demo")


def test_whatever_follows_the_word_is_passed_on(run):
    assert run.command_of("plan", ["toy", "--seed", "3"]) == ["-m", "parecon", "plan", "toy", "--seed", "3"]
    assert run.command_of("parecon", ["data", "list"]) == ["-m", "parecon", "data", "list"]
    assert run.command_of("python", ["-c", "1"]) == ["-c", "1"]


def test_variables_that_would_install_elsewhere_do_not_reach_pip(run, monkeypatch):
    monkeypatch.setenv("PIP_TARGET", "elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "a mirror")
    assert "PIP_TARGET" not in run.environment()
    assert run.environment()["PIP_INDEX_URL"] == "a mirror"
