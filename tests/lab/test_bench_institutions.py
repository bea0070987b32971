"""What the institutions cost is measured on the same economy with and without them."""

from parecon.lab.bench_institutions import InstitutionCase, measure_year


def test_both_years_are_measured_with_and_without_places_and_pollutants():
    found = {whole: measure_year(InstitutionCase("sweden-2014", 0.01), collective=whole, pollution=whole) for whole in (False, True)}
    assert found[True]["councils"] > found[False]["councils"]
    assert found[True]["settlement"] > 0 == found[False]["settlement"]
    assert all(year["rounds"] >= 1 and year["round"] > 0 for year in found.values())
