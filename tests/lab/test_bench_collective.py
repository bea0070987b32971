"""The bench of collective goods tells rounds and seconds with places and without."""

from parecon.lab.bench_collective import measure_year


def test_a_year_is_measured_with_and_without_places_and_takes_no_more_rounds():
    without, within = measure_year("sweden-2014", 0.005, ("none",)), measure_year("sweden-2014", 0.005, None)
    assert within["rounds"] <= without["rounds"]
    assert without["settlement"] == 0 < within["settlement"] and min(without["round"], within["round"]) > 0
