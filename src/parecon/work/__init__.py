"""Tasks, balanced jobs, effort ratings, needs, allowances and the incomes that follow from them."""
