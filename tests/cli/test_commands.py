"""Every command helps, and every mistake ends in a sentence and exit code 2."""

import io
import subprocess
import sys

import pytest

from parecon.cli import main

COMMANDS = ("plan", "demo", "data", "data list", "data check", "data new", "replay", "verify", "compare-runs", "story", "bench", "charter")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_with_an_example(command, capsys):
    assert main([*command.split(), "--help"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"usage: parecon {command}")
    assert " " in command or f"parecon {command}" in text.split("usage:")[1].split("\n", 1)[1]


def test_without_a_word_the_commands_are_listed(capsys):
    assert main([]) == 0
    assert "begin here" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "said"), [
    ("plan", "required: ECONOMY"), ("paln toy", "invalid choice: 'paln'"), ("plan sweden", "did you mean sweden-20"), ("plan atlantis-1", "no such economy"),
    ("plan toy --size 0", "no number above 0"), ("plan toy --size nan", "no number above 0"), ("plan toy --size -1", "no number above 0"),
    ("plan toy --size inf", "no number above 0"), ("plan toy --size big", "no number above 0"), ("plan toy --size 2", "leave --size out"),
    ("plan toy --rounds -3", "lies outside 1 to 200"), ("plan toy --rounds 0", "lies outside 1 to 200"), ("plan toy --rounds 1.5", "no whole number"),
    ("plan toy --seed -1", "lies outside"), ("plan toy --seed x", "no whole number"), ("plan toy --start zero", "one of last-year, ones, random"),
    ("plan toy --rule magic", "one of calibrated-share, power, published"), ("plan toy --set hours=-5%", "leave them out"),
    ("plan toy --set prices.ruel=power", "did you mean prices.rule"), ("plan toy --resume", "no interrupted run"),
    ("plan sweden-2014 --set permits.SO2=-5%", "it has permits.CO2"), ("plan toy --out /", "no name of a new folder"),
    ("plan toy --unknown", "unrecognized arguments"), ("data", "required: WORD"), ("data check nowhere", "no such economy and no such folder"),
    ("data new", "required: FOLDER"), ("data new here --like nowhere", "no such economy"), ("data check toy", "the toy is no table"),
    ("replay nowhere", "no journal here"), ("replay .", "no journal here"), ("verify nowhere", "no journal here"),
    ("compare-runs a a", "name two runs"), ("compare-runs a b", "no journal here"), ("charter cooking", "the areas are"),
])
def test_a_mistake_ends_in_a_sentence_with_the_way_out(words, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words.split()) == 2
    captured = capsys.readouterr()
    assert said in captured.err and captured.err.startswith("parecon: ")
    assert "Traceback" not in captured.err and captured.out == ""
    assert list(tmp_path.iterdir()) in ([], [tmp_path / "out"]) and not list(tmp_path.glob("out/*")), "nothing is left behind"


@pytest.mark.parametrize(("words", "said"), [(["plan", ""], "no such economy"), (["plan", "toy", "--out", " "], "the name is empty"),
                                             (["data", "check", ""], "no such economy"), (["verify", ""], "no journal here")])
def test_an_empty_word_is_no_name(words, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_a_folder_that_is_not_ours_is_refused(tmp_path, capsys):
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8")
    assert main(["plan", str(tmp_path), "--out", str(tmp_path / "plan")]) == 2
    assert main(["data", "check", str(tmp_path)]) == 2
    assert "Way out" in capsys.readouterr().err


def test_the_charter_is_printed_with_units_and_sources(capsys):
    assert main(["charter", "rounds.count"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("rounds.count_max = 7 rounds") and "source:" in text


def test_the_economies_are_listed(capsys):
    assert main(["data", "list"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("toy") and "sweden-2014" in text


def test_a_new_folder_is_written_and_checks_and_is_never_overwritten(tmp_path, capsys):
    folder = tmp_path / "mine"
    assert main(["data", "new", str(folder), "--like", "sweden-2014"]) == 0
    assert main(["data", "check", str(folder)]) == 0
    assert "Every product and every industry balances" in capsys.readouterr().out
    assert main(["data", "new", str(folder)]) == 2
    assert "remove this one" in capsys.readouterr().err


def test_a_mistake_of_the_program_is_told_without_a_traceback(monkeypatch, capsys):
    from parecon.cli import other_commands

    def broken(options):
        raise ZeroDivisionError("by design")

    monkeypatch.setattr(other_commands, "_charter", broken)
    assert main(["charter"]) == 2
    text = capsys.readouterr().err
    assert "a mistake of the program" in text and "ZeroDivisionError" in text and "PARECON_TRACEBACK=1" in text and "Traceback" not in text
    monkeypatch.setenv("PARECON_TRACEBACK", "1")
    main(["charter"])
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_has_read_enough_is_no_mistake():
    script = f"import sys; sys.argv[1:] = ['charter']\nfrom parecon.cli import main\nsys.exit(main())"
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert (process.wait(60), process.stderr.read()) == (0, b"")
    process.stderr.close()


def test_a_terminal_without_a_letter_shows_a_question_mark(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["charter"]) == 0


@pytest.mark.parametrize(("spoil", "said"), [
    (lambda text: text.replace("\n", "\n,,,\n", 1), "Way out"),
    (lambda text: text[: len(text) // 2], "Way out"),
    (lambda text: "\n".join([*text.splitlines()[:3], text.splitlines()[2], *text.splitlines()[3:]]), "Way out"),
    (lambda text: text.splitlines()[0] + "\n" + text.splitlines()[1].rsplit(",", 1)[0] + ",nan\n" + "\n".join(text.splitlines()[2:]), "column"),
    (lambda text: "", "Way out"),
])
def test_a_damaged_table_is_named_with_its_place_and_nothing_is_planned(tmp_path, capsys, monkeypatch, spoil, said):
    monkeypatch.chdir(tmp_path)
    assert main(["data", "new", "mine"]) == 0
    table = next(place for place in sorted((tmp_path / "mine").glob("*.csv")) if "use" in place.name)
    table.write_text(spoil(table.read_text(encoding="utf-8")), encoding="utf-8")
    capsys.readouterr()
    assert main(["plan", "mine", "--size", "0.002"]) == 2
    text = capsys.readouterr().err
    assert table.name in text and said in text and "Traceback" not in text
    assert not list(tmp_path.glob("out/*")) and not list(tmp_path.glob("out/.*"))
