"""What is wrong with a folder is named with file, row, column, both values and the way out; nothing is guessed."""

import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parecon.charter import default_charter
from parecon.datasets import TableError, check_tables, load_tables, read_folder, write_example_folder
from parecon.datasets import errors as e


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    return write_example_folder(tmp_path_factory.mktemp("tables") / "example", load_tables("sweden-2014"))


@pytest.fixture
def folder(example, tmp_path):
    return shutil.copytree(example, tmp_path / "folder")


def cell(file, row, column, value):
    """Return a damage that writes ``value`` into one cell."""
    def damage(folder):
        lines = (folder / file).read_text().splitlines()
        place = lines[0].split(",").index(column)
        number = next(i for i, line in enumerate(lines) if line.startswith(row + ","))
        cells = lines[number].split(",")
        cells[place] = value
        lines[number] = ",".join(cells)
        (folder / file).write_text("\n".join(lines) + "\n")
    return damage


def text(file, old, new):
    """Return a damage that replaces the first ``old`` in a file."""
    def damage(folder):
        content = (folder / file).read_text()
        assert old in content
        (folder / file).write_text(content.replace(old, new, 1))
    return damage


def content(file, change):
    """Return a damage that changes the bytes of a file."""
    def damage(folder):
        (folder / file).write_bytes(change((folder / file).read_bytes()))
    return damage


def square_with_other_industries(folder):
    text("tables.toml", "supply-use", "product-by-product")(folder)
    for path in folder.glob("*.csv"):
        if path.name != "products.csv":
            text_of = path.read_text()
            path.write_text(text_of.replace("A01,A02", "A1,A02") if path.name != "industries.csv" else text_of.replace("A01,", "A1,"))


DAMAGES = {
    "a product is used more than supplied": (cell("supply.csv", "A01", "A01", "60000"), e.DoesNotBalance, ("sweden-2013", "row A01", "supply", "use")),
    "an industry costs more than it makes": (cell("industry_accounts.csv", "labour_cost", "C26", "99999999"), e.DoesNotBalance, ("row C26", "output", "cost")),
    "a cell is NaN": (cell("use_domestic.csv", "A02", "C16", "nan"), e.NotANumber, ("use_domestic.csv", "row A02", "column C16", "'nan'")),
    "a cell is infinite": (cell("use_domestic.csv", "A02", "C16", "inf"), e.NotANumber, ("row A02", "column C16", "'inf'")),
    "a cell is empty": (cell("use_domestic.csv", "A02", "C16", ""), e.NotANumber, ("row A02", "column C16", "''", "write 0")),
    "a cell is text": (cell("final_domestic.csv", "B", "exports", "n/a"), e.NotANumber, ("final_domestic.csv", "row B", "column exports", "'n/a'")),
    "a cell has a decimal comma": (cell("final_domestic.csv", "B", "exports", '"1,5"'), e.NotANumber, ("row B", "'1,5'", "decimal point as a point")),
    "a use is strongly negative": (cell("use_domestic.csv", "A01", "C10T12", "-24637"), e.NegativeCell, ("row A01", "column C10T12", "-24637", "0.10%")),
    "hours are negative": (cell("industry_accounts.csv", "hours", "A01", "-5"), e.NegativeCell, ("hours", "row A01", "-5")),
    "two rows have one label": (text("supply.csv", "\nA02,", "\nA01,"), e.DuplicateLabel, ("supply.csv", "row A01", "row 2")),
    "two columns have one label": (text("supply.csv", "A01,A02", "A01,A01"), e.DuplicateLabel, ("supply.csv", "column A01")),
    "two products have one code": (text("products.csv", "\nA02,", "\nA01,"), e.DuplicateLabel, ("products.csv", "row A01")),
    "a row is missing": (content("supply.csv", lambda b: b"\n".join(b.split(b"\n")[:-2]) + b"\n"), e.MissingLabel, ("supply.csv", "row T-U")),
    "a column is unknown": (text("use_imported.csv", ",A02,", ",A2,"), e.UnknownLabel, ("use_imported.csv", "column A2")),
    "a row is unknown": (text("use_imported.csv", "\nA02,", "\nA2,"), e.UnknownLabel, ("use_imported.csv", "row A2")),
    "a column has no label": (text("use_imported.csv", ",A02,", ",,"), e.MissingLabel, ("use_imported.csv", "column 2")),
    "an account is missing": (text("industry_accounts.csv", "labour_cost", "labour"), e.MissingLabel, ("industry_accounts.csv", "row labour_cost")),
    "a file is missing": (lambda folder: (folder / "supply.csv").unlink(), e.MissingLabel, ("supply.csv", "a file is missing")),
    "a file is cut off within a row": (content("use_domestic.csv", lambda b: b[:-100]), e.RaggedTable, ("use_domestic.csv", "row T-U", "59")),
    "a file is cut off within a quotation": (content("supply.csv", lambda b: b + b'"T'), e.RaggedTable, ("supply.csv", "no CSV")),
    "a row is too long": (text("supply.csv", "\nA02,", "\nA02,7,"), e.RaggedTable, ("supply.csv", "row A02", "60 values", "59")),
    "a file is empty": (content("supply.csv", lambda b: b""), e.EmptyTable, ("supply.csv",)),
    "a file has only a first line": (content("supply.csv", lambda b: b.split(b"\n")[0]), e.EmptyTable, ("supply.csv", "no row")),
    "a list is empty": (content("products.csv", lambda b: b"code,name,tier\n"), e.EmptyTable, ("products.csv",)),
    "a file has semicolons": (content("supply.csv", lambda b: b.replace(b",", b";")), e.EmptyTable, ("supply.csv", "by commas")),
    "a list has a line too short": (text("products.csv", "Mining and quarrying,", "Mining and quarrying"), e.RaggedTable, ("products.csv", "row B", "2 cells", "3")),
    "a list is no CSV": (text("industries.csv", "Mining", "Min\rning"), e.RaggedTable, ("industries.csv",)),
    "a list has other columns": (text("products.csv", "code,name,tier", "code,name"), e.MissingLabel, ("products.csv", "code,name,tier")),
    "a file is Latin-1": (content("products.csv", lambda b: b.replace(b"Mining", b"M\xefning")), e.NotText, ("products.csv", "0xef")),
    "a table is Latin-1": (content("supply.csv", lambda b: b.replace(b"\nA02,", b"\n\xc502,")), e.NotText, ("supply.csv", "line 3", "0xc5")),
    "a table is UTF-16": (content("supply.csv", lambda b: b.decode().encode("utf-16")), e.NotText, ("supply.csv", "UTF-8")),
    "a table is binary": (content("supply.csv", lambda b: b"PK\x03\x04" + bytes(200)), e.NotText, ("supply.csv",)),
    "the unit of labour is unknown": (text("tables.toml", "million hours", "fortnights"), e.WrongUnit, ("tables.toml", "labour.hours.unit", "fortnights", "million hours")),
    "the unit of a pollutant is unknown": (text("tables.toml", "kilotonne", "puff"), e.WrongUnit, ("emissions.CO2", "puff", "kilotonne")),
    "the shape is unknown": (text("tables.toml", "supply-use", "spherical"), e.WrongUnit, ("shape", "spherical", "industry-by-industry")),
    "an entry is unknown": (text("tables.toml", "population", "popullation"), e.UnknownLabel, ("tables.toml", "popullation")),
    "an entry is missing": (text("tables.toml", "currency_unit", "#"), e.MissingLabel, ("tables.toml", "currency_unit")),
    "an entry is of the wrong kind": (text("tables.toml", "year = 2013", 'year = "2013"'), e.NotATablesFolder, ("tables.toml", "year", "'2013'", "int")),
    "the manifest is no TOML": (content("tables.toml", lambda b: b + b"\n[["), e.NotATablesFolder, ("tables.toml", "TOML")),
    "the manifest is not UTF-8": (content("tables.toml", lambda b: b"# \xff\n" + b), e.NotText, ("tables.toml", "0xff")),
    "the format is another": (text("tables.toml", "parecon tables 1", "parecon tables 9"), e.NotATablesFolder, ("format", "parecon tables 9", "parecon tables 1")),
    "a final column has two roles": (text("tables.toml", 'government = ["government"]', 'government = ["exports"]'), e.DuplicateLabel, ("column exports",)),
    "a final column has no role": (text("tables.toml", 'government = ["government"]', "government = []"), e.UnknownLabel, ("final_domestic.csv", "column government")),
    "a tier is unknown": (text("products.csv", "survival", "bliss"), e.UnknownLabel, ("products.csv", "row A01", "bliss")),
    "an imported-only product is not listed": (text("tables.toml", 'imported_only = ["ABROAD"]', 'imported_only = ["ABROD"]'), e.UnknownLabel, ("tables.toml", "ABROD")),
    "a square table lists other industries": (square_with_other_industries, e.NotATablesFolder, ("industries.csv", "row A01", "supply-use")),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_folder_is_refused_where_it_is_damaged(folder, what):
    damage, fault, named = DAMAGES[what]
    damage(folder)
    with pytest.raises(TableError) as caught:
        read_folder(folder)
    assert type(caught.value) is fault
    for part in (*named, "found", "expected", "Way out: "):
        assert part in str(caught.value)


def test_the_example_itself_is_not_refused(folder):
    assert read_folder(folder).name == "sweden-2013"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(folder):
    for path in folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_folder(folder).name == "sweden-2013"


def test_an_industry_with_costs_and_no_output_is_refused(folder):
    lines = (folder / "supply.csv").read_text().splitlines()
    place = lines[0].split(",").index("A03")
    for number, line in enumerate(lines[1:], start=1):
        cells = line.split(",")
        cells[place] = "0"
        lines[number] = ",".join(cells)
    (folder / "supply.csv").write_text("\n".join(lines))
    with pytest.raises(e.DoesNotBalance, match="row A03: an industry has costs and no output"):
        read_folder(folder)


def test_a_file_with_too_many_cells_is_refused_while_it_is_read(folder):
    small = default_charter().adopt({"datasets.cells_per_file_max": 1000}, adopter="test")
    with pytest.raises(e.TableTooLarge, match="more than 1,000 cells"):
        read_folder(folder, small)


def test_a_file_too_large_to_be_a_table_is_not_even_opened(folder):
    with (folder / "supply.csv").open("r+b") as stream:
        stream.truncate(10_000_000_000)
    with pytest.raises(e.TableTooLarge, match="10,000,000,000 bytes"):
        read_folder(folder)


def test_what_is_no_folder_is_refused_as_such(tmp_path):
    for path, found in ((tmp_path / "nothing", "nothing"), (tmp_path, "a folder without tables.toml"), (tmp_path / "file", "a file")):
        if found == "a file":
            path.write_text("x")
        with pytest.raises(e.NotATablesFolder, match=found):
            read_folder(path)


@pytest.mark.parametrize("off", [0, 3, 5])
def test_a_small_imbalance_is_spread_and_reported_and_a_large_one_refused(folder, off):
    before = load_tables("sweden-2014")
    row = before.products.index("F")
    limit = default_charter()["datasets.imbalance_share_max"] * before.supply[row]
    assert 3 < limit < 5
    cell("use_domestic.csv", "F", "L68B", str(before.use_domestic[row, before.industries.index("L68B")] + off))(folder)
    if off > limit:
        with pytest.raises(e.DoesNotBalance, match="row F"):
            read_folder(folder)
        return
    after = read_folder(folder)
    spread = [t for t in after.treatments if t.rule == "spread imbalance of product"]
    assert [t.row for t in spread] == (["F"] if off else [])
    assert after.imbalance_before >= off / (before.supply[row] + off)


def test_a_small_negative_use_moves_to_supply_and_is_listed(folder):
    before = load_tables("sweden-2014")
    good, seller = before.products.index("G45-47"), before.industries.index("T-U")
    assert before.use_domestic[good, seller] == 0
    cell("use_domestic.csv", "G45-47", "T-U", "-1")(folder)
    cell("industry_accounts.csv", "labour_cost", "T-U", str(before.labour_cost[seller] + 1))(folder)
    household = before.final_domestic["households"][good]
    cell("final_domestic.csv", "G45-47", "households", str(household + 1))(folder)
    after = read_folder(folder)
    assert after.make[seller, good] == 1 and after.use_domestic[good, seller] == 0
    assert [(t.row, t.column) for t in after.treatments if t.rule == "negative domestic use moves to supply"] == [("G45-47", "T-U")]


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_folder_damaged_anywhere_is_read_or_refused_and_nothing_else(example, data):
    path = data.draw(st.sampled_from(sorted(example.iterdir())))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole)))
    removed = data.draw(st.sampled_from((0, 1, 5, 500)))
    inserted = data.draw(st.sampled_from((b"", b'"', b",", b"\n", b"\r", b"\0", b"-", b"9", b"1e999", b"[", b"=", b"\xef")) | st.binary(max_size=5))
    try:
        path.write_bytes(whole[:place] + inserted + whole[place + removed:])
        tables = read_folder(example)
        check_tables(tables)
    except TableError as refusal:
        assert "Way out: " in str(refusal)
    finally:
        path.write_bytes(whole)


def test_a_bundled_file_that_was_changed_is_refused(monkeypatch):
    import parecon.datasets.bundled_files as bundled
    monkeypatch.setattr(bundled, "_recorded", lambda folder: {})
    with pytest.raises(e.ChangedFile, match="install the program anew"):
        load_tables("sweden-2014")
