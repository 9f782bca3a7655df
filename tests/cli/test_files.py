"""The end of a log tells why, however often the consequence is repeated."""

from pathlib import Path

from bot.up.files import last_lines


def test_a_line_that_is_repeated_is_told_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    repeated = [f"07:09:{second:02} ERROR  no model is loaded" for second in range(60)]
    log.write_text("\n".join(["07:08:59 ERROR  module `engine` is missing", *repeated, ""]))
    assert last_lines(log, 5) == ["07:08:59 ERROR  module `engine` is missing", repeated[-1]]


def test_lines_that_return_later_stay_as_in_two_tracebacks(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("one\n\ntwo\nthree\ntwo\nfour\n")
    assert last_lines(log, 4) == ["two", "three", "two", "four"]


def test_a_part_that_wrote_nothing_has_no_lines(tmp_path: Path) -> None:
    assert last_lines(tmp_path / "log", 5) == []
