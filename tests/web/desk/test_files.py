"""Tables go out and come back: the same cells, the same bytes, nothing calculated, and hostile files are refused in time."""

from __future__ import annotations

import io

import openpyxl
import pytest
from parecon_web.desk.file_reading import read_grids
from parecon_web.desk.file_writing import write_file
from parecon_web.desk.grids import FileReason, UnreadableFile
from web.bars.files import bombs, measure_files, ods, packed, sheet

HOSTILE = ("=1+1", "+1", "-1+2", "@SUM(A1)", "\tx", "'=x", "''", "=HYPERLINK(\"x\")", "-2.5", "é & <b>", "two\nlines", "a  b", " ends ", "'", "x\x07y", "00012", "1e5", "1,5", "a;b", '"')
TABLES = {"request": [("good", "use"), *((text, str(i)) for i, text in enumerate(HOSTILE))]}


def padded(grid) -> list[tuple[str, ...]]:
    """Return the lines of a grid, each as long as its first."""
    return [(*line, *[""] * (len(grid.lines[0]) - len(line))) for line in grid.lines]


@pytest.mark.parametrize("format", ["csv", "zip", "xlsx", "ods"])
def test_what_is_exported_is_read_back_and_exported_to_the_same_bytes(format):
    data = write_file(TABLES, format)
    (grid,) = read_grids(data, f"request.{format}")
    assert grid.name == "request" and [line[0] for line in grid.lines[1:]] == [text.strip().replace("\x07", "\ufffd" if format in ("xlsx", "ods") else "\ufffd") for text in HOSTILE]
    assert write_file({grid.name: padded(grid)}, format) == data


def test_no_exported_cell_is_a_formula_to_another_program():
    book = openpyxl.load_workbook(io.BytesIO(write_file(TABLES, "xlsx")))
    cells = [cell for line in book["request"].iter_rows(min_row=2) for cell in line]
    assert len(cells) == 2 * len(HOSTILE) and {cell.data_type for cell in cells} == {"s"}
    lines = write_file(TABLES, "csv").decode().splitlines()
    assert not any(line.lstrip('"').startswith(("=", "+", "@", "\t")) for line in lines) and "-2.5,8" in lines and "'-1+2,2" in lines


def test_workbooks_of_another_program_are_read():
    book = openpyxl.Workbook()
    page = book.active
    page.title = "goods"
    for line in (["name", "price"], ["bread", 2.5], [None, None], ["work", 12.0], [True, "=1+1"]):
        page.append(line)
    book.create_sheet("town")["C3"] = "far"
    file = io.BytesIO()
    book.save(file)
    goods, town = read_grids(file.getvalue(), "x")
    assert goods.lines == (("name", "price"), ("bread", "2.5"), (), ("work", "12"), ("yes",))
    assert town.lines == ((), (), ("", "", "far")) and town.address(2, 2) == "town!C3"


def test_numbers_repeats_and_notes_of_an_opendocument_sheet_are_read():
    (grid,) = read_grids(ods(sheet(
        '<table:table-row><table:table-cell office:value-type="float" office:value="2.50"><text:p>2,50</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation>'
        '<text:p>two<text:s text:c="2"/>words</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell '
        'table:number-columns-repeated="2" office:value-type="boolean" office:boolean-value="true"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>')), "x")
    assert grid.lines == (("2.5", "", "", "two  words"), ("yes", "yes"), ("yes", "yes"))


def test_semicolons_tabs_and_decimal_commas_are_understood():
    assert read_grids("good;use\nbread;2,5\n".encode(), "a.csv")[0].lines == (("good", "use"), ("bread", "2.5"))
    assert read_grids(b"\xef\xbb\xbfgood\tuse\r\nbread\t2\r\n", "a.csv")[0].lines == (("good", "use"), ("bread", "2"))
    assert read_grids(b"a,b\n1,2\n", "folder/my.table.csv")[0].address(1, 1) == "my.table.csv:2:2"


@pytest.mark.parametrize(("data", "reason"), [
    (b"\xff\xfe\x00", FileReason.NOT_TEXT), (b"PK\x03\x04 and no more", FileReason.BROKEN), (packed({"letter.txt": "x"}), FileReason.NOT_A_TABLE),
    (b'a,"b\n', FileReason.BROKEN), (packed({"a.csv": "x", "b/a.csv": "y"}), FileReason.SHEET_TWICE), (b"a" * (10 * 2**20 + 1), FileReason.TOO_LARGE)])
def test_what_is_no_table_is_refused_with_its_reason(data, reason):
    with pytest.raises(UnreadableFile) as caught:
        read_grids(data, "x")
    assert caught.value.refusal.reason is reason


def test_bombs_are_refused_and_damaged_files_are_never_uncaught():
    assert len(bombs()) == 10
    figure = measure_files(300)
    assert figure.reached, figure
